import Database from 'better-sqlite3';
import { miscounted } from './balanceLaw.ts';
import { Bookkeeper } from './books.ts';
import { type Note, type Telling, untold } from './eventLaw.ts';
import { INVOICE_MESSAGE, invoiceBreaches } from './invoiceLaw.ts';
import { breaches, instantOf } from './law.ts';
import { RuleWatch, type ToldEvent } from './ruleLaw.ts';
import { SourceWatch } from './sourceLaw.ts';
import type { SourceSystem } from './sourceSystem.ts';

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
  /** Whether nobody can know what became of a message that this process was handing over. */
  mayBeUncertain: (actionId: string, process: string | null) => boolean = () => true;
  readonly #db: Database.Database;
  #noted = 0;
  #told = 0;

  constructor(path: string, source: SourceSystem) {
    this.#db = new Database(path);
    this.books = new Bookkeeper(this.#db);
    this.#rules = new RuleWatch(this.books);
    this.sources = new SourceWatch(this.books, source);
    this.#db.exec(
      'CREATE TABLE sim_notes (seq integer PRIMARY KEY, what text, id text, customer_id text, status text, was text, held_by text);' +
        triggers().join('\n'),
    );
  }

  close(): void {
    this.#db.close();
  }

  /** Right after a commit, at this wall-clock instant. */
  onCommit(wall: number): void {
    const notes = this.books.all<Note>(
      `SELECT seq, what, id, customer_id AS customerId, status, was, held_by AS heldBy FROM sim_notes
        WHERE seq > ? ORDER BY seq`,
      this.#noted,
    );
    const events = this.books.all<ToldEvent & Telling & { readonly seq: number }>(EVENTS, this.#told);
    this.#noted = notes.at(-1)?.seq ?? this.#noted;
    this.#told = events.at(-1)?.seq ?? this.#told;
    this.checked.changes += notes.length;
    this.violations.push(...untold(notes, events));
    this.#recount(new Set([...notes, ...events].flatMap(({ customerId }) => customerId ?? [])));
    this.violations.push(...this.#rules.onCommit(events));
    this.checked.assignments = this.#rules.checked;
    const marked = new Set(events.flatMap(({ type, invoiceId }) => (type === 'invoiceMarkedSent' ? [invoiceId] : [])));
    for (const { what, id } of notes) {
      if (what !== 'invoice') continue;
      this.#checkSent(id, marked.has(id));
      this.violations.push(...this.sources.onCommit(id));
    }
    for (const { what, id, status, was, heldBy } of notes) {
      if (what !== 'action') continue;
      if (status === 'sending' || status === 'claimed') this.#checkGoing(id, wall);
      if (status === 'uncertain' && was === 'sending' && !this.mayBeUncertain(id, heldBy))
        this.violations.push(`SND-3: ${id} is uncertain, though ${heldBy} lives and could know what became of it`);
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
    this.#recount(this.books.customers());
  }

  #recount(customers: Iterable<string>): void {
    for (const id of customers) {
      this.checked.recounts++;
      this.violations.push(...miscounted(this.books.booksOf(id)));
    }
  }
}

const EVENTS = `SELECT seq, type, customer_id AS customerId, json_extract(data_json, '$.invoiceId') AS invoiceId,
  json_extract(data_json, '$.actionId') AS actionId, json_extract(data_json, '$.noteId') AS noteId,
  json_extract(data_json, '$.replyId') AS replyId, json_extract(actor_json, '$.type') || ' ' || json_extract(actor_json, '$.id') AS actor
  FROM events WHERE seq > ? ORDER BY seq`;

function triggers(): string[] {
  return Object.entries(WATCHED).flatMap(([table, columns]) => {
    const what = NAMES[table as keyof typeof NAMES];
    const customer = (row: 'NEW' | 'OLD') => (table === 'customers' ? `${row}.id` : `${row}.customer_id`);
    const ofAction = (was: string) => (table === 'actions' ? `NEW.status, ${was}, NEW.held_by` : 'NULL, NULL, NULL');
    const note = (row: 'NEW' | 'OLD', was = 'NULL') =>
      `INSERT INTO sim_notes (what, id, customer_id, status, was, held_by) VALUES ('${what}', ${row}.id, ${customer(row)}, ${ofAction(was)});`;
    const changed = columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
    return [
      `CREATE TRIGGER sim_${table}_insert AFTER INSERT ON ${table} BEGIN ${note('NEW')} END;`,
      `CREATE TRIGGER sim_${table}_update AFTER UPDATE ON ${table} WHEN ${changed} BEGIN ${note('NEW', 'OLD.status')} END;`,
      ...(table === 'actions'
        ? []
        : [`CREATE TRIGGER sim_${table}_delete AFTER DELETE ON ${table} BEGIN ${note('OLD')} END;`]),
    ];
  });
}
