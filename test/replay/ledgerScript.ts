import type { Day } from '../oracle/calendar.ts';
import type { DunningPlan, Level } from '../oracle/history.ts';
import { momentOf, runLines } from './environment.ts';
import type { Environment } from './environment.ts';
import { lot } from './ledger.ts';
import type { LedgerRow } from './ledger.ts';
import { inOrder } from './script.ts';
import type { Act, Script, ScriptLine } from './script.ts';
import { payment } from './twist.ts';
import type { Account, Emit, Season, Twist } from './twist.ts';
import { invoiceAct } from './twists.ts';

const SEASON_DAYS = 90;
const OTHER_LEVEL = { customer: 'invoice', invoice: 'customer' } as const;

export interface Variant {
  readonly twist: Twist;
  readonly plan: DunningPlan;
}

/** Puts a ledger through every variant at once: each variant has its own copies of the customers and a plan of its own. */
export function ledgerScript(
  ledger: readonly LedgerRow[],
  variants: readonly Variant[],
  environment: Environment,
): Script {
  const firstDay = Math.min(...ledger.map((row) => row.issuedAt));
  const lastDay = Math.max(...ledger.map((row) => Math.max(row.settledAt, row.dueDate))) + 30;
  const start = momentOf(environment, firstDay - 1, 'morning');
  const setUp: ScriptLine[] = [{ at: start, act: { fact: 'settings', settings: environment.settings } }];
  const lines = runLines(environment, firstDay, lastDay);

  for (const [index, { twist, plan }] of variants.entries()) {
    const key = `v${index}-${twist.name}-${plan.level}-${plan.logic}`;
    const mine = { ...plan, key, steps: plan.steps.map((step) => ({ ...step, key: `${key}-${step.name}` })) };
    const otherPlan = variants[(index + 1) % variants.length]?.plan ?? plan;
    const other = {
      ...otherPlan,
      key: `${key}-other`,
      level: twist.atBothLevels ? OTHER_LEVEL[plan.level] : plan.level,
      steps: otherPlan.steps.map((step) => ({ ...step, key: `${key}-other-${step.name}` })),
    };
    setUp.push({ at: start, act: { fact: 'plan', plan: { ...mine, isDefault: twist.startsWith === 'default' } } });
    if (twist.needsOtherPlan) setUp.push({ at: start, act: { fact: 'plan', plan: other } });

    const emit: Emit = (day, when, act) => lines.push({ at: momentOf(environment, day, when), act });
    twist.plan?.(mine, { firstDay, lastDay }, emit);
    for (const account of accounts(ledger, key, mine, other, { firstDay, lastDay })) {
      const { customer } = account;
      const starting = startingPlan('customer', account, twist);
      setUp.push({ at: start, act: { fact: 'customer', customer, hasRecipient: true, plan: starting } });
      keepBooks(account, twist, emit);
    }
  }
  return inOrder([...setUp, ...byKind(lines)]);
}

const KINDS: readonly string[] = ['plan', 'customer', 'invoice', 'payment', 'creditNote', 'refund', 'run'];

/** Of what happens at one instant, records of a kind stand together, so that they go as one batch. */
function byKind(lines: readonly ScriptLine[]): ScriptLine[] {
  const rank = ({ act }: ScriptLine): number => {
    const index = KINDS.indexOf(act.fact === 'entry' ? act.entry.kind : act.fact);
    return index === -1 ? KINDS.length : index;
  };
  return lines.toSorted((a, b) => rank(a) - rank(b));
}

function accounts(
  ledger: readonly LedgerRow[],
  key: string,
  plan: DunningPlan,
  otherPlan: DunningPlan,
  span: { firstDay: Day; lastDay: Day },
): Account[] {
  const names = [...new Set(ledger.map((row) => row.customer))];
  return names.map((name) => {
    const customer = `${key}.${name}`;
    const rows = ledger
      .filter((row) => row.customer === name)
      .map((row) => ({ ...row, customer, number: `${key}.${row.number}` }));
    const seasons: Season[] = rows.map((row) => ({ subject: { customer, invoice: row.number }, from: row.issuedAt }));
    if (plan.level === 'customer') {
      seasons.length = 0;
      for (let from = span.firstDay; from < span.lastDay; from += SEASON_DAYS)
        seasons.push({ subject: { customer }, from });
    }
    return { customer, rows, plan, otherPlan, seasons, ...span };
  });
}

/** `undefined` leaves it to the default plan; at its other level an account has no plan, unless the twist is about both. */
function startingPlan(level: Level, { plan, otherPlan }: Account, twist: Twist): string | null | undefined {
  if (plan.level !== level) return twist.atBothLevels ? otherPlan.key : null;
  const { startsWith = 'plan' } = twist;
  return startsWith === 'plan' ? plan.key : startsWith === 'none' ? null : undefined;
}

/** What a twist says about an invoice before it is recorded happens on the morning when it is. */
function keepBooks(account: Account, twist: Twist, emit: Emit): void {
  const recordedOn = new Map<string, Day>();
  for (const row of account.rows) {
    const day = twist.recordedOn?.(row) ?? row.issuedAt;
    recordedOn.set(row.number, day);
    emit(day, 'morning', invoiceAct(row, startingPlan('invoice', account, twist)));
  }
  const emitLater: Emit = (day, when, act) => {
    const recorded = Math.max(...invoicesOf(act).map((number) => recordedOn.get(number) ?? day), -Infinity);
    if (day < recorded) emit(recorded, 'morning', act);
    else emit(day, when, act);
  };
  for (const row of account.rows) {
    if (twist.settle) twist.settle(row, emitLater);
    else emitLater(row.settledAt, 'morning', payment(row, row.settledAt, row.gross));
  }
  twist.account?.(account, emitLater);
  if (account.plan.steps.some((step) => step.mode === 'manual')) workOffToDos(account, emitLater);
}

function invoicesOf(act: Act): string[] {
  if (act.fact === 'entry') return act.entry.applications.map((application) => application.invoice);
  if (act.fact === 'assignMany') return act.subjects.flatMap((subject) => subject.invoice ?? []);
  if (act.fact === 'invoice') return [act.invoice.id];
  if (act.fact === 'handle') return act.reference === undefined ? [] : [act.reference];
  return 'invoice' in act && typeof act.invoice === 'string' ? [act.invoice] : [];
}

/** On some days somebody does what is to do, now and then it is ignored. */
function workOffToDos({ seasons, plan }: Account, emit: Emit): void {
  for (const { subject, from } of seasons) {
    const { customer, invoice } = subject;
    for (let day = from; day < from + SEASON_DAYS; day += 1) {
      if (lot(invoice ?? customer, day, 'handled') > 0.25) continue;
      const outcome = lot(invoice ?? customer, day, 'ignored') < 0.3 ? 'ignored' : 'executed';
      emit(day, 'desk', { fact: 'handle', outcome, level: plan.level, customer, reference: invoice });
    }
  }
}
