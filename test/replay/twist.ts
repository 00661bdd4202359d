import type { Day } from '../oracle/calendar.ts';
import type { DunningPlan } from '../oracle/history.ts';
import type { LedgerRow } from './ledger.ts';
import type { Act } from './script.ts';

/** Before the day's run, right after it (what people do with the To-do list), or later. */
export type When = 'morning' | 'desk' | 'evening';

export type Emit = (day: Day, when: When, act: Act) => void;

/** The subject of a fact that concerns the customer at customer level and the invoice at invoice level. */
export interface Subject {
  readonly customer: string;
  readonly invoice?: string;
}

/** A stretch of a subject's life in which a twist may happen, beginning on `from`. */
export interface Season {
  readonly subject: Subject;
  readonly from: Day;
}

export interface Account {
  readonly customer: string;
  readonly rows: readonly LedgerRow[];
  readonly plan: DunningPlan;
  /** Another plan, of the same level for re-assignments, of the other level for accounts at both. */
  readonly otherPlan: DunningPlan;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** At customer level the customer, every ninety days anew; at invoice level each of its invoices from its issue on. */
  readonly seasons: readonly Season[];
}

/** What happens beyond "recorded when issued, paid when settled", to one account after the other. */
export interface Twist {
  readonly name: string;
  /** Which plan new records get: the variant's own (default), whatever is the default plan, or none. */
  readonly startsWith?: 'plan' | 'default' | 'none';
  /** Customers and invoices are both collected on, the other level by the other plan (ASG-4 warns, MIN-1 keeps them apart). */
  readonly atBothLevels?: boolean;
  readonly needsOtherPlan?: boolean;
  readonly recordedOn?: (row: LedgerRow) => Day;
  /** Takes the place of the payment in full on the day of settlement. */
  readonly settle?: (row: LedgerRow, emit: Emit) => void;
  readonly account?: (account: Account, emit: Emit) => void;
  readonly plan?: (plan: DunningPlan, span: { firstDay: Day; lastDay: Day }, emit: Emit) => void;
}

export function payment(row: LedgerRow, day: Day, amount: number, suffix = ''): Act {
  return entry('payment', row, day, amount, amount, suffix);
}

/** Of the amount, `applied` goes to the invoice; the rest stays unapplied. */
export function entry(
  kind: 'payment' | 'creditNote' | 'refund',
  row: LedgerRow,
  day: Day,
  amount: number,
  applied: number,
  suffix = '',
): Act {
  return {
    fact: 'entry',
    customer: row.customer,
    entry: {
      kind,
      id: `${kind}-${row.number}${suffix}`,
      customer: row.customer,
      date: day,
      currency: row.currency,
      amount,
      applications: applied > 0 ? [{ invoice: row.number, amount: applied }] : [],
    },
  };
}
