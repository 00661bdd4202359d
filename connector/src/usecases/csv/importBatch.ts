import type { Actor } from '../../domain/actor.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { asOneEvent } from '../rules/applyRules.ts';
import { attempt } from './attempt.ts';
import { type Column, columnAt } from './columns.ts';
import type { Cells, Edit, Line, Resource, Saved, Scope } from './resource.ts';

export interface Change {
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

export interface LineResult {
  readonly line: number;
  readonly status: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly id?: string;
  /** `path` is a column. */
  readonly errors?: readonly FieldError[];
  readonly warnings?: readonly string[];
  /** Of a dry run: what would change. */
  readonly changes?: readonly Change[];
}

/** What is the same for all batches of a file. */
export interface Import {
  readonly deps: Deps;
  readonly actor: Actor;
  readonly resource: Resource;
  readonly columns: readonly Column[];
  readonly dryRun: boolean;
  /** The line that each record had, by its id. */
  readonly lineOf: Map<string, number>;
}

/** Imports lines in one transaction, which a dry run undoes; their results come in any order. */
export function importBatch(whole: Import, lines: readonly Line[]): Promise<LineResult[]> {
  const { deps, actor, resource, columns, dryRun, lineOf } = whole;
  if (lines.length === 0) return Promise.resolve([]);
  return attempt(deps, dryRun, async (within) => {
    const { session } = within.store;
    const scope: Scope = { session, deps: within, actor, moment: await currentMoment(session, deps.clock) };
    const names = columns.map(({ name }) => name);
    const found = await resource.find(scope, lines);
    const results: LineResult[] = [];
    const known: { line: Line; id: string | null }[] = [];
    for (const line of lines) {
      const record = found(line);
      const errors = 'errors' in record ? record.errors : repeats(record.id, line.line, lineOf);
      if (errors) results.push({ line: line.line, status: 'refused', errors });
      else if (!('errors' in record)) known.push({ line, id: record.id });
    }
    const before = await read(resource, scope, known, names);
    const edits: Edit[] = [];
    for (const { line, id } of known) {
      const changed = changesOf(line.cells, id === null ? null : before.get(id)!);
      if (id !== null && Object.keys(changed).length === 0) {
        results.push({ line: line.line, status: 'unchanged', id });
      } else edits.push({ ...line, id, changed });
    }
    const saved = edits.length > 0 ? await asOneEvent(session, deps, actor, () => resource.save(scope, edits)) : [];
    const after = dryRun ? await read(resource, scope, saved, names) : null;
    const editOf = new Map(edits.map((edit) => [edit.line, edit]));
    for (const result of saved) {
      const shown = toLineResult(result, columns, editOf.get(result.index)!.changed);
      const { id, status } = shown;
      if (!after || id === undefined || status === 'refused') results.push(shown);
      else results.push({ ...shown, changes: differences(before.get(id) ?? {}, after.get(id)!, names) });
    }
    return results;
  });
}

/** Lines may name one record in different ways. The batch may be done again, so a line does not repeat itself. */
function repeats(id: string | null, line: number, lineOf: Map<string, number>): FieldError[] | null {
  if (id === null) return null;
  const first = lineOf.get(id) ?? line;
  lineOf.set(id, first);
  return first === line ? null : [repeated(first)];
}

/** What a line is told that is for the record of an earlier one. */
export function repeated(first: number): FieldError {
  return { path: 'line', message: `is for the same record as line ${first}: leave one of them out` };
}

async function read(
  resource: Resource,
  scope: Scope,
  records: readonly { readonly id?: string | null }[],
  columns: readonly string[],
): Promise<Map<string, Cells>> {
  const ids = new Set(records.flatMap(({ id }) => id ?? []));
  return ids.size === 0 ? new Map() : resource.read(scope, [...ids], columns);
}

/** What a line says that its record does not; surrounding spaces say nothing. */
function changesOf(cells: Cells, record: Cells | null): Cells {
  const changed: Record<string, string> = {};
  for (const [column, cell] of Object.entries(cells)) {
    const text = cell.trim();
    const before = record?.[column] ?? '';
    if (cell !== before && text !== before) changed[column] = text;
  }
  return changed;
}

function differences(before: Cells, after: Cells, columns: readonly string[]): Change[] {
  return columns.flatMap((column) => {
    const from = before[column] ?? '';
    const to = after[column] ?? '';
    return from === to ? [] : [{ column, from, to }];
  });
}

function toLineResult(
  { index, status, id, errors, warnings }: Saved,
  columns: readonly Column[],
  filled: Cells,
): LineResult {
  const inColumns = errors?.map(({ path, message }) => ({ path: columnAt(columns, path, filled), message }));
  return {
    line: index,
    status,
    ...(id === undefined ? {} : { id }),
    ...(inColumns ? { errors: inColumns } : {}),
    ...(warnings && warnings.length > 0 ? { warnings } : {}),
  };
}
