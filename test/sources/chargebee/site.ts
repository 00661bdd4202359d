import type { CreditNote, Customer, Invoice, Subscription, Transaction } from 'chargebee';

/** What the Chargebee of the tests keeps, by the name that lists and events give each kind. */
export interface Records {
  customer: Customer;
  invoice: Invoice;
  credit_note: CreditNote;
  transaction: Transaction;
  subscription: Subscription;
}
export type Kind = keyof Records;

/** A Chargebee site in memory: whatever is saved gets a newer `resource_version` and `updated_at`, as on a real one. */
export class ChargebeeSite {
  readonly records: { readonly [K in Kind]: Map<string, Records[K]> } = {
    customer: new Map(),
    invoice: new Map(),
    credit_note: new Map(),
    transaction: new Map(),
    subscription: new Map(),
  };
  /** ms since 1970 of the last change. */
  #version: number;

  constructor(since = '2026-11-01T08:00:00Z') {
    this.#version = Date.parse(since);
  }

  save<K extends Kind>(kind: K, record: Records[K]): Records[K] {
    const version = this.#tick();
    const saved = { ...record, resource_version: version, updated_at: Math.floor(version / 1000) };
    this.records[kind].set(record.id, saved);
    return saved;
  }

  change<K extends Kind>(kind: K, id: string, change: Partial<Records[K]>): Records[K] {
    const known = this.records[kind].get(id);
    if (!known) throw new Error(`The site has no ${kind} ${id}`);
    return this.save(kind, { ...known, ...change });
  }

  /** Deleted ones stay and are listed with `include_deleted` only. */
  delete<K extends Kind>(kind: K, id: string): Records[K] {
    return this.change(kind, id, { deleted: true } as Partial<Records[K]>);
  }

  /** The site's clock, in ms: that of its last change. */
  get now(): number {
    return this.#version;
  }

  /** Time goes by with nothing happening. */
  pass(seconds: number): void {
    this.#version += seconds * 1000;
  }

  /** Every change comes more than a second after the one before, so that `updated_at` orders them too. */
  #tick(): number {
    this.#version += 1_250;
    return this.#version;
  }
}
