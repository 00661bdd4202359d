import { notFound, unprocessable } from '../../domain/errors.ts';
import type { SourceRecord } from '../../sources/records.ts';
import type { ObjectName } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { SourceObjectTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { SourceFailure } from './ask.ts';
import type { Connection } from './connection.ts';
import type { Renew } from './sourceLease.ts';
import { type Asked, askFor } from './askFor.ts';
import { takeIn } from './takeIn.ts';
import { writeBack } from './writeBack.ts';

/** With each sync, so many of what is put aside are tried again: what kept them out may have gone. */
const WITH_EACH_SYNC = 100;

/** What stands for an object in an address: `invoice:in_123`. */
export function problemId({ kind, externalId }: ObjectName): string {
  return `${kind}:${externalId}`;
}

/** What is put aside, by kind and id; served by an index of its own. */
export function problemsAfter(
  { db }: Session,
  sourceId: string,
  after: ObjectName | null,
  limit: number,
): Promise<SourceObjectTable[]> {
  let query = db
    .selectFrom('sourceObjects')
    .selectAll()
    .where('sourceId', '=', sourceId)
    .where('problem', 'is not', null)
    .orderBy('kind')
    .orderBy('externalId')
    .limit(limit);
  if (after)
    query = query.where(({ or, and, eb }) =>
      or([eb('kind', '>', after.kind), and([eb('kind', '=', after.kind), eb('externalId', '>', after.externalId)])]),
    );
  return query.execute();
}

/** An object that is put aside, by `problemId`; a 404 if there is none. */
export async function findProblem({ db }: Session, sourceId: string, id: string): Promise<SourceObjectTable> {
  const colon = id.indexOf(':');
  const row = await db
    .selectFrom('sourceObjects')
    .selectAll()
    .where('sourceId', '=', sourceId)
    .where('kind', '=', id.slice(0, colon) as SourceObjectTable['kind'])
    .where('externalId', '=', id.slice(colon + 1))
    .where('problem', 'is not', null)
    .executeTakeFirst();
  if (!row) throw notFound('object put aside', id);
  return row;
}

/** Asks for objects again and takes them in, if it goes now; figures are written again. A 422 where the vendor does not answer. */
export async function retry(deps: Deps, connection: Connection, names: readonly Asked[]): Promise<void> {
  const refuse = (error: unknown) => {
    if (!(error instanceof SourceFailure)) throw error;
    throw unprocessable(`${connection.vendor.label} could not be asked: ${error.message}`);
  };
  const figures = new Set(names.flatMap(({ kind, externalId }) => (kind === 'figures' ? [externalId] : [])));
  if (figures.size > 0) await writeBack(deps, connection, figures).catch(refuse);
  const asked = names.filter(({ kind }) => kind !== 'figures');
  const records = await askFor(connection, asked).catch(refuse);
  if (records.length > 0) await takeIn(deps, connection, records, { isFresh: true, again: true });
}

/** Those tried longest ago, as far as the vendor answers; what it refuses to tell stays put aside, and gives way to the others. */
export async function retryOldest(deps: Deps, connection: Connection, renew: Renew): Promise<void> {
  const rows = await deps.store.session.db
    .selectFrom('sourceObjects')
    .select(['kind', 'externalId', 'version'])
    .where('sourceId', '=', connection.source.id)
    .where('problem', 'is not', null)
    .where('kind', '!=', 'figures')
    .orderBy('problemAt')
    .limit(WITH_EACH_SYNC)
    .execute();
  const parts = connection.client.fetchMany ? [rows] : rows.map((row) => [row]);
  const records: SourceRecord[] = [];
  for (const part of parts) {
    try {
      records.push(...(await askFor(connection, part)));
    } catch (error) {
      if (!(error instanceof SourceFailure) || error.failure.kind !== 'refused') throw error;
    }
  }
  if (records.length > 0) await takeIn(deps, connection, records, { isFresh: true, again: true, advance: renew });
  if (rows.length > 0) await stampTried(deps, connection, rows, renew);
}

/** What still is put aside of these was tried just now. */
async function stampTried(
  { store, clock }: Deps,
  { source }: Connection,
  tried: readonly ObjectName[],
  renew: Renew,
): Promise<void> {
  await store.transaction(async (session) => {
    await renew(session);
    for (const [kind, some] of Map.groupBy(tried, (each) => each.kind))
      await session.db
        .updateTable('sourceObjects')
        .set({ problemAt: clock.now() })
        .where('sourceId', '=', source.id)
        .where('kind', '=', kind)
        .where(
          session.oneOf(
            'externalId',
            some.map(({ externalId }) => externalId),
          ),
        )
        .where('problem', 'is not', null)
        .execute();
  });
}
