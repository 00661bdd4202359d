import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { InvoiceInput } from '../../../shared/api';
import { upsertItems } from '../../../shared/batch';
import { itemParameter } from '../../../shared/items';
import { planFrom, referenceTo } from '../../../shared/locators';
import { fieldsOf, type RecordShape } from '../../../shared/normalizeRecord';
import { recordReader } from '../../../shared/record';
import { upsertProperties } from '../../../shared/recordProperties';
import type { Connector } from '../../../shared/transport';
import { invoiceFields } from './fields';

const SHAPE: RecordShape = {
  fields: fieldsOf<InvoiceInput>({
    externalId: true,
    number: true,
    customer: true,
    issuedAt: true,
    dueDate: true,
    currency: true,
    grossAmount: true,
    netAmount: true,
    title: true,
    dunningPlanId: true,
    automaticCharging: true,
    paymentUrl: true,
  }),
  dates: ['issuedAt', 'dueDate'],
  amounts: ['grossAmount', 'netAmount'],
};

export const description = upsertProperties('invoice', invoiceFields, { hasAmounts: true });

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[]> {
  const recordOf = recordReader(context, SHAPE, fieldReader(context));
  return await upsertItems(context, connector, {
    path: '/v1/invoices/batch',
    property: 'invoices',
    what: 'invoice',
    recordOf,
  });
}

function fieldReader(context: IExecuteFunctions): (itemIndex: number) => IDataObject {
  const names = ['externalId', 'number', 'issuedAt', 'dueDate', 'currency', 'grossAmount'] as const;
  const readers = names.map((name) => [name, itemParameter<IDataObject[string]>(context, name, '')] as const);
  const customer = itemParameter<unknown>(context, 'customer', '');
  const additionalFields = itemParameter<IDataObject>(context, 'additionalFields', {});
  return (itemIndex) => ({
    ...Object.fromEntries(readers.map(([name, read]) => [name, read(itemIndex)])),
    customer: referenceTo(customer(itemIndex)),
    ...withPlan(additionalFields(itemIndex)),
  });
}

function withPlan({ dunningPlanId, ...others }: IDataObject): IDataObject {
  return { ...others, dunningPlanId: planFrom(dunningPlanId) };
}
