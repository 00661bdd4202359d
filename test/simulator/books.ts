import type Database from 'better-sqlite3';

/** A step of a plan as its definition says it. */
export interface BookStep {
  readonly id: string;
  readonly name: string;
  readonly when: { readonly anchor: 'due' | 'issue'; readonly days: number };
  readonly channel: string;
  readonly mode: 'automatic' | 'manual';
}

export interface BookPlan {
  readonly id: string;
  readonly level: 'customer' | 'invoice';
  readonly logic: 'standard' | 'contextual';
  readonly minimumContactDelayDays: number;
  readonly invoiceMessage: { readonly automatic: boolean; readonly delayDays: number } | null;
  readonly steps: readonly BookStep[];
  readonly removedSteps: Readonly<Record<string, string | null>>;
}

export interface BookInvoice {
  readonly id: string;
  readonly number: string;
  readonly issuedOn: number;
  readonly dueOn: number;
  readonly currency: string;
  readonly gross: number;
  readonly stored: number;
  /** Counted anew from what was applied. */
  readonly open: number;
  readonly sent: number;
  readonly isVoid: number;
  readonly isDisputed: number;
  readonly planId: string | null;
  readonly paused: number;
  readonly pausedUntil: number | null;
  readonly hasPdf: number;
  /** *api*: it was saved here. */
  readonly source: string;
  /** When it was imported, in ms. */
  readonly createdAt: number;
}

export interface BookEntry {
  readonly id: string;
  readonly kind: 'payment' | 'creditNote' | 'refund';
  readonly currency: string;
  readonly amount: number;
  readonly storedApplied: number;
  readonly applied: number;
}

export interface BookAction {
  readonly id: string;
  readonly status: string;
  readonly mode: 'automatic' | 'manual';
  readonly channel: string;
  readonly subjectId: string;
  readonly subjectKind: 'customer' | 'invoice';
  readonly customerId: string;
  readonly planId: string | null;
  readonly stepId: string | null;
  readonly referenceId: string | null;
  readonly executedOn: number | null;
}

export interface BookCustomer {
  readonly id: string;
  readonly planId: string | null;
  readonly excluded: number;
  readonly paused: number;
  readonly pausedUntil: number | null;
  readonly country: string | null;
  /** Replies that nobody has read, counted anew. */
  readonly unread: number;
}

/** All that is known of one customer, read as it is stored, with every sum counted anew. */
export interface Books {
  readonly customer: BookCustomer;
  readonly canBeReached: boolean;
  readonly invoices: readonly BookInvoice[];
  readonly entries: readonly BookEntry[];
  readonly actions: readonly BookAction[];
  readonly sums: readonly { readonly currency: string; readonly open: number; readonly unapplied: number }[];
}

/** Reads books with SQL of its own: it shares nothing with the connector but the tables. */
export class Bookkeeper {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  all<T>(text: string, ...values: unknown[]): T[] {
    let statement = this.#statements.get(text);
    if (!statement) this.#statements.set(text, (statement = this.#db.prepare(text)));
    return statement.all(...values) as T[];
  }

  customers(): string[] {
    return this.all<{ id: string }>('SELECT id FROM customers ORDER BY external_id').map(({ id }) => id);
  }

  plans(): BookPlan[] {
    return this.all<{ id: string; definition: string }>(
      'SELECT id, definition_json AS definition FROM plans WHERE deleted_at IS NULL ORDER BY name',
    ).map(({ id, definition }) => ({ ...(JSON.parse(definition) as Omit<BookPlan, 'id'>), id }));
  }

  action(id: string): BookAction | undefined {
    return this.all<BookAction>(`${ACTIONS} WHERE id = ?`, id)[0];
  }

  booksOf(customerId: string): Books {
    const [customer] = this.all<BookCustomer>(
      `SELECT id, plan_id AS planId, excluded, paused, paused_until AS pausedUntil, country,
      (SELECT COUNT(*) FROM replies WHERE customer_id = customers.id AND read_at IS NULL) AS unread
      FROM customers WHERE id = ?`,
      customerId,
    );
    const addresses = this.all(
      'SELECT id FROM contacts WHERE customer_id = ? AND email IS NOT NULL AND is_invalid = 0',
      customerId,
    );
    return {
      customer: customer!,
      canBeReached: addresses.length > 0,
      invoices: this.all<BookInvoice>(INVOICES, customerId),
      entries: this.all<BookEntry>(ENTRIES, customerId),
      actions: this.all<BookAction>(`${ACTIONS} WHERE customer_id = ?`, customerId),
      sums: this.all(
        `SELECT currency, open_amount AS open, unapplied_amount AS unapplied FROM customer_currencies WHERE customer_id = ?`,
        customerId,
      ),
    };
  }
}

const SIGNED = `SUM(CASE e.kind WHEN 'refund' THEN -a.applied ELSE a.applied END)`;

const INVOICES = `SELECT id, number, issued_on AS issuedOn, due_on AS dueOn, currency, gross_amount AS gross, outstanding AS stored,
  gross_amount - COALESCE((SELECT ${SIGNED} FROM allocations a JOIN entries e ON e.id = a.entry_id WHERE a.invoice_id = invoices.id), 0) AS open,
  sent, is_void AS isVoid, is_disputed AS isDisputed, plan_id AS planId, paused, paused_until AS pausedUntil,
  has_pdf AS hasPdf, source, created_at AS createdAt FROM invoices WHERE customer_id = ? ORDER BY number`;

const ENTRIES = `SELECT id, kind, currency, amount, applied AS storedApplied,
  COALESCE((SELECT SUM(applied) FROM allocations WHERE entry_id = entries.id), 0) AS applied
  FROM entries WHERE customer_id = ? ORDER BY external_id`;

const ACTIONS = `SELECT id, status, mode, channel, subject_id AS subjectId, subject_kind AS subjectKind, customer_id AS customerId,
  plan_id AS planId, step_id AS stepId, reference_id AS referenceId, executed_on AS executedOn FROM actions`;
