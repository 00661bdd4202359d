import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CustomerInput } from '../../../shared/api';
import { upsertItems } from '../../../shared/batch';
import { choicesOf } from '../../../shared/filters/read';
import { itemParameter } from '../../../shared/items';
import { planFrom } from '../../../shared/locators';
import { fieldsOf, type RecordShape } from '../../../shared/normalizeRecord';
import { recordReader } from '../../../shared/record';
import { upsertProperties } from '../../../shared/recordProperties';
import type { Connector } from '../../../shared/transport';
import { withoutBlanks } from '../contact/fields';
import { type CustomFieldsForm, customFieldsOf } from './customFields';
import { customerFields } from './fields';

const SHAPE: RecordShape = {
  fields: fieldsOf<CustomerInput>({
    externalId: true,
    name: true,
    language: true,
    formOfAddress: true,
    country: true,
    contacts: true,
    accountManagers: true,
    dunningPlanId: true,
    paymentMethods: true,
    customFields: true,
  }),
};

interface AdditionalFields extends IDataObject {
  contacts?: { contact?: IDataObject[] };
  customFields?: CustomFieldsForm;
  dunningPlanId?: IDataObject;
}

export const description = upsertProperties('customer', customerFields);

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[]> {
  const fromFields = fieldReader(context, await customFieldsOf(context, connector));
  const recordOf = recordReader(context, SHAPE, fromFields);
  return await upsertItems(context, connector, {
    path: '/v1/customers/batch',
    property: 'customers',
    what: 'customer',
    recordOf,
  });
}

function fieldReader(
  context: IExecuteFunctions,
  customFieldsFrom: (form?: CustomFieldsForm) => IDataObject | undefined,
): (itemIndex: number) => IDataObject {
  const externalId = itemParameter<string>(context, 'externalId', '');
  const name = itemParameter<string>(context, 'name', '');
  const additionalFields = itemParameter<AdditionalFields>(context, 'additionalFields', {});
  return (itemIndex) => {
    const { accountManagers, contacts, customFields, dunningPlanId, paymentMethods, ...others } =
      additionalFields(itemIndex);
    return {
      externalId: externalId(itemIndex),
      name: name(itemIndex),
      ...others,
      accountManagers: choicesOf(accountManagers),
      paymentMethods: choicesOf(paymentMethods),
      contacts: contacts?.contact?.map(withoutBlanks),
      customFields: customFieldsFrom(customFields),
      dunningPlanId: planFrom(dunningPlanId),
    };
  };
}
