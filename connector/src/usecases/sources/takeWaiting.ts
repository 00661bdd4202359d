import type { AccountRecord, SourceRecord } from '../../sources/records.ts';
import { valuesSince } from '../../store/accountCustomers.ts';
import type { Deps } from '../deps.ts';
import type { Connection } from './connection.ts';
import type { Renew } from './sourceLease.ts';
import { takeIn } from './takeIn.ts';
import { waiting } from './waiting.ts';

const AT_ONCE = 500;
/** Customers may change while a sync runs: what changed in the hour before the last one ended is looked at again. */
const OVERLAP_MS = 3_600_000;

/** Accounts that waited for customers who have come meanwhile: as the source said them last, so that nobody is asked. */
export async function takeWaiting(deps: Deps, connection: Connection, renew: Renew): Promise<void> {
  const { session } = deps.store;
  const { id, lastSyncAt } = connection.source;
  const [first] = await waiting(session, id).limit(1).execute();
  if (!first) return;
  const { customerField } = JSON.parse(first.rawJson!) as AccountRecord;
  const values = customerField && (await valuesSince(session, customerField, (lastSyncAt ?? 0) - OVERLAP_MS));
  for (let after = ''; ;) {
    const query = waiting(session, id).where('o.externalId', '>', after).limit(AT_ONCE);
    const come = values
      ? query.where(session.oneOf('o.awaits', values))
      : query.where(({ exists, selectFrom }) =>
          exists(selectFrom('customers as c').select('c.id').whereRef('c.externalId', '=', 'o.awaits')),
        );
    const rows = await come.execute();
    if (rows.length === 0) return;
    after = rows.at(-1)!.externalId;
    const records = rows.map(({ rawJson }) => JSON.parse(rawJson!) as SourceRecord);
    await takeIn(deps, connection, records, { isFresh: true, again: true, advance: renew });
  }
}
