import { type FieldError, invalid } from '../../domain/errors.ts';
import type { CsvFile } from '../../sources/csv/encoding.ts';
import { restore } from '../../sources/csv/formula.ts';
import { type Profile, profileOf } from '../../sources/csv/profiles.ts';
import type { Row } from '../../sources/csv/reader.ts';
import { findTable, type Table } from '../../sources/csv/table.ts';
import { columnsStated, dateOrderOf, vendorReader } from '../../sources/csv/vendorRows.ts';
import { type Column, columnOf, type Columns, readHeader } from './columns.ts';
import type { Cells, Line, Resource } from './resource.ts';

/** A file whose header is understood. */
export interface OpenedFile {
  readonly table: Table;
  /** Those that are imported. */
  readonly columns: readonly Column[];
  /** Known ones that an import passes over. */
  readonly ignoredColumns: readonly string[];
  /** The name of the software whose export it is; null for our own columns. */
  readonly profile: string | null;
  /** Whether several lines may be for the same record. */
  readonly mergesRepeats: boolean;
  /** A row as a line, or what is wrong with it as a whole; null for one that is no record. */
  read(row: Row): Line | { readonly errors: readonly FieldError[] } | null;
}

/** What an import knows beside the file. */
export interface Reading {
  /** Of lines that name none. */
  readonly currency: string;
  readonly dateOrder: 'dayFirst' | 'monthFirst' | null;
}

/**
 * Finds the header and holds it against the columns, or those of another system's export; `invalid` names each column that is unknown,
 * twice there, or missing.
 */
export async function openFile(resource: Resource, file: CsvFile, reading: Reading): Promise<OpenedFile> {
  const columns = importable(resource);
  const records = resource.name === 'invoices' || resource.name === 'customers' ? resource.name : null;
  const isOurs = (cells: readonly string[]) => {
    const named = cells.filter((cell) => cell.trim() !== '');
    return named.length > 0 && named.every((cell) => columnOf(columns, cell) !== null);
  };
  const isVendors = (cells: readonly string[]) => records !== null && profileOf(cells) !== null;
  const table = await findTable(file, (cells, isFirst) => (isFirst && isOurs(cells)) || isVendors(cells));
  const profile = isOurs(table.header.cells) ? null : profileOf(table.header.cells);
  return profile !== null && records !== null
    ? openVendors(resource, file, table, profile, records, reading)
    : openOurs(resource, table, columns);
}

async function openVendors(
  resource: Resource,
  file: CsvFile,
  table: Table,
  profile: Profile,
  records: 'invoices' | 'customers',
  { currency, dateOrder }: Reading,
): Promise<OpenedFile> {
  const { cells: header } = table.header;
  const known = columnsStated(profile, records, header);
  const settles = records === 'invoices' && profile.settled !== undefined;
  const columns = [...known, ...(settles ? ['status'] : [])].map((name) => columnOf(resource.columns, name)!);
  const dates = await dateOrderOf(file, table, profile, dateOrder);
  const read = vendorReader(profile, records, header, { dates, currency });
  return {
    table,
    columns,
    ignoredColumns: [],
    profile: profile.name,
    // An export of invoices names a customer as often as it has invoices.
    mergesRepeats: records === 'customers',
    read: (row) => {
      const vendors = read(row);
      if (vendors === null) return null;
      if ('problem' in vendors) return { errors: [{ path: vendors.path, message: vendors.problem }] };
      const cells = known.map((name) => [name, vendors.cells[name] ?? '']);
      const { status } = vendors.cells;
      return { line: row.line, cells: { ...Object.fromEntries(cells), ...(status ? { status } : {}) } as Cells };
    },
  };
}

function openOurs(resource: Resource, table: Table, columns: Columns): OpenedFile {
  const header = readHeader(columns, table.header.cells);
  const taken = header.map((column) => (column && isTaken(resource, column) ? column : null));
  const named = taken.flatMap((column) => column ?? []);
  refuseMissing(resource, new Set(named.map(({ name }) => name)));
  return {
    table,
    columns: named,
    ignoredColumns: header.flatMap((column) => (column && !isTaken(resource, column) ? [column.name] : [])),
    profile: null,
    mergesRepeats: false,
    read: ({ line, cells }) => {
      const errors = refuseShape(cells, header);
      return errors ? { errors } : { line, cells: cellsOf(cells, taken) };
    },
  };
}

/** With the columns that are passed over. */
function importable({ columns, passesOver = [] }: Resource): Columns {
  const others = passesOver.flatMap(({ all }) => all).filter(({ name }) => columnOf(columns, name) === null);
  return {
    all: [...columns.all, ...others],
    hasCustomFields: [columns, ...passesOver].some(({ hasCustomFields }) => hasCustomFields),
  };
}

function isTaken({ columns }: Resource, { name, isReadOnly }: Column): boolean {
  return !isReadOnly && columnOf(columns, name) !== null;
}

function refuseMissing({ keys, required = [] }: Resource, names: ReadonlySet<string>): void {
  const errors: FieldError[] = [];
  if (!keys.some((key) => key.every((name) => names.has(name)))) {
    const ways = keys.map((key) => key.join(' with ')).join(', or ');
    errors.push({ path: keys.at(-1)!.at(-1)!, message: `the column is missing: lines are matched by ${ways}` });
  }
  for (const group of required) {
    if (!group.some((name) => names.has(name)))
      errors.push({ path: group[0]!, message: `the column is missing: the file must have ${group.join(' or ')}` });
  }
  if (errors.length > 0) throw invalid(errors);
}

function refuseShape(cells: readonly string[], header: readonly (Column | null)[]): FieldError[] | null {
  const named = header.findLastIndex((column) => column !== null) + 1;
  const isWhole = cells.length >= named && cells.slice(named).every((cell) => cell.trim() === '');
  if (isWhole) return null;
  const remedy = cells.length > named ? '; a cell that holds the separator must stand in quotes' : '';
  return [{ path: 'line', message: `has ${cells.length} cells, and the header ${named}${remedy}` }];
}

function cellsOf(row: readonly string[], columns: readonly (Column | null)[]): Cells {
  const cells: Record<string, string> = {};
  for (const [place, column] of columns.entries()) if (column) cells[column.name] = restore(row[place]!);
  return cells;
}
