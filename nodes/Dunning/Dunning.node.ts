import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import * as listSearch from '../shared/listSearch';
import { connect } from '../shared/transport';
import { properties, resources } from './actions/resources';

const { getTemplates, getUsers, searchCustomerPlans, searchCustomers, searchInvoices, searchPlans } = listSearch;

export class Dunning implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Dunning',
    name: 'dunning',
    icon: { light: 'file:dunning.svg', dark: 'file:dunning.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ ($parameter["operation"] + " " + $parameter["resource"]).replace(/([A-Z])/g, " $1").toLowerCase() }}',
    description: 'Reads and writes the records of dunning: customers, invoices, payments, plans and actions',
    defaults: { name: 'Dunning' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'dunningConnectorApi', required: true }],
    properties,
  };

  methods = {
    listSearch: { searchCustomerPlans, searchCustomers, searchInvoices, searchPlans },
    loadOptions: { getTemplates, getUsers },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const resource = this.getNodeParameter('resource', 0) as string;
    const operation = this.getNodeParameter('operation', 0) as string;
    return [await resources[resource]![operation]!(this, await connect(this))];
  }
}
