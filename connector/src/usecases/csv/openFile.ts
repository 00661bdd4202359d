import { type FieldError, invalid } from '../../domain/errors.ts';
import type { CsvFile } from '../../sources/csv/encoding.ts';
import { restore } from '../../sources/csv/formula.ts';
import type { Row } from '../../sources/csv/reader.ts';
import { findTable, type Table } from '../../sources/csv/table.ts';
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
  /** A row as a line, or what is wrong with it as a whole. */
  read(row: Row): Line | { readonly errors: readonly FieldError[] };
}

/** Finds the header and holds it against the columns; `invalid` names each column that is unknown, twice there, or missing. */
export async function openFile(resource: Resource, file: CsvFile): Promise<OpenedFile> {
  const columns = importable(resource);
  const isHeader = (cells: readonly string[]) => cells.some((cell) => columnOf(columns, cell) !== null);
  const table = await findTable(file, isHeader);
  const header = readHeader(columns, table.header.cells);
  const taken = header.map((column) => (column && isTaken(resource, column) ? column : null));
  const named = taken.flatMap((column) => column ?? []);
  refuseMissing(resource, new Set(named.map(({ name }) => name)));
  return {
    table,
    columns: named,
    ignoredColumns: header.flatMap((column) => (column && !isTaken(resource, column) ? [column.name] : [])),
    profile: null,
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
