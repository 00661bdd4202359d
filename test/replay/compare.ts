import { dateOf, dayOf, weekdayOf } from '../oracle/calendar.ts';
import type { Day } from '../oracle/calendar.ts';
import type { Fact } from '../oracle/history.ts';
import type { TimelineEntry } from './observed.ts';
import type { Outcome } from './replay.ts';

const STORIES_PRINTED = 3;

/** Customers on whom the oracle and the connector differ in an executed action or a to-do. */
export function differingCustomers(outcome: Outcome): string[] {
  const differing = new Set(outcome.remarks.map((remark) => remark.customer));
  for (const entry of subtract(outcome.connector, outcome.oracle)) differing.add(entry.customer);
  for (const entry of subtract(outcome.oracle, outcome.connector)) differing.add(entry.customer);
  return [...differing];
}

/** Empty when nothing differs; else how much does, and the whole story of the first customers concerned. */
export function report(outcome: Outcome): string {
  const customers = differingCustomers(outcome);
  const mail = compareMail(outcome);
  if (customers.length === 0 && mail === '') return '';
  return [
    `${outcome.oracle.length} actions by the oracle, ${outcome.connector.length} by the connector; ${customers.length} customers differ: ${customers.slice(0, 20).join(', ')}`,
    ...customers.slice(0, STORIES_PRINTED).map((customer) => story(outcome, customer)),
    mail,
  ].join('\n\n');
}

/** `these` without `others`, each of which takes away one: an action done twice is a difference. */
function subtract(these: readonly TimelineEntry[], others: readonly TimelineEntry[]): TimelineEntry[] {
  const left = new Map<string, number>();
  for (const entry of others) left.set(textOf(entry), (left.get(textOf(entry)) ?? 0) + 1);
  return these.filter((entry) => {
    const count = left.get(textOf(entry)) ?? 0;
    left.set(textOf(entry), count - 1);
    return count <= 0;
  });
}

function textOf(entry: TimelineEntry): string {
  return `${entry.customer} ${entry.day} ${entry.what} on ${entry.reference}`;
}

/** SND-2: exactly one message for each executed e-mail action, and no other. */
function compareMail(outcome: Outcome): string {
  const entries = (subjects: readonly string[]): TimelineEntry[] =>
    subjects.map((subject) => ({ customer: '', what: subject, reference: '', day: '' }));
  const missing = subtract(entries(outcome.expectedMail), entries(outcome.mail));
  const superfluous = subtract(entries(outcome.mail), entries(outcome.expectedMail));
  if (missing.length === 0 && superfluous.length === 0) return '';
  const some = (these: readonly TimelineEntry[]): string =>
    these
      .slice(0, 10)
      .map((entry) => `\n  ${entry.what}`)
      .join('');
  return `${missing.length} messages missing in the mailbox${some(missing)}\n${superfluous.length} too many${some(superfluous)}`;
}

/** Everything that happened to a customer, with what each side did on the day it did it. */
function story(outcome: Outcome, customer: string): string {
  const lines: string[] = [`=== ${customer}`];
  const facts = outcome.history.concerning(customer);
  const used = new Set(facts.flatMap((fact) => ('plan' in fact && typeof fact.plan === 'string' ? [fact.plan] : [])));
  for (const fact of facts) {
    if (fact.fact === 'invoice' && fact.invoice.plan) used.add(fact.invoice.plan);
  }
  for (const fact of facts) {
    if (fact.fact === 'plan' && !used.has(fact.plan.key) && !fact.plan.isDefault) continue;
    lines.push(`  ${describe(fact)}`);
  }
  const mine = (entries: readonly TimelineEntry[]): string =>
    entries
      .filter((entry) => entry.customer === customer)
      .map((entry) => `\n    ${weekdayOf(dayOf(entry.day))} ${entry.day} ${entry.what} on ${entry.reference}`)
      .sort()
      .join('');
  lines.push(`  by the oracle:${mine(outcome.oracle)}`, `  by the connector:${mine(outcome.connector)}`);
  lines.push(...outcome.remarks.filter((remark) => remark.customer === customer).map((remark) => `  ${remark.text}`));
  return lines.join('\n');
}

function describe(fact: Fact): string {
  if (fact.fact === 'plan') {
    const { plan } = fact;
    const steps = plan.steps.map(
      (step) => `${step.key} (${step.when.anchor} ${step.when.days}, ${step.mode} ${step.channel})`,
    );
    return `plan ${plan.key}: ${plan.level}, ${plan.logic}, minimum ${plan.minimumContactDelayDays}: ${steps.join(', ')}`;
  }
  return JSON.stringify(fact, (key, value: unknown) =>
    ['day', 'until', 'date', 'issuedAt', 'dueDate'].includes(key) && typeof value === 'number' ? dayText(value) : value,
  );
}

function dayText(day: Day): string {
  return `${weekdayOf(day)} ${dateOf(day)}`;
}
