import type { TermObject } from './objects.ts';

/** What belongs to a company and stands in none of its objects. */
export interface Company {
  /** Of objects without a currency: companies that keep their books in one leave it out. */
  readonly homeCurrency: string | null;
  /** Payment terms by id, for invoices without a due date. */
  readonly terms: ReadonlyMap<string, TermObject>;
}

export const UNKNOWN_COMPANY: Company = { homeCurrency: null, terms: new Map() };
