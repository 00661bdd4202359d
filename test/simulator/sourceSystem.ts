import type { SourceRecord } from '../../connector/src/sources/records.ts';
import type { SourceEvent, Vendor } from '../../connector/src/sources/source.ts';
import { stripe } from '../../connector/src/sources/stripe/stripe.ts';
import type { Random } from './random.ts';
import { type Life, Killed, NEVER, type Turns } from './turns.ts';

export interface SourceInvoice {
  readonly version: number;
  readonly customer: string;
  readonly issuedOn: number;
  readonly dueOn: number;
  readonly gross: number;
  readonly paid: number;
  readonly isVoid: boolean;
}

interface Cursor {
  /** How much of the list has been read; null: of the changes. */
  readonly listed: number | null;
  /** The changes to go on with. */
  readonly changes: number;
}

const PAGE = 3;
const CUSTOMERS = ['S-1', 'S-2', 'S-3'] as const;

class Away extends Error {}

/** An accounting system that invoices come from: it keeps every state of each, tells changes out of order and again, and is away now and then. */
export class SourceSystem {
  readonly #turns: Turns;
  readonly #random: Random;
  /** By external id, all states, oldest first; a state's version is its place, from 1. */
  readonly #states = new Map<string, SourceInvoice[]>();
  readonly #changes: SourceEvent[] = [];
  /** What was open when it was last asked about, since `forgetAnswers`. */
  #answeredOpen = new Set<string>();
  /** How often, on average, a question meets trouble; 0 = never. */
  troubleOnceIn = 0;
  answers = 0;

  constructor(turns: Turns, random: Random) {
    this.#turns = turns;
    this.#random = random;
  }

  get invoices(): string[] {
    return [...this.#states.keys()];
  }

  now(externalId: string): SourceInvoice {
    return this.#states.get(externalId)!.at(-1)!;
  }

  /** The state of a version; undefined: it never had it. */
  at(externalId: string, version: number): SourceInvoice | undefined {
    return this.#states.get(externalId)?.[version - 1];
  }

  /** Something happens there: a new invoice, or a new state of one. */
  write(externalId: string, change: Partial<Omit<SourceInvoice, 'version'>>): void {
    const states = this.#states.get(externalId) ?? [];
    const customer = this.#random.pick(CUSTOMERS);
    const before = states.at(-1) ?? { customer, issuedOn: 0, dueOn: 0, gross: 0, paid: 0, isVoid: false };
    const state = { ...before, ...change, version: states.length + 1 };
    this.#states.set(externalId, [...states, state]);
    const { version } = state;
    this.#changes.push({ id: `${externalId} ${version}`, kind: 'invoice', externalId, version, payload: { ...state } });
  }

  /** A webhook's body: some of the last changes, in any order, those told before among them. */
  news(): Buffer {
    const recent = this.#changes.slice(-8);
    return Buffer.from(
      JSON.stringify(Array.from({ length: Math.min(recent.length, 4) }, () => this.#random.pick(recent))),
    );
  }

  forgetAnswers(): void {
    this.#answeredOpen = new Set();
  }

  /** SND-1: whether somebody has asked about it, and heard that it is open. */
  wasOpen(externalId: string): boolean {
    return this.#answeredOpen.has(externalId);
  }

  /** The way there from one process. */
  for(life: Life): Vendor {
    const isThere = () =>
      this.#isThere(life).catch((error: unknown) => {
        if (error instanceof Killed) return NEVER;
        throw error;
      });
    return {
      ...stripe,
      label: 'Simulated',
      keepsPdfs: false,
      connect: () => ({
        page: async (cursor) => {
          await isThere();
          return this.#page((cursor as Cursor | null) ?? { listed: 0, changes: this.#changes.length });
        },
        fetch: async (kind, externalId) => {
          await isThere();
          const answer = kind === 'customer' ? customerRecord(externalId) : this.#answer(externalId);
          // It takes its time to come back, while things go on there.
          await isThere();
          return [answer];
        },
      }),
      // Whatever is wrong, nobody waits for it in real time.
      failureOf: (error) => ({ kind: 'unauthorized', message: (error as Error).message }),
      eventsOf: (_access, { body }) => JSON.parse(body.toString()) as SourceEvent[],
      // Half of the events say all; about the others the source is asked.
      recordsOf: (_access, { externalId, version, payload }) =>
        version % 2 === 0 ? [invoiceRecord(externalId, payload as SourceInvoice)] : null,
    };
  }

  async #isThere(life: Life): Promise<void> {
    await this.#turns.next(life);
    if (this.#random.onceIn(this.troubleOnceIn)) throw new Away('The source is away');
  }

  #answer(externalId: string): SourceRecord {
    const state = this.now(externalId);
    this.answers++;
    if (state.paid < state.gross && !state.isVoid) this.#answeredOpen.add(externalId);
    return invoiceRecord(externalId, state);
  }

  #page({ listed, changes }: Cursor) {
    if (listed === null) {
      const records = this.#changes
        .slice(changes, changes + PAGE)
        .map(({ externalId }) => invoiceRecord(externalId, this.now(externalId)));
      const cursor = { listed: null, changes: changes + records.length };
      return { records, cursor, hasMore: cursor.changes < this.#changes.length, phase: 'changes' };
    }
    const all = [
      ...CUSTOMERS.map(customerRecord),
      ...this.invoices.map((externalId) => invoiceRecord(externalId, this.now(externalId))),
    ];
    const records = all.slice(listed, listed + PAGE);
    const hasMore = listed + records.length < all.length;
    const cursor = { listed: hasMore ? listed + records.length : null, changes };
    return { records, cursor, hasMore, phase: 'invoices' };
  }
}

function customerRecord(externalId: string): SourceRecord {
  const contacts = [{ email: `${externalId.toLowerCase()}@example.com` }];
  return { kind: 'customer', externalId, version: 1, raw: {}, name: `Customer ${externalId}`, contacts };
}

function invoiceRecord(externalId: string, state: SourceInvoice): SourceRecord {
  const { version, customer, issuedOn, dueOn, gross, paid, isVoid } = state;
  const payment = {
    ...{ kind: 'payment' as const, externalId: `${externalId}:paid`, amount: paid, currency: 'EUR', on: issuedOn },
  };
  return {
    ...{ kind: 'invoice', externalId, version, raw: {}, number: externalId, customerExternalId: customer },
    ...{ issuedOn, dueOn, currency: 'EUR', grossAmount: gross, netAmount: null, title: null },
    state: isVoid ? 'void' : 'open',
    automaticCharging: null,
    entries: paid > 0 ? [payment] : [],
  };
}
