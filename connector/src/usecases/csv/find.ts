import { findVisible } from '../../store/visibleCustomers.ts';
import type { Reference } from '../lists/records.ts';
import type { Cells, Found, Line, Scope } from './resource.ts';

/** A reference from two cells of a line: the id decides where both are filled; null where neither is. */
export function referenceIn(cells: Cells, id: string, externalId: string): Reference | null {
  const own = cells[id]?.trim() ?? '';
  const theirs = cells[externalId]?.trim() ?? '';
  if (own !== '') return { id: own };
  return theirs === '' ? null : { externalId: theirs };
}

/** Which record a line is about, as far as the line itself says: by its id, else by its external id; null where it has neither. */
export function ownKey(cells: Cells): string | null {
  const id = cells['id']?.trim();
  const externalId = cells['externalId']?.trim();
  return id ? `id ${id}` : externalId ? `external ${externalId}` : null;
}

/** Which customers or invoices lines are about: by their id, else by their external id, which may be a new one. */
export async function findRecords(
  { session, actor }: Scope,
  table: 'customers' | 'invoices',
  lines: readonly Line[],
): Promise<(line: Line) => Found> {
  const what = table.slice(0, -1);
  const referenceOf = ({ cells }: Line) => referenceIn(cells, 'id', 'externalId');
  const find = await findVisible(
    session,
    actor,
    table,
    lines.flatMap((line) => referenceOf(line) ?? []),
    true,
  );
  return (line) => {
    const reference = referenceOf(line);
    if (!reference) {
      const message = `is empty: without it, importing the line twice would make two ${table} of it`;
      return { errors: [{ path: 'externalId', message }] };
    }
    const ambiguity = find.ambiguity(reference);
    if (ambiguity !== null) return { errors: [{ path: 'externalId', message: ambiguity }] };
    const row = find(reference);
    if (row) return { id: row.id };
    if ('externalId' in reference) return { id: null };
    return { errors: [{ path: 'id', message: `there is no ${what} '${reference.id}'; leave it empty for a new one` }] };
  };
}
