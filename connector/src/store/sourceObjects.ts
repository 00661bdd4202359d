import { OWN_SOURCE } from '../domain/actor.ts';
import type { ObjectKind } from '../sources/records.ts';
import type { Session } from './store.ts';
import type { InvoiceTable, SourceObjectTable } from './tables.ts';

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
): Promise<Pick<SourceObjectTable, 'kind' | 'externalId' | 'version'>[]> {
  return db
    .selectFrom('sourceObjects')
    .select(['kind', 'externalId', 'version'])
    .where('sourceId', '=', sourceId)
    .where('kind', '=', kind)
    .where('externalId', '>', after)
    .where('round', '<', round)
    .where('isDeleted', '=', 0)
    .orderBy('externalId')
    .limit(limit)
    .execute();
}

/** A state of an invoice that its source told and that could not be taken in: what is known here is older. */
export interface PutAside {
  /** The source's name and id. */
  readonly source: string;
  readonly sourceId: string;
  /** Why, as a sentence for people. */
  readonly problem: string;
}

/**
 * Of these invoices, those whose newest state was put aside, by id. Nothing is asked where all are the organisation's own; else a probe of the
 * index on what is put aside for each.
 */
export async function loadPutAside(
  session: Session,
  invoices: readonly InvoiceTable[],
): Promise<ReadonlyMap<string, PutAside>> {
  const told = invoices.filter(({ source, externalId }) => source !== OWN_SOURCE && externalId !== null);
  if (told.length === 0) return new Map();
  const { db } = session;
  const sources = db
    .selectFrom('sources')
    .select('id')
    .where(session.oneOf('name', new Set(told.map(({ source }) => source))));
  const rows = await db
    .selectFrom('sourceObjects as o')
    .innerJoin('sources as s', 's.id', 'o.sourceId')
    .select(['s.name as source', 'o.sourceId', 'o.externalId', 'o.problem'])
    .where('o.sourceId', 'in', sources)
    .where('o.kind', '=', 'invoice')
    .where('o.problem', 'is not', null)
    .where(
      session.oneOf(
        'o.externalId',
        told.map(({ externalId }) => externalId!),
      ),
    )
    .execute();
  const asides = new Map(rows.map((row) => [`${row.source} ${row.externalId}`, row]));
  return new Map(
    told.flatMap(({ id, source, externalId }) => {
      const aside = asides.get(`${source} ${externalId}`);
      return aside ? [[id, { source, sourceId: aside.sourceId, problem: aside.problem! }] as const] : [];
    }),
  );
}
