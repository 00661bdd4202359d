import type { Day } from './calendar.ts';
import type { DunningPlan, Entry, Fact, InvoiceRecord, Level, Settings } from './history.ts';

/** Paused up to but not including `until`; without it until somebody resumes (PAU-1). */
interface Pause {
  readonly until: Day | undefined;
}

export interface OpenInvoice extends InvoiceRecord {
  planKey: string | null;
  voided: boolean;
  disputed: boolean;
  pause: Pause | null;
  /** What payments and credit notes applied to it have settled, less what refunds took back. */
  settled: number;
}

interface Contact {
  readonly level: Level | 'adHoc';
  readonly day: Day;
  readonly invoice: string | undefined;
}

/** One customer's books on one day, written up from the first fact to the last. */
export interface Books {
  settings: Settings;
  plans: Map<string, DunningPlan>;
  planKey: string | null;
  hasRecipient: boolean;
  pause: Pause | null;
  invoices: Map<string, OpenInvoice>;
  entries: Entry[];
  contacts: Contact[];
  /** Step keys executed or ignored, by plan and reference invoice: what REF-5 and SND-2 look at. */
  reached: Map<string, Set<string>>;
}

const DEFAULT_SETTINGS: Settings = { timeZone: 'UTC', sendTime: '08:30', holidays: [] };

export function writeUp(facts: readonly Fact[]): Books {
  const books: Books = {
    settings: DEFAULT_SETTINGS,
    plans: new Map(),
    planKey: null,
    hasRecipient: true,
    pause: null,
    invoices: new Map(),
    entries: [],
    contacts: [],
    reached: new Map(),
  };
  let known = false;
  for (const fact of facts) {
    switch (fact.fact) {
      case 'settings':
        books.settings = fact.settings;
        break;
      case 'plan':
        savePlan(books, fact.plan);
        break;
      case 'customer':
        if (fact.plan !== undefined) books.planKey = fact.plan;
        else if (!known) books.planKey = defaultPlan(books, 'customer');
        if (fact.hasRecipient !== undefined) books.hasRecipient = fact.hasRecipient;
        known = true;
        break;
      case 'invoice':
        recordInvoice(books, fact.invoice);
        break;
      case 'entry':
        bookEntry(books, fact.entry);
        break;
      case 'void':
        invoiceOf(books, fact.invoice).voided = true;
        break;
      case 'dispute':
        invoiceOf(books, fact.invoice).disputed = true;
        break;
      case 'disputeClosed':
        invoiceOf(books, fact.invoice).disputed = false;
        break;
      case 'pause':
        (fact.invoice === undefined ? books : invoiceOf(books, fact.invoice)).pause = { until: fact.until };
        break;
      case 'resume':
        (fact.invoice === undefined ? books : invoiceOf(books, fact.invoice)).pause = null;
        break;
      case 'promise':
        // PRO-1: up to and including the promised day.
        if (fact.pause) invoiceOf(books, fact.invoice).pause = { until: fact.date + 1 };
        break;
      case 'assign':
        if (fact.invoice === undefined) books.planKey = fact.plan;
        else invoiceOf(books, fact.invoice).planKey = fact.plan;
        break;
      case 'adHoc':
        books.contacts.push({ level: 'adHoc', day: fact.day, invoice: fact.invoice });
        break;
      case 'executed':
      case 'ignored':
        if (fact.contact) books.contacts.push({ level: fact.level, day: fact.day, invoice: fact.reference });
        reachedBy(books, fact.plan, fact.reference).add(fact.step);
        break;
    }
  }
  return books;
}

export function reachedBy(books: Books, plan: string, reference: string): Set<string> {
  const id = `${plan} on ${reference}`;
  const reached = books.reached.get(id) ?? new Set<string>();
  books.reached.set(id, reached);
  return reached;
}

/** PLN-5: a removed step leaves the position at its predecessor, whether or not that one was ever executed. */
function savePlan(books: Books, plan: DunningPlan): void {
  const former = books.plans.get(plan.key);
  if (plan.isDefault) {
    for (const other of books.plans.values()) {
      if (other.level === plan.level) books.plans.set(other.key, { ...other, isDefault: false });
    }
  }
  books.plans.set(plan.key, plan);
  if (!former) return;
  const kept = new Set(plan.steps.map((step) => step.key));
  for (const [id, reached] of books.reached) {
    if (!id.startsWith(`${plan.key} on `)) continue;
    for (const key of [...reached]) {
      if (kept.has(key)) continue;
      reached.delete(key);
      const before = former.steps.slice(
        0,
        former.steps.findIndex((step) => step.key === key),
      );
      const predecessor = before.filter((step) => kept.has(step.key)).at(-1);
      if (predecessor) reached.add(predecessor.key);
    }
  }
}

function defaultPlan(books: Books, level: Level): string | null {
  return [...books.plans.values()].find((plan) => plan.level === level && plan.isDefault)?.key ?? null;
}

function recordInvoice(books: Books, record: InvoiceRecord): void {
  const former = books.invoices.get(record.id);
  const planKey = record.plan !== undefined ? record.plan : former ? former.planKey : defaultPlan(books, 'invoice');
  books.invoices.set(record.id, {
    ...record,
    planKey,
    voided: former?.voided ?? false,
    disputed: former?.disputed ?? false,
    pause: former?.pause ?? null,
    settled: former?.settled ?? 0,
  });
}

/** What an entry asks for beyond what is open (or, for a refund, beyond what is settled) stays unapplied. */
function bookEntry(books: Books, entry: Entry): void {
  if (books.entries.some((other) => other.id === entry.id && other.kind === entry.kind)) return;
  books.entries.push(entry);
  for (const { invoice: id, amount } of entry.applications) {
    const invoice = invoiceOf(books, id);
    if (entry.kind === 'refund') invoice.settled -= Math.min(amount, invoice.settled);
    else invoice.settled += Math.min(amount, invoice.gross - invoice.settled);
  }
}

export function invoiceOf(books: Books, id: string): OpenInvoice {
  const invoice = books.invoices.get(id);
  if (!invoice) throw new Error(`the scenario names invoice ${id} before it is recorded`);
  return invoice;
}

export function openAmount(invoice: OpenInvoice): number {
  return invoice.gross - invoice.settled;
}

/** BAL-1: invoices − credit notes − payments + refunds in one currency, applied or not; void invoices count nowhere. */
export function outstanding(books: Books, currency: string): number {
  let total = 0;
  for (const invoice of books.invoices.values()) {
    if (invoice.currency === currency && !invoice.voided) total += invoice.gross;
  }
  for (const entry of books.entries) {
    if (entry.currency === currency) total += entry.kind === 'refund' ? entry.amount : -entry.amount;
  }
  return total;
}

export function pausedOn(pause: Pause | null, today: Day): boolean {
  return pause !== null && (pause.until === undefined || today < pause.until);
}
