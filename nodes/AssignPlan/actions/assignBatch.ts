import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { AssignmentInput, AssignmentResult } from '../../shared/api';
import { refusedError } from '../../shared/errors';
import type { Connector } from '../../shared/transport';

export interface AssignmentGroup {
  dunningPlanId: string | null;
  accountManagers?: string[];
  customers: Array<{ itemIndex: number; customer: string }>;
}

/** What became of one item's customer. */
export type Assigned = { itemIndex: number } & ({ result: IDataObject } | { error: unknown });

const WARNINGS: Record<string, string> = {
  collectedAtBothLevels: 'are collected on at both levels: they also have invoices in invoice-level plans',
};

/** Sends one request (`POST /v1/assignments`) and tells for each customer whether it was assigned, in their order. */
export async function assignBatch(
  context: IExecuteFunctions,
  connector: Connector,
  { dunningPlanId, accountManagers, customers }: AssignmentGroup,
): Promise<Assigned[]> {
  let answer: AssignmentResult;
  try {
    answer = await connector.post<AssignmentResult>('/v1/assignments', {
      body: {
        dunningPlanId,
        accountManagers,
        customers: customers.map(({ customer }) => customer),
      } satisfies AssignmentInput,
      itemIndex: customers[0]?.itemIndex,
    });
  } catch (error) {
    return customers.map(({ itemIndex }) => ({ itemIndex, error }));
  }
  hintWarnings(context, answer);
  const reasons = new Map(answer.refused.map(({ id, reason }) => [id, reason]));
  const warnings = Map.groupBy(answer.warnings, ({ id }) => id);
  return customers.map(({ itemIndex, customer }) => {
    const reason = reasons.get(customer);
    if (reason !== undefined) return { itemIndex, error: refused(context, customer, reason, itemIndex) };
    const codes = (warnings.get(customer) ?? []).map(({ code }) => code);
    return { itemIndex, result: { customer, dunningPlanId, assigned: true, warnings: codes } };
  });
}

function refused(context: IExecuteFunctions, customer: string, reason: string, itemIndex: number) {
  const message = `The plan was not assigned to ${customer.replace(/^external:/, '')}`;
  return refusedError(context, { message, errors: [{ path: '', message: reason }], itemIndex });
}

function hintWarnings(context: IExecuteFunctions, { warnings }: AssignmentResult): void {
  for (const [code, of] of Map.groupBy(warnings, (warning) => warning.code)) {
    context.addExecutionHints({
      message: `${of.length} customers ${WARNINGS[code] ?? `came with the warning “${code}”`}`,
      type: 'warning',
      location: 'outputPane',
    });
  }
}
