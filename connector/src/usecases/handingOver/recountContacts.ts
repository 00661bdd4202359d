import { INVOICE_MESSAGE } from '../../domain/invoiceSending.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable } from '../../store/tables.ts';
import { contactsOf } from './recordOutcome.ts';

/**
 * Once it is known what an uncertain action was, the days of the last contact (MIN-3) and dunning (CUS-1) are counted again for all whom
 * it would have contacted. What is being handed over counts as uncertain, which it may become.
 */
export async function recountContacts(session: Session, action: ActionTable): Promise<void> {
  const { customerId } = action;
  const rows = await session.db
    .selectFrom('actions')
    .select(['subjectId', 'planId', 'referenceId', 'status', (select) => select.fn.max('executedOn').as('day')])
    .where('customerId', '=', customerId)
    .where('status', 'in', ['executed', 'uncertain', 'sending'])
    .where('channel', '!=', 'task')
    .where((where) => where.or([where('stepId', 'is', null), where('stepId', '!=', INVOICE_MESSAGE)]))
    .groupBy(['subjectId', 'planId', 'referenceId', 'status'])
    .execute();
  const latest = (counted: typeof rows) =>
    counted.reduce<number | null>(
      (last, { day }) => (day !== null && (last === null || day > last) ? day : last),
      null,
    );
  const lastDunningOn = latest(rows.filter(({ status }) => status === 'executed'));
  await session.update('customers', ['id'], [{ id: customerId, lastDunningOn }]);
  for (const { subjectId, kind } of contactsOf(action)) {
    const lastContactOn = latest(
      rows.filter((row) => row.subjectId === subjectId || (row.planId === null && row.referenceId === subjectId)),
    );
    await session.update(kind === 'customer' ? 'customers' : 'invoices', ['id'], [{ id: subjectId, lastContactOn }]);
  }
}
