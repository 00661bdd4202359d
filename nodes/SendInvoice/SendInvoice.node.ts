import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { searchInvoices } from '../shared/listSearch';
import { connect } from '../shared/transport';
import { operations, properties } from './actions/operations';

export class SendInvoice implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Send Invoice',
    name: 'sendInvoice',
    icon: { light: 'file:sendInvoice.svg', dark: 'file:sendInvoice.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["operation"].replace(/([A-Z])/g, " $1").toLowerCase().replace("pdf", "PDF") }}',
    description: 'Sends new invoices with their PDF, each once, and says to whom they go and why others wait',
    defaults: { name: 'Send Invoice' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'dunningConnectorApi', required: true }],
    properties,
  };

  methods = { listSearch: { searchInvoices } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const operation = this.getNodeParameter('operation', 0) as keyof typeof operations;
    return [await operations[operation](this, await connect(this))];
  }
}
