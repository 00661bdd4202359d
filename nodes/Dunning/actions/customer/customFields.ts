import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { CustomField } from '../../../shared/api';
import { listOf } from '../../../shared/filters/read';
import type { Connector } from '../../../shared/transport';

/** Custom fields as the editor keeps them. */
export interface CustomFieldsForm extends IDataObject {
  field?: Array<{ key: string; value: IDataObject[string] }>;
}

/**
 * Reads custom fields as the API takes them. The editor gives text; a field that is defined as a number, as yes or no, or as several
 * choices gets that. Definitions are looked up once, if the parameters name any custom field.
 */
export async function customFieldsOf(
  context: IExecuteFunctions,
  connector: Connector,
): Promise<(form: CustomFieldsForm | undefined) => IDataObject | undefined> {
  const isUsed = JSON.stringify(context.getNode().parameters).includes('"customFields"');
  const defined = isUsed ? await connector.list<CustomField>('/v1/custom-fields', {}) : [];
  const typeOf = new Map(defined.map(({ key, type }) => [key, type]));
  return (form) =>
    form?.field && Object.fromEntries(form.field.map(({ key, value }) => [key, typed(value, typeOf.get(key))]));
}

/** What cannot be of its type goes as it is: the connector says what is wrong with it. */
function typed(value: IDataObject[string], type: CustomField['type'] | undefined): IDataObject[string] {
  if (typeof value !== 'string') return value;
  if (value === '' && type !== undefined && type !== 'text') return null;
  if (type === 'number' && Number.isFinite(Number(value))) return Number(value);
  if (type === 'boolean' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if (type === 'multiSelect') return listOf(value) as string[];
  return value;
}
