import type { Actor } from '../../domain/actor.ts';
import { writeRows } from '../../sources/csv/writer.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { chosenColumns } from './columns.ts';
import { customKeysInUse } from './customFieldCells.ts';
import type { Cells, Resource, Scope, Selection } from './resource.ts';

const PAGE = 1000;
const BYTE_ORDER_MARK = '\u{feff}';

export interface ExportOptions {
  /** Names of columns; all but the optional ones, if left out. */
  readonly columns?: readonly string[] | undefined;
  readonly separator: string;
  /** So that Excel knows it is UTF-8. */
  readonly mark: boolean;
}

/**
 * The selected records that the actor may see as CSV, page after page. Imported again untouched it changes nothing. What is wrong with the
 * options is thrown before the first text.
 */
export async function exportFile(
  deps: Deps,
  actor: Actor,
  resource: Resource,
  selection: Selection,
  { columns: chosen, separator, mark }: ExportOptions,
): Promise<AsyncIterable<string>> {
  const { session } = deps.store;
  const scope: Scope = { session, deps, actor, moment: await currentMoment(session, deps.clock) };
  const columns = chosen ? chosenColumns(resource.columns, chosen) : await defaultColumns(resource, scope);
  const first = await resource.page(scope, selection, null, PAGE);
  async function* texts() {
    yield `${mark ? BYTE_ORDER_MARK : ''}${writeRows([columns], separator)}`;
    for (let page = first; ; page = await resource.page(scope, selection, page.next, PAGE)) {
      const records = page.ids.length === 0 ? new Map<string, Cells>() : await resource.read(scope, page.ids, columns);
      const found = page.ids.map((id) => records.get(id)).filter((row) => row !== undefined);
      const rows = found.map((row) => columns.map((column) => row[column] ?? ''));
      if (rows.length > 0) yield writeRows(rows, separator);
      if (page.next === null) return;
    }
  }
  return texts();
}

async function defaultColumns({ columns }: Resource, scope: Scope): Promise<string[]> {
  const names = columns.all.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  if (!columns.hasCustomFields) return names;
  const keys = new Set([...(await loadCustomFields(scope.session)).keys(), ...(await customKeysInUse(scope))]);
  return [...names, ...[...keys].sort().map((key) => `custom.${key}`)];
}
