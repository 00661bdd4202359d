import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { AssignmentInput, AssignmentResult } from '../../shared/api';
import { refusedError } from '../../shared/errors';
import type { Connector } from '../../shared/transport';
import { hintWarnings, type Level, type What } from './assignment';

export interface AssignmentGroup {
  level: Level;
  what: What;
  subjects: Array<{ itemIndex: number; id: string }>;
}

/** What became of one item's customer or invoice. */
export type Assigned = { itemIndex: number } & ({ result: IDataObject } | { error: unknown });

/** Sends one request (`POST /v1/assignments`) and tells for each subject whether it was assigned, in their order. */
export async function assignBatch(
  context: IExecuteFunctions,
  connector: Connector,
  { level, what, subjects }: AssignmentGroup,
): Promise<Assigned[]> {
  const ids = subjects.map(({ id }) => id);
  const body: AssignmentInput = { ...what, ...(level === 'customer' ? { customers: ids } : { invoices: ids }) };
  let answer: AssignmentResult;
  try {
    answer = await connector.post<AssignmentResult>('/v1/assignments', { body, itemIndex: subjects[0]?.itemIndex });
  } catch (error) {
    return subjects.map(({ itemIndex }) => ({ itemIndex, error }));
  }
  hintWarnings(context, answer);
  const reasons = new Map(answer.refused.map(({ id, reason }) => [id, reason]));
  const warnings = Map.groupBy(answer.warnings, ({ id }) => id);
  return subjects.map(({ itemIndex, id }) => {
    const reason = reasons.get(id);
    if (reason !== undefined) return { itemIndex, error: refused(context, id, reason, itemIndex) };
    const codes = (warnings.get(id) ?? []).map(({ code }) => code);
    const { dryRun = false, ...assigned } = what;
    return { itemIndex, result: { [level]: id, ...assigned, assigned: !dryRun, dryRun, warnings: codes } };
  });
}

function refused(context: IExecuteFunctions, id: string, reason: string, itemIndex: number) {
  const message = `The plan was not assigned to ${id.replace(/^external:/, '')}`;
  return refusedError(context, { message, errors: [{ path: '', message: reason }], itemIndex });
}
