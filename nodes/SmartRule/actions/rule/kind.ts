import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Execute, RecordKind } from '../../../shared/recordOperations';
import type { Connector } from '../../../shared/transport';

export const rule: RecordKind = { path: '/v1/rules', parameter: 'ruleId', what: 'rule' };

/** An operation of a node with several outputs, that puts out on the first. */
export function onFirstOutput(execute: Execute) {
  return async (context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> => [
    await execute(context, connector),
  ];
}
