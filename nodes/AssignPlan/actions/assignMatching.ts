import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { AssignmentInput, AssignmentResult } from '../../shared/api';
import { filterReader, requireFilters } from '../../shared/filters/read';
import { forEachCall, outputItem } from '../../shared/items';
import type { Connector } from '../../shared/transport';
import { hintDryRun, hintWarnings, levelOf, whatReader } from './assignment';

/** A hundred thousand subjects enter a plan in one transaction. */
const TIMEOUT_MS = 300_000;

/** Assigns all that the filters find, in one request per distinct filters and plan; puts out what the connector says of it. */
export async function assignMatching(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[]> {
  const level = levelOf(context);
  const parameter = level === 'customer' ? 'customerFilters' : 'invoiceFilters';
  const filtersOf = await filterReader(context, connector, level, parameter);
  const whatOf = whatReader(context);
  const callOf = (itemIndex: number): AssignmentInput => {
    const where = filtersOf(itemIndex);
    requireFilters(context, where, itemIndex);
    return { ...whatOf(itemIndex), filter: { level, where } };
  };
  return await forEachCall(context, callOf, async (body, itemIndex) => {
    const options = { body, itemIndex, timeoutMs: TIMEOUT_MS };
    const answer = await connector.post<AssignmentResult>('/v1/assignments', options);
    hintWarnings(context, answer);
    if (body.dryRun) hintDryRun(context);
    return [outputItem({ dryRun: body.dryRun ?? false, ...answer }, itemIndex)];
  });
}
