import type { CustomerEvent, CustomerFigures, RuleFigures } from '../../domain/rule.ts';
import type { CustomerChange } from '../../domain/ruleEvents.ts';
import { SeenFigures } from '../../store/seenFigures.ts';
import { readState, writeState } from '../../store/stateValues.ts';
import type { Session } from '../../store/store.ts';
import { type CustomerContext, loadCustomerContexts, lockCustomers } from '../../store/subjects.ts';
import { behaviourOf } from '../lists/customerFacts.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';

const SEEN = 'figuresSeen';
const BATCH = 1000;

/**
 * What rules and subscribers see of a customer (RUL-1, RUL-7): balances by currency, score and average delay. A currency in which a batch has
 * come back to nothing has no value yet, unless it had one `before`.
 */
export function figuresOf(
  { currencies, openInvoices }: CustomerContext,
  before: RuleFigures,
  moment: Moment,
): CustomerFigures {
  const sums = [...currencies.values()].filter(
    (row) =>
      row.openAmount !== 0 || row.unappliedAmount !== 0 || row.paidInvoices > 0 || before.amountDue.has(row.currency),
  );
  const overdue = new Map<string, number>();
  for (const { currency, outstanding, dueOn } of openInvoices)
    if (dueOn < moment.today) overdue.set(currency, (overdue.get(currency) ?? 0) + outstanding);
  return {
    amountDue: new Map(sums.map((row) => [row.currency, row.openAmount - row.unappliedAmount])),
    overdue,
    unapplied: new Map(sums.map((row) => [row.currency, row.unappliedAmount])),
    ...behaviourOf(sums, openInvoices, moment),
  };
}

/** RUL-1, RUL-7: each customer's event, with the figures before and after (the same object, where none moved); these are seen from now on. */
export async function seeFigures(
  session: Session,
  moment: Moment,
  contexts: ReadonlyMap<string, CustomerContext>,
  changes: ReadonlyMap<string, CustomerChange>,
): Promise<Map<string, CustomerEvent>> {
  const changed = [...changes].filter(([id]) => contexts.has(id));
  const known = changed.filter(([, { isCreated }]) => !isCreated).map(([id]) => id);
  const seen = await SeenFigures.load(session, known);
  const after = new Map(changed.map(([id]) => [id, figuresOf(contexts.get(id)!, seen.of(id), moment)]));
  const moved = await seen.write(session, after);
  return new Map(
    changed.map(([id, { isCreated, isUpdated }]) => {
      const before = seen.of(id);
      const hasMoved = moved.has(id);
      return [id, { isCreated, isUpdated: isUpdated || hasMoved, before, after: hasMoved ? after.get(id)! : before }];
    }),
  );
}

/** Takes the figures of all customers as seen, in a transaction: another way of counting is neither an update nor a crossing (RUL-5). */
export async function seeAllFigures(session: Session, moment: Moment): Promise<void> {
  for (let after = ''; ;) {
    const ids = (
      await session.db.selectFrom('customers').select('id').where('id', '>', after).orderBy('id').limit(BATCH).execute()
    ).map(({ id }) => id);
    if (ids.length === 0) return;
    // What somebody sees of them meanwhile would be taken back, and told again with the next event.
    await lockCustomers(session, ids);
    const contexts = await loadCustomerContexts(session, ids);
    const seen = await SeenFigures.load(session, ids);
    const figures = new Map([...contexts].map(([id, context]) => [id, figuresOf(context, seen.of(id), moment)]));
    await seen.write(session, figures);
    after = ids.at(-1)!;
  }
}

/** At the first start on a database that has customers already: what they owe was so before, and is no news. */
export async function seeFiguresOnce({ store, clock }: Pick<Deps, 'store' | 'clock'>): Promise<void> {
  if ((await readState(store.session, SEEN)) !== null) return;
  await store.transaction(async (session) => {
    await session.lockTable('stateValues');
    if ((await readState(session, SEEN)) !== null) return;
    await seeAllFigures(session, await currentMoment(session, clock));
    await writeState(session, SEEN, '1');
  });
}
