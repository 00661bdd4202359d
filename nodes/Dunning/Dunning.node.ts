import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import * as listSearch from '../shared/listSearch';
import * as loadOptions from '../shared/loadOptions';
import { connect } from '../shared/transport';
import { properties, resources } from './actions/resources';

const { searchCustomerPlans, searchCustomers, searchInvoicePlans, searchInvoices, searchPlans } = listSearch;

export class Dunning implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Dunning',
    name: 'dunning',
    icon: { light: 'file:dunning.svg', dark: 'file:dunning.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle:
      '={{ ($parameter["operation"].replace("getAll", "getMany") + " " + $parameter["resource"]).replace(/([A-Z])/g, " $1").toLowerCase() }}',
    description:
      'Reads and writes the records of dunning: customers, contacts, invoices, payments, plans, actions, replies, notes and more',
    defaults: { name: 'Dunning' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'dunningConnectorApi', required: true }],
    properties,
  };

  methods = {
    listSearch: { searchCustomerPlans, searchCustomers, searchInvoicePlans, searchInvoices, searchPlans },
    loadOptions: { ...loadOptions },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const resource = this.getNodeParameter('resource', 0) as string;
    const operation = this.getNodeParameter('operation', 0) as string;
    return [await resources[resource]![operation]!(this, await connect(this))];
  }
}
