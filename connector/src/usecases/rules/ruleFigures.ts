import type { RuleFigures } from '../../domain/rule.ts';
import { SeenFigures } from '../../store/ruleFigures.ts';
import type { Session } from '../../store/store.ts';
import { type CustomerContext, loadCustomerContexts } from '../../store/subjects.ts';
import { behaviourOf } from '../customers/customerFacts.ts';
import type { Moment } from '../moment.ts';

const BATCH = 1000;

/** What threshold triggers look at (RUL-1): amounts due by currency, score and average delay. */
export function figuresOf({ currencies, openInvoices }: CustomerContext, moment: Moment): RuleFigures {
  const sums = [...currencies.values()];
  const amountDue = new Map(sums.map((row) => [row.currency, row.openAmount - row.unappliedAmount]));
  return { amountDue, ...behaviourOf(sums, openInvoices, moment) };
}

/** Takes the figures of all customers as seen, so that what was beyond a threshold before a rule watched it fires nothing (RUL-5). */
export async function seeAllFigures(session: Session, moment: Moment): Promise<void> {
  for (let after = ''; ;) {
    const ids = (
      await session.db.selectFrom('customers').select('id').where('id', '>', after).orderBy('id').limit(BATCH).execute()
    ).map(({ id }) => id);
    if (ids.length === 0) return;
    const contexts = await loadCustomerContexts(session, ids);
    const figures = new Map([...contexts].map(([id, context]) => [id, figuresOf(context, moment)]));
    await (await SeenFigures.load(session, ids)).write(session, figures);
    after = ids.at(-1)!;
  }
}
