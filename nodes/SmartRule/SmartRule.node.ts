import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { searchCustomerPlans, searchCustomers, searchRules } from '../shared/listSearch';
import { getCustomerFields, getCustomFields, getPlans, getUsers } from '../shared/loadOptions';
import { connect } from '../shared/transport';
import { operations, properties } from './actions/operations';

const MATCHED_AND_NOT = `[{ type: "${NodeConnectionTypes.Main}", displayName: "Matched" }, { type: "${NodeConnectionTypes.Main}", displayName: "Not Matched" }]`;

export class SmartRule implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Smart Rule',
    name: 'smartRule',
    icon: { light: 'file:smartRule.svg', dark: 'file:smartRule.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["operation"].replace("getAll", "getMany").replace(/([A-Z])/g, " $1").toLowerCase() }}',
    description: 'Sorts customers by filters, and keeps the rules that assign plans, managers and payment methods',
    defaults: { name: 'Smart Rule' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: `={{ $parameter["operation"] === "evaluate" ? ${MATCHED_AND_NOT} : ["${NodeConnectionTypes.Main}"] }}`,
    credentials: [{ name: 'dunningConnectorApi', required: true }],
    properties,
  };

  methods = {
    listSearch: { searchCustomerPlans, searchCustomers, searchRules },
    loadOptions: { getCustomerFields, getCustomFields, getPlans, getUsers },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const operation = this.getNodeParameter('operation', 0) as keyof typeof operations;
    return await operations[operation](this, await connect(this));
  }
}
