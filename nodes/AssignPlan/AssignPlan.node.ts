import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { searchCustomers, searchInvoicePlans, searchInvoices, searchPlansForCustomers } from '../shared/listSearch';
import { getCustomerFields, getInvoiceFields, getPlans, getUsers } from '../shared/loadOptions';
import { connect } from '../shared/transport';
import * as assign from './actions/assign.operation';

export class AssignPlan implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Assign Plan',
    name: 'assignPlan',
    icon: { light: 'file:assignPlan.svg', dark: 'file:assignPlan.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ $parameter["level"] + "s, " + ($parameter["assignTo"] === "filter" ? "by filters" : "one per item") }}',
    description: 'Assigns a dunning plan, or none, and account managers to customers or invoices',
    defaults: { name: 'Assign Plan' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'dunningConnectorApi', required: true }],
    properties: assign.description,
  };

  methods = {
    listSearch: { searchCustomers, searchInvoicePlans, searchInvoices, searchPlansForCustomers },
    loadOptions: { getCustomerFields, getInvoiceFields, getPlans, getUsers },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return await assign.execute(this, await connect(this));
  }
}
