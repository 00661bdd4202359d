import type { Day } from '../oracle/calendar.ts';
import type { DunningPlan, Entry, InvoiceRecord, PlanStep } from '../oracle/history.ts';
import type { Act } from './script.ts';
import { planStep } from './storyPlans.ts';
import type { Incident } from './story.ts';
import type { Subject } from './twist.ts';

/** An invoice of a story as far as it has been told. */
export interface ToldInvoice {
  record: InvoiceRecord;
  settled: number;
  voided: boolean;
  disputed: boolean;
}

/** A story as far as it has been told; incidents are turned into acts one after the other, in the order of time. */
export interface Told {
  readonly customer: string;
  readonly plans: [DunningPlan, DunningPlan];
  readonly invoices: ToldInvoice[];
  reachable: boolean;
  acts: number;
}

/**
 * What an incident means as things stand, or `null` when it would mean nothing: a refund where nothing was paid, an end
 * of a dispute that is not open. Notes what it changes.
 */
export function actOf(told: Told, incident: Incident, today: Day): Act | null {
  const { customer, plans } = told;
  const chosen = told.invoices[incident.invoice % Math.max(told.invoices.length, 1)];
  const invoice: Subject | null = chosen ? { customer, invoice: chosen.record.id } : null;
  const subject = plans[0].level === 'customer' ? { customer } : invoice;
  // PAU-1: one pause in four is of the other level, on which nothing is planned and nothing should change.
  const paused = (plans[0].level === 'customer') === incident.x % 4 > 0 ? { customer } : invoice;
  switch (incident.kind) {
    case 'lose':
    case 'find':
      told.reachable = incident.kind === 'find';
      return { fact: 'customer', customer, hasRecipient: told.reachable };
    case 'addStep':
    case 'removeStep':
    case 'moveStep':
    case 'retime':
    case 'rework':
      return editOf(told, incident);
    case 'pause':
      return (
        paused && { fact: 'pause', ...paused, ...(incident.y < 40 ? {} : { until: today + 1 + (incident.x % 20) }) }
      );
    case 'resume':
      return paused && { fact: 'resume', ...paused };
    case 'assignOther':
      return subject && { fact: 'assign', ...subject, plan: plans[1].key };
    case 'assignBack':
      return subject && { fact: 'assignMany', level: plans[0].level, subjects: [subject], plan: plans[0].key };
    case 'assignNone':
      return subject && { fact: 'assign', ...subject, plan: null };
    case 'message':
      if (!told.reachable || chosen?.voided) return null;
      return { fact: 'message', customer, invoice: incident.x < 50 ? chosen?.record.id : undefined };
    default:
      return chosen && !chosen.voided ? aboutInvoice(told, chosen, incident, today) : null;
  }
}

function aboutInvoice(told: Told, invoice: ToldInvoice, { kind, x, y }: Incident, today: Day): Act | null {
  const { customer } = told;
  const { record } = invoice;
  const named = { customer, invoice: record.id };
  const open = record.gross - invoice.settled;
  switch (kind) {
    case 'pay':
    case 'credit': {
      const amount = y < 30 ? open : 1 + Math.floor((record.gross * x) / 120);
      if (amount === 0) return null;
      const applied = y >= 85 ? 0 : amount;
      invoice.settled += Math.min(applied, open);
      return entryAct(told, kind === 'pay' ? 'payment' : 'creditNote', record, today, amount, applied);
    }
    case 'refund': {
      const amount = Math.ceil((invoice.settled * (x + 1)) / 100);
      if (amount === 0) return null;
      invoice.settled -= amount;
      return entryAct(told, 'refund', record, today, amount, amount);
    }
    case 'dispute':
    case 'closeDispute':
      if (open === 0 || invoice.disputed === (kind === 'dispute')) return null;
      invoice.disputed = kind === 'dispute';
      return { fact: kind === 'dispute' ? 'dispute' : 'disputeClosed', ...named };
    case 'void':
      if (y < 70) return null;
      invoice.voided = true;
      return { fact: 'void', ...named };
    case 'move': {
      const dueDate = Math.max(record.issuedAt, record.dueDate - 30 + Math.floor(x / 2));
      invoice.record = { ...record, dueDate, plan: undefined };
      return { fact: 'invoice', customer, invoice: invoice.record };
    }
    case 'promise':
      if (open === 0 || invoice.disputed) return null;
      // One in three is for a part of what is open.
      return {
        fact: 'promise',
        ...named,
        date: today + (x % 20),
        amount: y % 3 === 0 ? Math.ceil((open * (x + 1)) / 100) : undefined,
        pause: y < 70,
      };
    default:
      return null;
  }
}

function entryAct(
  told: Told,
  kind: Entry['kind'],
  { id: invoice, currency }: InvoiceRecord,
  date: Day,
  amount: number,
  applied: number,
): Act {
  told.acts += 1;
  const applications = applied > 0 ? [{ invoice, amount: applied }] : [];
  const { customer } = told;
  const entry = { kind, id: `${customer}-E${told.acts}`, customer, date, currency, amount, applications };
  return { fact: 'entry', customer, entry };
}

/** PLN-5: a step put in, taken out, put elsewhere or given another day or hand; or the plan's logic and delay changed. */
function editOf(told: Told, { kind, x, y }: Incident): Act | null {
  const index = y % 3 === 0 ? 1 : 0;
  const plan = told.plans[index];
  const steps: PlanStep[] = [...plan.steps];
  const position = x % steps.length;
  const step = steps[position];
  if (!step) return null;
  told.acts += 1;
  const matchStepsBy = y % 2 === 0 ? 'id' : 'name';
  if (kind === 'rework') {
    const logic = x < 50 ? 'contextual' : 'standard';
    told.plans[index] = { ...plan, logic, minimumContactDelayDays: y % 8 };
    return { fact: 'plan', plan: told.plans[index], matchStepsBy };
  }
  if (kind === 'addStep') {
    steps.splice(x % (steps.length + 1), 0, planStep(plan.key, `added${told.acts}`, { anchor: 'due', days: y - 20 }));
  } else if (kind === 'retime') {
    const mode = y % 5 === 0 && step.mode === 'automatic' ? 'manual' : step.mode;
    steps[position] = { ...step, mode, when: { ...step.when, days: step.when.days + (y % 20) - 10 } };
  } else {
    steps.splice(position, 1);
    if (kind === 'moveStep') steps.splice(y % (steps.length + 1), 0, step);
    else if (steps.length === 0) return null;
  }
  told.plans[index] = { ...plan, steps };
  return { fact: 'plan', plan: told.plans[index], matchStepsBy };
}
