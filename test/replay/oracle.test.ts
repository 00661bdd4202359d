import { expect, test } from 'vitest';
import { dateOf, dayOf } from '../oracle/calendar.ts';
import { emptyHistory } from '../oracle/history.ts';
import type { DunningPlan, Fact, InvoiceRecord } from '../oracle/history.ts';
import { run } from '../oracle/timeline.ts';
import { emailPlan } from './plans.ts';

const CATCHING_UP = [
  ['due', 3],
  ['due', 10],
  ['due', 14],
  ['due', 17],
] as const;

function invoice(id: string, dueDate: string, more: Partial<InvoiceRecord> = {}): Fact {
  const due = dayOf(dueDate);
  return {
    fact: 'invoice',
    customer: 'C',
    invoice: { id, number: id, customer: 'C', issuedAt: due - 30, dueDate: due, currency: 'EUR', gross: 100, ...more },
  };
}

/** Facts by the date on whose morning they happen; what a run at noon of every day then executes. */
function timeline(plan: DunningPlan, facts: Record<string, Fact[]>, until: string, holidays: string[] = []): string[] {
  const history = emptyHistory();
  history.append({ fact: 'settings', settings: { timeZone: 'UTC', sendTime: '08:30', holidays } });
  history.append({ fact: 'plan', plan });
  history.append({ fact: 'customer', customer: 'C', plan: plan.level === 'customer' ? plan.key : null });
  const executed: string[] = [];
  for (let day = dayOf(Object.keys(facts).sort()[0] ?? until); day <= dayOf(until); day += 1) {
    for (const fact of facts[dateOf(day)] ?? []) history.append(fact);
    for (const action of run(history, `${dateOf(day)}T12:00:00Z`).executed) {
      executed.push(`${dateOf(day)} ${action.step.name} ${action.reference}`);
    }
  }
  return executed;
}

test('MIN-2: the example of the article, an invoice entering 17 days late, at both levels', () => {
  const expected = ['2026-11-23 step1 A', '2026-11-30 step2 A', '2026-12-07 step3 A', '2026-12-14 step4 A'];
  const atCustomer = emailPlan('P', 'customer', 'standard', 5, CATCHING_UP);
  const atInvoice = emailPlan('P', 'invoice', 'standard', 5, CATCHING_UP);
  expect(timeline(atCustomer, { '2026-11-23': [invoice('A', '2026-11-06')] }, '2027-01-31')).toEqual(expected);
  expect(timeline(atInvoice, { '2026-11-23': [invoice('A', '2026-11-06', { plan: 'P' })] }, '2027-01-31')).toEqual(
    expected,
  );
});

test('LOG-2: the same invoice enters a contextual plan at its last step', () => {
  const plan = emailPlan('P', 'customer', 'contextual', 5, CATCHING_UP);
  expect(timeline(plan, { '2026-11-20': [invoice('A', '2026-11-06')] }, '2027-01-31')).toEqual([
    '2026-11-20 step3 A',
    '2026-11-25 step4 A',
  ]);
});

test('LOG-1: a step before the due date expires at its start, a later one never', () => {
  const plan = emailPlan('P', 'customer', 'standard', 0, [
    ['due', -3],
    ['due', 2],
  ]);
  expect(timeline(plan, { '2026-11-06': [invoice('A', '2026-11-06')] }, '2026-12-31')).toEqual(['2026-11-09 step2 A']);
  expect(timeline(plan, { '2026-11-02': [invoice('A', '2026-11-06')] }, '2026-12-31')).toEqual([
    '2026-11-03 step1 A',
    '2026-11-09 step2 A',
  ]);
});

test('REF-1, REF-2: the oldest drives, an older one takes over, one that comes back goes on where it stood', () => {
  const plan = emailPlan('P', 'customer', 'standard', 0, CATCHING_UP);
  const facts = {
    '2026-11-02': [invoice('B', '2026-10-30')],
    '2026-11-03': [invoice('A', '2026-10-29')],
    '2026-11-11': [paid('A')],
  };
  expect(timeline(plan, facts, '2026-11-20')).toEqual([
    '2026-11-02 step1 B',
    '2026-11-03 step1 A',
    '2026-11-09 step2 A',
    '2026-11-11 step2 B',
    '2026-11-13 step3 B',
    '2026-11-16 step4 B',
  ]);
});

test('REF-1: on the same due date the higher gross amount goes first, then the smaller number', () => {
  const plan = emailPlan('P', 'customer', 'standard', 30, CATCHING_UP);
  const first = (...facts: Fact[]): string | undefined => timeline(plan, { '2026-11-02': facts }, '2026-11-02')[0];
  expect(first(invoice('A', '2026-10-30'), invoice('B', '2026-10-30', { gross: 101 }))).toBe('2026-11-02 step1 B');
  expect(first(invoice('B', '2026-10-30'), invoice('A', '2026-10-30'))).toBe('2026-11-02 step1 A');
  expect(first(invoice('A', '2026-10-30', { currency: 'USD', gross: 999 }), invoice('B', '2026-10-30'))).toBe(
    '2026-11-02 step1 B',
  );
});

test('REF-3: with an unapplied payment of all that is open nothing is collected', () => {
  const plan = emailPlan('P', 'customer', 'standard', 0, CATCHING_UP);
  const unapplied = (amount: number): Fact => entry('payment', amount, []);
  expect(timeline(plan, { '2026-11-02': [invoice('A', '2026-10-30'), unapplied(100)] }, '2026-11-30')).toEqual([]);
  expect(timeline(plan, { '2026-11-02': [invoice('A', '2026-10-30'), unapplied(99)] }, '2026-11-02')).toHaveLength(1);
});

test('REF-5: a due date moved forward does not bring a step back; a refund reopens where the plan stood', () => {
  const plan = emailPlan('P', 'customer', 'standard', 0, CATCHING_UP);
  const facts = {
    '2026-11-02': [invoice('A', '2026-10-30')],
    '2026-11-04': [invoice('A', '2026-11-20'), paid('A')],
    '2026-11-24': [entry('refund', 40, [{ invoice: 'A', amount: 40 }])],
  };
  expect(timeline(plan, facts, '2026-12-05')).toEqual([
    '2026-11-02 step1 A',
    '2026-11-30 step2 A',
    '2026-12-04 step3 A',
  ]);
});

test('DIS-1, PAU-1: nothing during a dispute or a pause; from the last day of the pause the plan goes on', () => {
  const plan = emailPlan('P', 'customer', 'standard', 0, CATCHING_UP);
  const facts: Record<string, Fact[]> = {
    '2026-11-02': [invoice('A', '2026-10-30'), { fact: 'dispute', customer: 'C', invoice: 'A' }],
    '2026-11-04': [
      { fact: 'disputeClosed', customer: 'C', invoice: 'A' },
      { fact: 'pause', customer: 'C', until: dayOf('2026-11-06') },
    ],
  };
  expect(timeline(plan, facts, '2026-11-08')).toEqual(['2026-11-06 step1 A']);
});

test('DAT-2: holidays roll like weekends', () => {
  const plan = emailPlan('P', 'customer', 'standard', 0, [['due', 3]]);
  const facts = { '2026-11-02': [invoice('A', '2026-11-04')] };
  expect(timeline(plan, facts, '2026-11-20')).toEqual(['2026-11-09 step1 A']);
  expect(timeline(plan, facts, '2026-11-20', ['2026-11-09', '2026-11-10'])).toEqual(['2026-11-11 step1 A']);
});

test('DAT-4: before the send time nothing goes out', () => {
  const history = emptyHistory();
  history.append({ fact: 'settings', settings: { timeZone: 'Europe/Paris', sendTime: '09:00', holidays: [] } });
  history.append({ fact: 'plan', plan: emailPlan('P', 'customer', 'standard', 0, [['due', 0]]) });
  history.append({ fact: 'customer', customer: 'C', plan: 'P' });
  history.append(invoice('A', '2026-11-04'));
  expect(run(history, '2026-11-04T07:59:00Z').executed).toEqual([]);
  expect(run(history, '2026-11-04T08:00:00Z').executed).toHaveLength(1);
  expect(run(history, '2026-11-04T08:00:00Z').executed).toEqual([]);
});

test('PLN-5: a step put before the position is skipped, a removed one leaves the position at its predecessor', () => {
  const plan = emailPlan('P', 'customer', 'standard', 0, CATCHING_UP);
  const [one, two, three, four] = plan.steps;
  if (!one || !two || !three || !four) throw new Error('four steps');
  const early = { ...one, key: 'early', name: 'early' };
  const late = { ...three, key: 'late', name: 'late' };
  const facts: Record<string, Fact[]> = {
    '2026-11-02': [invoice('A', '2026-10-22')],
    '2026-11-04': [{ fact: 'plan', plan: { ...plan, steps: [early, one, two, three, four] } }],
    '2026-11-06': [{ fact: 'plan', plan: { ...plan, steps: [early, one, late, four] } }],
  };
  expect(timeline(plan, facts, '2026-11-30')).toEqual([
    '2026-11-02 step1 A',
    '2026-11-03 step2 A',
    '2026-11-05 step3 A',
    '2026-11-06 late A',
    '2026-11-09 step4 A',
  ]);
});

function entry(kind: 'payment' | 'refund', amount: number, applications: { invoice: string; amount: number }[]): Fact {
  return {
    fact: 'entry',
    customer: 'C',
    entry: { kind, id: `${kind}-${amount}`, customer: 'C', date: 0, currency: 'EUR', amount, applications },
  };
}

function paid(id: string): Fact {
  return entry('payment', 100, [{ invoice: id, amount: 100 }]);
}
