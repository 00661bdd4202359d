import type { Actor } from '../../domain/actor.ts';
import { objectKey } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { SourceObjectTable } from '../../store/tables.ts';
import { replan } from '../schedule/replan.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';

/**
 * MAN-2: whoever owes an invoice of which a state was just put aside, or one that was put aside was taken in, is planned anew, in the
 * transaction that says so: automatic actions about it wait for a person, or do so no more. `known` is what the source said before.
 */
export async function replanPutAside(
  session: Session,
  deps: Deps,
  actor: Actor,
  rows: readonly SourceObjectTable[],
  known: ReadonlyMap<string, SourceObjectTable>,
): Promise<void> {
  const changed = rows.filter(
    (row) => row.kind === 'invoice' && row.problem !== (known.get(objectKey(row))?.problem ?? null),
  );
  if (changed.length === 0) return;
  const owing = await session.db
    .selectFrom('invoices')
    .select('customerId')
    .distinct()
    .where('source', '=', actor.id)
    .where(
      session.oneOf(
        'externalId',
        changed.map(({ externalId }) => externalId),
      ),
    )
    .execute();
  if (owing.length === 0) return;
  const moment = await currentMoment(session, deps.clock);
  await replan(
    session,
    deps,
    moment,
    actor,
    owing.map(({ customerId }) => customerId),
  );
}
