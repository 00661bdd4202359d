import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Assignment } from '../../shared/contract';
import { refusedError } from '../../shared/errors';
import { failedItem, outputItem } from '../../shared/items';
import type { Connector } from '../../shared/transport';

export interface AssignmentGroup {
  dunningPlanId: string | null;
  accountManagers?: string[];
  customers: Array<{ itemIndex: number; customer: string }>;
}

const WARNINGS: Record<string, string> = {
  collectedAtBothLevels: 'are collected on at both levels: they also have invoices in invoice-level plans',
};

/** Sends one request (`POST /v1/assignments`) and writes the result of each customer at its item's place in `output`. */
export async function assignBatch(
  context: IExecuteFunctions,
  connector: Connector,
  { dunningPlanId, accountManagers, customers }: AssignmentGroup,
  output: INodeExecutionData[],
): Promise<void> {
  let answer: Assignment;
  try {
    answer = await connector.post<Assignment>('/v1/assignments', {
      body: { dunningPlanId, accountManagers, customers: customers.map(({ customer }) => customer) },
      itemIndex: customers[0]?.itemIndex,
    });
  } catch (error) {
    for (const { itemIndex } of customers) output[itemIndex] = failedItem(context, error, itemIndex);
    return;
  }
  hintWarnings(context, answer);
  const reasons = new Map(answer.refused.map(({ id, reason }) => [id, reason]));
  for (const { itemIndex, customer } of customers) {
    const reason = reasons.get(customer);
    if (reason === undefined) output[itemIndex] = outputItem(resultOf(answer, customer, dunningPlanId), itemIndex);
    else output[itemIndex] = failedItem(context, refused(context, customer, reason, itemIndex), itemIndex);
  }
}

function resultOf({ warnings }: Assignment, customer: string, dunningPlanId: string | null): IDataObject {
  const codes = warnings.filter(({ id }) => id === customer).map(({ code }) => code);
  return { customer, dunningPlanId, assigned: true, warnings: codes };
}

function refused(context: IExecuteFunctions, customer: string, reason: string, itemIndex: number) {
  const message = `The plan was not assigned to ${customer.replace(/^external:/, '')}`;
  return refusedError(context, { message, errors: [{ path: '', message: reason }], itemIndex });
}

function hintWarnings(context: IExecuteFunctions, { warnings }: Assignment): void {
  for (const code of new Set(warnings.map((warning) => warning.code))) {
    const count = warnings.filter((warning) => warning.code === code).length;
    context.addExecutionHints({
      message: `${count} customers ${WARNINGS[code] ?? `came with the warning “${code}”`}`,
      type: 'warning',
      location: 'outputPane',
    });
  }
}
