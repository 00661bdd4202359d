import Database from 'better-sqlite3';
import { Bookkeeper } from './books.ts';
import { INVOICE_MESSAGE, invoiceBreaches } from './invoiceLaw.ts';
import { breaches, instantOf } from './law.ts';
import { RuleWatch, type ToldEvent } from './ruleLaw.ts';
import { SourceWatch } from './sourceLaw.ts';
import type { SourceSystem } from './sourceSystem.ts';

interface Note {
  readonly seq: number;
  readonly what: (typeof NAMES)[keyof typeof NAMES];
  readonly id: string;
  readonly customerId: string;
  readonly status: string | null;
}

/** What changes of a row are changes of the record, as EVT-1 means it: not what the connector keeps for itself. */
const WATCHED = {
  customers: ['name', 'language', 'plan_id', 'excluded', 'paused', 'paused_until', 'custom_fields_json'],
  invoices: [
    ...['number', 'due_on', 'gross_amount', 'outstanding', 'sent', 'is_void', 'is_disputed', 'plan_id', 'paused'],
    ...['paused_until', 'promised_on'],
  ],
  entries: ['amount', 'occurred_on', 'applied'],
  contacts: ['email', 'is_invalid', 'is_main'],
  actions: ['status'],
  replies: ['read_at'],
  notes: ['body'],
} as const;

const NAMES = {
  customers: 'customer',
  invoices: 'invoice',
  entries: 'entry',
  contacts: 'contact',
  actions: 'action',
  replies: 'reply',
  notes: 'note',
} as const;

/** Looks at what each commit has made of the database, over a connection of its own, and notes whatever breaks a rule. */
export class Witness {
  readonly books: Bookkeeper;
  readonly violations: string[] = [];
  readonly checked = { sends: 0, invoices: 0, assignments: 0, requests: 0, changes: 0, recounts: 0 };
  /** Invoices that somebody chose to send, whatever the schedule says. */
  readonly chosenByHand = new Set<string>();
  /** Invoices that are to be sent, as far as is known. */
  readonly #toSend = new Set<string>();
  /** By the text of a note: the id that its request was answered with. */
  readonly #answers = new Map<string, string>();
  readonly #rules: RuleWatch;
  readonly sources: SourceWatch;
  readonly #db: Database.Database;
  #noted = 0;
  #told = 0;

  constructor(path: string, source: SourceSystem) {
    this.#db = new Database(path);
    this.books = new Bookkeeper(this.#db);
    this.#rules = new RuleWatch(this.books);
    this.sources = new SourceWatch(this.books, source);
    this.#db.exec(
      'CREATE TABLE sim_notes (seq integer PRIMARY KEY, what text, id text, customer_id text, status text);' +
        triggers().join('\n'),
    );
  }

  close(): void {
    this.#db.close();
  }

  /** Right after a commit, at this wall-clock instant. */
  onCommit(wall: number): void {
    const notes = this.books.all<Note>(
      'SELECT seq, what, id, customer_id AS customerId, status FROM sim_notes WHERE seq > ? ORDER BY seq',
      this.#noted,
    );
    const events = this.books.all<ToldEvent & { readonly seq: number; readonly invoiceId: string | null }>(
      EVENTS,
      this.#told,
    );
    this.#noted = notes.at(-1)?.seq ?? this.#noted;
    this.#told = events.at(-1)?.seq ?? this.#told;
    this.#checkEvents(notes, new Set(events.map(({ customerId }) => customerId)));
    this.violations.push(...this.#rules.onCommit(events));
    this.checked.assignments = this.#rules.checked;
    const marked = new Set(events.flatMap(({ type, invoiceId }) => (type === 'invoiceMarkedSent' ? [invoiceId] : [])));
    for (const { what, id } of notes) {
      if (what !== 'invoice') continue;
      this.#checkSent(id, marked.has(id));
      this.violations.push(...this.sources.onCommit(id));
    }
    for (const { what, id, status } of notes)
      if (what === 'action' && (status === 'sending' || status === 'claimed')) this.#checkGoing(id, wall);
  }

  /** EVT-1: every change has its event, in its own transaction. Handing over is told once its outcome is known. */
  #checkEvents(notes: readonly Note[], told: ReadonlySet<string | null>): void {
    for (const { what, id, customerId, status } of notes) {
      if (what === 'action' && status === 'sending') continue;
      this.checked.changes++;
      if (!told.has(customerId))
        this.violations.push(`EVT-1: ${what} ${id} changed (${status ?? ''}) without an event`);
    }
  }

  #checkGoing(id: string, wall: number): void {
    const action = this.books.action(id);
    if (!action || action.planId === null || action.mode !== 'automatic') return;
    const books = this.books.booksOf(action.customerId);
    if (action.stepId === INVOICE_MESSAGE) {
      this.checked.invoices++;
      const isByHand = this.chosenByHand.has(action.referenceId!);
      this.violations.push(...invoiceBreaches(books, this.books.plans(), action, wall, isByHand));
      return;
    }
    this.checked.sends++;
    const unasked = action.referenceId === null ? null : this.sources.unasked(action.referenceId);
    if (unasked !== null) this.violations.push(unasked);
    this.violations.push(...breaches(books, this.books.plans(), action, instantOf(wall)));
  }

  /** INV-1, INV-5: an invoice counts as sent once its message went out or somebody said so, and then for good. */
  #checkSent(id: string, isMarked: boolean): void {
    const [invoice] = this.books.all<{ sent: number }>('SELECT sent FROM invoices WHERE id = ?', id);
    if (invoice?.sent !== 1) {
      this.#toSend.add(id);
      return;
    }
    if (!this.#toSend.delete(id) || isMarked) return;
    const [message] = this.books.all(
      "SELECT id FROM actions WHERE reference_id = ? AND step_id = ? AND status = 'executed'",
      id,
      INVOICE_MESSAGE,
    );
    if (!message) this.violations.push(`INV-1: ${id} counts as sent although nobody sent it`);
  }

  /** A request under a key has been answered, maybe not for the first time. */
  requestAnswered(text: string, noteId: string): void {
    this.checked.requests++;
    const earlier = this.#answers.get(text) ?? noteId;
    if (earlier !== noteId) this.violations.push(`SND-2: '${text}' was answered with ${earlier}, then with ${noteId}`);
    this.#answers.set(text, noteId);
  }

  /** Requests under a key: each has been carried out once, if it was answered, and never twice. */
  checkRequests(): void {
    const notes = this.books.all<{ id: string; body: string }>('SELECT id, body FROM notes');
    const ids = new Map(notes.map(({ id, body }) => [body, id]));
    if (ids.size < notes.length) this.violations.push('SND-2: a request under a key was carried out twice');
    for (const [text, id] of this.#answers)
      if (ids.get(text) !== id) this.violations.push(`Lost: '${text}' was answered with ${id}, which there is not`);
  }

  /** BAL-1: every sum that is kept equals a recount. */
  recount(): void {
    for (const id of this.books.customers()) {
      this.checked.recounts++;
      const { invoices, entries, sums } = this.books.booksOf(id);
      const wrong = (what: string, kept: number, counted: number) =>
        this.violations.push(`BAL-1: ${what} of ${id} is ${kept}, a recount says ${counted}`);
      for (const one of invoices) {
        if (one.stored !== one.open) wrong(`outstanding on ${one.number}`, one.stored, one.open);
        if (one.open < 0 || one.open > one.gross) wrong(`what is open on ${one.number}`, one.open, one.gross);
      }
      for (const one of entries)
        if (one.storedApplied !== one.applied) wrong(`what ${one.id} applied`, one.storedApplied, one.applied);
      for (const { currency, open, unapplied } of sums) {
        const counted = invoices
          .filter((one) => one.currency === currency && one.isVoid === 0 && one.sent === 1)
          .reduce((sum, one) => sum + one.open, 0);
        if (counted !== open) wrong(`what is open in ${currency}`, open, counted);
        const left = entries
          .filter((one) => one.currency === currency)
          .reduce(
            (sum, { kind, amount, applied }) => sum + (kind === 'refund' ? applied - amount : amount - applied),
            0,
          );
        if (left !== unapplied) wrong(`what is unapplied in ${currency}`, unapplied, left);
      }
    }
  }
}

const EVENTS = `SELECT seq, type, customer_id AS customerId, json_extract(data_json, '$.invoiceId') AS invoiceId,
  json_extract(actor_json, '$.type') || ' ' || json_extract(actor_json, '$.id') AS actor
  FROM events WHERE seq > ? ORDER BY seq`;

function triggers(): string[] {
  return Object.entries(WATCHED).flatMap(([table, columns]) => {
    const what = NAMES[table as keyof typeof NAMES];
    const customer = (row: 'NEW' | 'OLD') => (table === 'customers' ? `${row}.id` : `${row}.customer_id`);
    const note = (row: 'NEW' | 'OLD') =>
      `INSERT INTO sim_notes (what, id, customer_id, status) VALUES ('${what}', ${row}.id, ${customer(row)}, ${table === 'actions' ? `${row}.status` : 'NULL'});`;
    const changed = columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
    return [
      `CREATE TRIGGER sim_${table}_insert AFTER INSERT ON ${table} BEGIN ${note('NEW')} END;`,
      `CREATE TRIGGER sim_${table}_update AFTER UPDATE ON ${table} WHEN ${changed} BEGIN ${note('NEW')} END;`,
      ...(table === 'actions'
        ? []
        : [`CREATE TRIGGER sim_${table}_delete AFTER DELETE ON ${table} BEGIN ${note('OLD')} END;`]),
    ];
  });
}
