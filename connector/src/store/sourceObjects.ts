import type { ObjectKind } from '../sources/records.ts';
import type { Session } from './store.ts';
import type { SourceObjectTable } from './tables.ts';

/** Names an object of a source. */
export interface ObjectName {
  readonly kind: ObjectKind;
  readonly externalId: string;
}

export const objectKey = ({ kind, externalId }: ObjectName) => `${kind} ${externalId}`;

/** What a source said last of some objects, by `objectKey`; served by the primary key, one probe per kind. */
export async function loadSourceObjects(
  session: Session,
  sourceId: string,
  names: readonly ObjectName[],
): Promise<Map<string, SourceObjectTable>> {
  const found = new Map<string, SourceObjectTable>();
  for (const [kind, some] of Map.groupBy(names, (name) => name.kind)) {
    const rows = await session.db
      .selectFrom('sourceObjects')
      .selectAll()
      .where('sourceId', '=', sourceId)
      .where('kind', '=', kind)
      .where(
        session.oneOf(
          'externalId',
          some.map(({ externalId }) => externalId),
        ),
      )
      .execute();
    for (const row of rows) found.set(objectKey(row), row);
  }
  return found;
}

/** Writes what a source says now; `known` are those that stand there already. */
export async function writeSourceObjects(
  session: Session,
  rows: readonly SourceObjectTable[],
  known: ReadonlyMap<string, SourceObjectTable>,
): Promise<void> {
  const isKnown = (row: SourceObjectTable) => known.has(objectKey(row));
  await session.insert(
    'sourceObjects',
    rows.filter((row) => !isKnown(row)),
  );
  await session.update('sourceObjects', ['sourceId', 'kind', 'externalId'], rows.filter(isKnown));
}

/** Objects that a full sync should have seen and did not, by name; those put aside included. */
export function unseenObjects(
  { db }: Session,
  sourceId: string,
  kind: ObjectKind,
  round: number,
  after: string,
  limit: number,
): Promise<{ externalId: string }[]> {
  return db
    .selectFrom('sourceObjects')
    .select('externalId')
    .where('sourceId', '=', sourceId)
    .where('kind', '=', kind)
    .where('externalId', '>', after)
    .where('round', '<', round)
    .where('isDeleted', '=', 0)
    .orderBy('externalId')
    .limit(limit)
    .execute();
}
