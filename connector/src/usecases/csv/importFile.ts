import type { Actor } from '../../domain/actor.ts';
import { type FieldError, invalid } from '../../domain/errors.ts';
import { type CsvFile, unreadable } from '../../sources/csv/encoding.ts';
import { rowsOf } from '../../sources/csv/table.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { importBatch, type LineResult, repeated } from './importBatch.ts';
import { openFile, type OpenedFile } from './openFile.ts';
import type { Line, Resource } from './resource.ts';

export interface ImportResult extends Record<LineResult['status'], number> {
  readonly dryRun: boolean;
  /** How the file was read. */
  readonly file: Pick<OpenedFile, 'profile' | 'ignoredColumns'> & {
    readonly encoding: string;
    readonly separator: string;
  };
  readonly results: readonly LineResult[];
}

export interface ImportOptions {
  readonly dryRun: boolean;
  /** Whether only refused lines are listed. */
  readonly refusedOnly: boolean;
  /** Where another system's export does not show it. */
  readonly dateOrder: 'dayFirst' | 'monthFirst' | null;
}

const BATCH = 1000;
const MOST_LINES = 200_000;

/**
 * Imports a file line by line: each is taken or refused alone, with its reason, a thousand of them in one transaction. A file that cannot
 * be read to its end, or whose header is wrong, is refused as a whole before anything is written. A dry run writes nothing and says what
 * would change.
 */
export async function importFile(
  deps: Deps,
  actor: Actor,
  resource: Resource,
  file: CsvFile,
  { dryRun, refusedOnly, dateOrder }: ImportOptions,
): Promise<ImportResult> {
  resource.mayImport?.(actor);
  const { currency } = (await currentMoment(deps.store.session, deps.clock)).settings;
  const opened = await openFile(resource, file, { currency, dateOrder });
  await readToItsEnd(file, opened);
  const by: Actor = { ...actor, via: 'csv' };
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  const results: LineResult[] = [];
  const missing = missingForNew(resource, opened);
  const lineOf = new Map<string, number>();
  let mayBeNew = missing.length === 0;
  for await (const { lines, others } of batches(resource, file, opened)) {
    const saved = await importBatch({ deps, actor: by, resource, columns: opened.columns, dryRun, lineOf }, lines);
    for (const result of [...saved, ...others].sort((a, b) => a.line - b.line)) {
      counts[result.status] += 1;
      mayBeNew ||= !result.errors?.some(({ path }) => missing.some((group) => group.includes(path)));
      if (!refusedOnly || result.status === 'refused') results.push(result);
    }
  }
  if (!mayBeNew && counts.refused > 0) throw missingColumns(missing);
  const { profile, ignoredColumns, table } = opened;
  const read = { encoding: table.encoding, separator: table.separator, profile, ignoredColumns };
  return { dryRun, ...counts, file: read, results };
}

/** So that nothing of a file is imported that turns out to be broken in the middle. */
async function readToItsEnd(file: CsvFile, { table }: OpenedFile): Promise<void> {
  let count = 0;
  for await (const _row of rowsOf(file, table)) count += 1;
  if (count === 0) throw unreadable('has a header, but no line under it');
  if (count > MOST_LINES) {
    throw unreadable(`has ${count} lines: split it into files of ${MOST_LINES} at most`);
  }
}

function missingForNew({ needed }: Resource, { columns }: OpenedFile): (readonly string[])[] {
  const names = new Set(columns.map(({ name }) => name));
  return needed.filter((group) => !group.some((name) => names.has(name)));
}

/** Told only if no line names a record that exists: files that change some columns of some records need no more than those. */
function missingColumns(missing: readonly (readonly string[])[]) {
  const message = 'the column is missing: no line names a record that exists, and a new one needs it';
  return invalid(missing.map((group) => ({ path: group.join(' or '), message })));
}

interface Batch {
  readonly lines: readonly Line[];
  /** Of lines that are settled without asking. */
  readonly others: readonly LineResult[];
}

async function* batches(resource: Resource, file: CsvFile, opened: OpenedFile): AsyncGenerator<Batch> {
  const seen = new Map<string, number>();
  let lines: Line[] = [];
  let others: LineResult[] = [];
  for await (const row of rowsOf(file, opened.table)) {
    const read = opened.read(row);
    if (read === null) continue;
    const errors = 'errors' in read ? read.errors : repeats(resource, read, seen);
    if ('errors' in read) others.push({ line: row.line, status: 'refused', errors: read.errors });
    else if (errors === null) lines.push(read);
    else if (opened.mergesRepeats) others.push({ line: row.line, status: 'unchanged' });
    else others.push({ line: row.line, status: 'refused', errors });
    if (lines.length + others.length < BATCH) continue;
    yield { lines, others };
    lines = [];
    others = [];
  }
  yield { lines, others };
}

/** The first line for a record counts; a later one is most likely a mistake. */
function repeats({ keyOf }: Resource, { line, cells }: Line, seen: Map<string, number>): FieldError[] | null {
  const key = keyOf(cells);
  const first = key === null ? undefined : seen.get(key);
  if (first !== undefined) return [repeated(first)];
  if (key !== null) seen.set(key, line);
  return null;
}
