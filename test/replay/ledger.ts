import { readFileSync } from 'node:fs';
import { dayOf } from '../oracle/calendar.ts';
import type { Day } from '../oracle/calendar.ts';

/** One invoice of a ledger and what became of it. Amounts in minor units. */
export interface LedgerRow {
  readonly customer: string;
  readonly number: string;
  readonly issuedAt: Day;
  readonly dueDate: Day;
  readonly settledAt: Day;
  readonly currency: string;
  readonly gross: number;
  readonly disputed: boolean;
}

/** The accounts-receivable sample set: dates month/day/year, amounts in dollars, columns by name. */
export function ledgerFromCsv(path: string): LedgerRow[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const columns = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (name: string): string => {
      const value = cells[columns.indexOf(name)];
      if (value === undefined) throw new Error(`no column ${name} in "${line}"`);
      return value;
    };
    return {
      customer: cell('customerID'),
      number: cell('invoiceNumber'),
      issuedAt: usDay(cell('InvoiceDate')),
      dueDate: usDay(cell('DueDate')),
      settledAt: usDay(cell('SettledDate')),
      currency: 'USD',
      gross: Math.round(Number(cell('InvoiceAmount')) * 100),
      disputed: cell('Disputed') === 'Yes',
    };
  });
}

function usDay(date: string): Day {
  const [month = '', day = '', year = ''] = date.split('/');
  return dayOf(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

/**
 * A ledger made in code: customers with bursts of invoices, equal due dates and equal amounts among them, terms of 0 to
 * 45 days, paid between ten days early and seven weeks late. The same seed gives the same ledger.
 */
export function sampleLedger(seed: number, customers: number, firstDay: Day): LedgerRow[] {
  const rows: LedgerRow[] = [];
  const pick = <T>(values: readonly [T, ...T[]], ...of: (string | number)[]): T =>
    values[Math.floor(lot(seed, ...of) * values.length)] ?? values[0];
  for (let customer = 1; customer <= customers; customer += 1) {
    const invoices = 2 + Math.floor(lot(seed, customer, 'invoices') * 7);
    for (let index = 1; index <= invoices; index += 1) {
      const of = [customer, index];
      const issuedAt = firstDay + Math.floor(lot(seed, ...of, 'issued') * 50);
      const dueDate = pick(
        [issuedAt, issuedAt + 7, issuedAt + 14, issuedAt + 30, firstDay + 30, issuedAt + 45],
        ...of,
        'due',
      );
      rows.push({
        customer: `C${String(customer).padStart(3, '0')}`,
        number: `N-${String(customer * 100 + index)}`,
        issuedAt,
        dueDate: Math.max(dueDate, issuedAt),
        settledAt: Math.max(issuedAt, dueDate - 10 + Math.floor(lot(seed, ...of, 'settled') * 60)),
        currency: pick(['EUR', 'EUR', 'EUR', 'USD'], ...of, 'currency'),
        gross: pick([10_000, 10_000, 25_050, 99_999, 120_000], ...of, 'gross'),
        disputed: lot(seed, ...of, 'disputed') < 0.25,
      });
    }
  }
  return rows;
}

/** A number from 0 to below 1 that depends on nothing but what it is drawn for. */
export function lot(...of: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of of.join('|')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  // The mixing of murmur3's end, without which neighbouring numbers draw neighbouring lots.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
