import { currencyDecimals } from '../../domain/money.ts';
import { parseDecimal, toDecimal } from './decimals.ts';
import type { CsvFile } from './encoding.ts';
import { unreadable } from './encoding.ts';
import { placeOf, type Profile } from './profiles.ts';
import type { Row } from './reader.ts';
import { rowsOf, type Table } from './table.ts';
import { DateEvidence, type DateOrder, toIso } from './vendorDates.ts';

/**
 * A row of another system's export in our columns; null for one that is no record, such as a subtotal. `status` is there alone where the
 * invoice is not to be collected any more: `void` or `writtenOff`.
 */
export type VendorRow =
  { readonly cells: Readonly<Record<string, string>> } | { readonly path: string; readonly problem: string } | null;

const DATES = ['issuedAt', 'dueDate'];
const SYMBOLS: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP' };

/** Our columns of which an export says something: by a column of its own or, of what is open, by others. */
export function columnsStated(
  profile: Profile,
  records: 'invoices' | 'customers',
  header: readonly string[],
): string[] {
  const { paid, due } = profile;
  const saysWhatIsOpen = [paid?.column, due?.amount].some((names) => names && placeOf(header, names) >= 0);
  return Object.entries(profile[records]).flatMap(([name, names]) =>
    name === 'currency' || placeOf(header, names) >= 0 || (name === 'openAmountDecimal' && saysWhatIsOpen) ? name : [],
  );
}

/** Reads rows of a profile's export as records of one kind. `dates` says in which order its dates are; `currency` is that of lines without. */
export function vendorReader(
  profile: Profile,
  records: 'invoices' | 'customers',
  header: readonly string[],
  { dates, currency }: { readonly dates: DateOrder; readonly currency: string },
): (row: Row) => VendorRow {
  const columns = Object.entries(profile[records]);
  const places = new Map(columns.map(([column, names]) => [column, placesOf(header, names)]));
  const textOf = (row: Row, column: string) => filled(row, places.get(column) ?? []);
  const paidAt = profile.paid ? placesOf(header, profile.paid.column) : [];
  const dueAt = profile.due ? placesOf(header, profile.due.amount) : [];
  const paidOfDueAt = profile.due ? placesOf(header, profile.due.paid) : [];
  /** What was due less what was paid of it, as a decimal; what was owed before the invoice is no part of it. */
  const leftOf = (row: Row, { currency: code, grossAmountDecimal: gross }: Readonly<Record<string, string>>) => {
    const decimals = currencyDecimals(code!);
    const amountOf = (text: string) => {
      const parsed = parseDecimal(plainDecimal(text, profile.decimalMark), decimals);
      return 'problem' in parsed ? null : parsed.amount;
    };
    const due = amountOf(filled(row, dueAt));
    if (due === null) return '';
    const left = due - (amountOf(filled(row, paidOfDueAt)) ?? 0);
    return toDecimal(Math.max(0, Math.min(left, amountOf(gross!) ?? left)), decimals);
  };
  const refused = (profile.refused ?? []).map((rule) => ({ ...rule, place: placeOf(header, rule.column) }));
  const settled = (profile.settled ?? []).map((rule) => ({
    ...rule,
    marks: rule.marks.map(({ column, holds }) => ({ place: placeOf(header, column), holds })),
  }));
  return (row) => {
    if (textOf(row, 'externalId') === '' || isSubtotal(row, textOf)) return null;
    const wrong = refused.find((rule) => isMarked(row, rule));
    if (wrong && records === 'invoices') {
      return { path: header[wrong.place]!, problem: `is '${row.cells[wrong.place]!.trim()}' ${wrong.as}` };
    }
    const cells: Record<string, string> = {};
    for (const [column] of columns) {
      const text = textOf(row, column);
      if (DATES.includes(column)) cells[column] = toIso(text, dates);
      else if (column.endsWith('Decimal')) cells[column] = plainDecimal(text, profile.decimalMark);
      else if (column === 'currency') cells[column] = SYMBOLS[text] ?? (text.toUpperCase() || currency);
      else cells[column] = text;
    }
    const isPaid = profile.paid !== undefined && profile.paid.holds.test(filled(row, paidAt));
    if (records === 'invoices' && isPaid) cells['openAmountDecimal'] = '0';
    else if (cells['openAmountDecimal'] === '') cells['openAmountDecimal'] = leftOf(row, cells);
    const gone = settled.find(({ marks }) => marks.every((mark) => isMarked(row, mark)));
    if (records === 'invoices' && gone) cells['status'] = gone.as;
    return { cells };
  };
}

function isMarked({ cells }: Row, { place, holds }: { readonly place: number; readonly holds: RegExp }): boolean {
  return place >= 0 && holds.test(cells[place]?.trim() ?? '');
}

/** The places of all of several names, in their order. */
function placesOf(header: readonly string[], names: readonly string[]): number[] {
  return names.map((name) => placeOf(header, [name])).filter((place) => place >= 0);
}

/** The first of several cells that holds anything. */
function filled({ cells }: Row, places: readonly number[]): string {
  return places.map((place) => cells[place]?.trim() ?? '').find((text) => text !== '') ?? '';
}

/** Sums stand in lines of their own, without dates. */
function isSubtotal(row: Row, textOf: (row: Row, column: string) => string): boolean {
  return (
    /^(total|summe|somme|sous-total)\b/i.test(row.cells.find((cell) => cell.trim() !== '') ?? '') &&
    textOf(row, 'dueDate') === ''
  );
}

/** Thousands that are grouped, by the decimal mark of the file. */
const GROUPED = {
  '.': /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/,
  ',': /^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$/,
} as const;

/** An amount without its thousands, which `mark` tells from decimals; one that a spreadsheet has written with the other mark stays as it is. */
function plainDecimal(text: string, mark: '.' | ',' | undefined): string {
  const amount = text.replace(/[€$£]|\b[A-Z]{3}\b/g, '').trim();
  if (mark === undefined || !GROUPED[mark].test(amount)) return amount;
  return amount.replaceAll(mark === ',' ? '.' : ',', '').replace(mark, '.');
}

/**
 * In which order the dates of an export are: as its system writes them, unless the file shows that it is the other way round. Reads the file
 * to its end. `asked` decides where nothing else does.
 */
export async function dateOrderOf(
  file: CsvFile,
  table: Table,
  profile: Profile,
  asked: 'dayFirst' | 'monthFirst' | null,
): Promise<DateOrder> {
  if (profile.dates === 'iso') return 'iso';
  const places = DATES.flatMap((column) => placesOf(table.header.cells, profile.invoices[column]!));
  const evidence = new DateEvidence();
  for await (const { cells } of rowsOf(file, table)) for (const place of places) evidence.add(cells[place] ?? '');
  const shown = evidence.order();
  if (shown === 'contradictory') {
    throw unreadable('has dates with the day first and others with the month first: write them all as YYYY-MM-DD');
  }
  if (shown !== 'unclear') return shown;
  if (asked !== null) return asked;
  if (profile.dates !== 'monthOrDayFirst') return profile.dates;
  throw unreadable(
    `has dates that do not show whether ${profile.name} put the day or the month first: say it with ?dateOrder=dayFirst or monthFirst`,
  );
}
