import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { filtersProperty } from '../../../shared/filters/properties';
import { filterReader, requireFilters } from '../../../shared/filters/read';
import { forEachCall, itemParameter, outputItem } from '../../../shared/items';
import type { Connector } from '../../../shared/transport';
import { manyCustomersFields } from './fields';
import { customFieldsOf, type CustomFieldsForm } from './customFields';

const TIMEOUT_MS = 300_000;

interface Changes extends IDataObject {
  customFields?: CustomFieldsForm;
}

const changes: INodeProperties = {
  displayName: 'Set',
  name: 'changes',
  type: 'collection',
  placeholder: 'Add field',
  default: {},
  description: 'What all of these customers have from now on',
  options: manyCustomersFields,
};

const dryRun: INodeProperties = {
  displayName: 'Dry Run',
  name: 'dryRun',
  type: 'boolean',
  default: true,
  description: 'Whether to change nothing and only say how many would change',
};

export const description = shownWhen({ resource: ['customer'], operation: ['changeMany'] }, [
  filtersProperty({ level: 'customer', name: 'conditions', description: 'Every customer for whom all of these hold' }),
  changes,
  dryRun,
]);

/** Gives all customers that the filters find the same fields, in one request per distinct filters and fields. */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[]> {
  const filtersOf = await filterReader(context, connector, 'customer', 'conditions');
  const customFieldsFrom = await customFieldsOf(context, connector);
  const changesOf = itemParameter<Changes>(context, 'changes', {});
  const dryRunOf = itemParameter<boolean>(context, 'dryRun', true);
  const callOf = (itemIndex: number) => {
    const filter = filtersOf(itemIndex);
    requireFilters(context, filter, itemIndex);
    const { customFields, ...others } = changesOf(itemIndex);
    const values = customFieldsFrom(customFields);
    return { filter, set: { ...others, ...(values ? { customFields: values } : {}) }, dryRun: dryRunOf(itemIndex) };
  };
  return await forEachCall(context, callOf, async (body, itemIndex) => {
    const options = { body, itemIndex, timeoutMs: TIMEOUT_MS };
    const answer = await connector.post<IDataObject>('/v1/customers/bulk', options);
    return [outputItem({ dryRun: body.dryRun, ...answer }, itemIndex)];
  });
}
