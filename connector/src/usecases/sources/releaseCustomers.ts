import type { Actor } from '../../domain/actor.ts';
import type { AccountRecord } from '../../sources/records.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import { saveCustomersWithin } from '../customers/saveCustomers.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { customersChanged } from '../rules/applyRules.ts';

/** An account of a source that feeds a customer no more. */
export interface Departure {
  readonly account: string;
  readonly customerId: string;
}

/**
 * Lets customers go whom no account of the source feeds any more: its contacts and the values of its fields go; the account managers stay, and
 * are people's to change again.
 */
export async function releaseCustomers(
  session: Session,
  deps: Deps,
  actor: Actor,
  departures: readonly Departure[],
): Promise<void> {
  if (departures.length === 0) return;
  const accounts = new Set(departures.map(({ account }) => account));
  const feeding = await session.db
    .selectFrom('sourceObjects as o')
    .innerJoin('sources as s', 's.id', 'o.sourceId')
    .select(['o.externalId', 'o.customerId', 'o.sourceId'])
    .where('s.name', '=', actor.id)
    .where('o.kind', '=', 'account')
    .where(
      session.oneOf(
        'o.customerId',
        departures.map(({ customerId }) => customerId),
      ),
    )
    .execute();
  const kept = new Set(feeding.flatMap((row) => (accounts.has(row.externalId) ? [] : row.customerId)));
  const ids = [...new Set(departures.map(({ customerId }) => customerId))].filter((id) => !kept.has(id)).sort();
  const definitions = await loadCustomFields(session);
  const fed = [...definitions.values()].filter(({ source }) => source === actor.id);
  const customFields = Object.fromEntries(fed.map(({ key }) => [key, null]));
  await saveCustomersWithin(
    session,
    deps,
    actor,
    ids.map((id, index) => ({ index, value: { reference: { id }, contacts: [], customFields } })),
  );
  await leaveManagersToPeople(session, actor, ids);
  // Who is fed again is written to again.
  const [{ sourceId } = { sourceId: '' }] = feeding;
  await session.db
    .deleteFrom('sourceObjects')
    .where('sourceId', '=', sourceId)
    .where('kind', '=', 'figures')
    .where(session.oneOf('externalId', accounts))
    .execute();
}

/** The account managers of these customers, as far as the source said who they are, are people's to change again; they stay until then. */
export async function leaveManagersToPeople(session: Session, actor: Actor, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await session.db
    .updateTable('customers')
    .set({ managersSource: null })
    .where(session.oneOf('id', ids))
    .where('managersSource', '=', actor.id)
    .execute();
}

/** A contact is one person at one account: where the source moves it to another, it leaves the former customer. */
export async function dropMovedContacts(
  session: Session,
  deps: Deps,
  actor: Actor,
  fed: ReadonlyMap<AccountRecord, string>,
): Promise<void> {
  const customerOf = new Map(
    [...fed].flatMap(([{ contacts = [] }, customerId]) =>
      contacts.flatMap(({ externalId }) => (externalId === undefined ? [] : [[externalId, customerId] as const])),
    ),
  );
  if (customerOf.size === 0) return;
  const rows = await session.db
    .selectFrom('contacts as k')
    .innerJoin('customers as c', 'c.id', 'k.customerId')
    .select(['k.id', 'k.externalId', 'k.customerId', 'c.externalId as customerExternalId', 'c.name'])
    .where('k.source', '=', actor.id)
    .where(session.oneOf('k.externalId', customerOf.keys()))
    .execute();
  const moved = rows.filter(({ externalId, customerId }) => customerOf.get(externalId!) !== customerId);
  if (moved.length === 0) return;
  const former = new Map(moved.map((row) => [row.customerId, row]));
  await lockCustomers(session, [...former.keys()].sort());
  await session.db
    .deleteFrom('contacts')
    .where(
      session.oneOf(
        'id',
        moved.map(({ id }) => id),
      ),
    )
    .execute();
  const events = [...former.values()].map(({ customerId, customerExternalId, name }): NewEvent => {
    const data = { customerId, externalId: customerExternalId, name, changed: ['contacts'] };
    return { type: 'customerUpdated', customerId, data };
  });
  const moment = await currentMoment(session, deps.clock);
  await customersChanged(session, deps, moment, actor, events, [...former.keys()]);
}
