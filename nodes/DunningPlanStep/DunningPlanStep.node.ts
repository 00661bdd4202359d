import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { searchCustomers, searchInvoices, searchPlans } from '../shared/listSearch';
import * as loadOptions from '../shared/loadOptions';
import { connect } from '../shared/transport';
import { operations, properties } from './actions/operations';

const READY_AND_TO_DO = `[{ type: "${NodeConnectionTypes.Main}", displayName: "Ready" }, { type: "${NodeConnectionTypes.Main}", displayName: "To Do" }]`;

export class DunningPlanStep implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Dunning Plan Step',
    name: 'dunningPlanStep',
    icon: { light: 'file:dunningPlanStep.svg', dark: 'file:dunningPlanStep.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["operation"].replace(/([A-Z])/g, " $1").toLowerCase() }}',
    description:
      'Runs the steps of dunning plans that are due, hands them out for other nodes to deliver, and tries plans out',
    defaults: { name: 'Dunning Plan Step' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: `={{ $parameter["operation"] === "getDue" ? ${READY_AND_TO_DO} : ["${NodeConnectionTypes.Main}"] }}`,
    credentials: [{ name: 'dunningConnectorApi', required: true }],
    properties,
  };

  methods = {
    listSearch: { searchCustomers, searchInvoices, searchPlans },
    loadOptions: { ...loadOptions },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const operation = this.getNodeParameter('operation', 0) as keyof typeof operations;
    return await operations[operation](this, await connect(this));
  }
}
