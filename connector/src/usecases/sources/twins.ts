import { sql } from 'kysely';
import { OWN_SOURCE } from '../../domain/actor.ts';
import type { SyncProgress } from '../../store/sources.ts';
import { readState, writeState } from '../../store/stateValues.ts';
import type { Session } from '../../store/store.ts';
import type { SourceTable } from '../../store/tables.ts';
import { findSource } from './findSource.ts';

/** Records that are here twice: by a file or the API first, then by the source. */
interface Twins {
  readonly customers: number;
  readonly invoices: number;
}

const NONE: Twins = { customers: 0, invoices: 0 };

const keyOf = ({ id }: Pick<SourceTable, 'id'>) => `twins ${id}`;

/**
 * Counts them at the end of a full sync and, as long as there are some, of each: it reads all customers and open invoices of the organisation's own,
 * so that whoever asks how the source is need not.
 */
export async function countTwins(session: Session, { id }: SourceTable): Promise<void> {
  const source = await findSource(session, id);
  const before = await readTwins(session, source);
  const { kind } = JSON.parse(source.progressJson) as SyncProgress;
  if (kind !== 'full' && before === NONE) return;
  const twins = { customers: await customersTwice(session, source), invoices: await invoicesTwice(session, source) };
  await writeState(session, keyOf(source), JSON.stringify(twins));
}

/** What there is to be said about them, in a sentence for people; null: nothing. */
export async function warnOfTwins(session: Session, source: SourceTable): Promise<string | null> {
  const { customers, invoices } = await readTwins(session, source);
  if (customers + invoices === 0) return null;
  return `Customers (${customers}) and open invoices (${invoices}) have the ids of records that a file or the API has brought before (source ‘${OWN_SOURCE}’). If they are the same, reminders go out for both: void those invoices and exclude those customers. This is looked at again with the next sync.`;
}

export async function forgetTwins({ db }: Session, source: SourceTable): Promise<void> {
  await db.deleteFrom('stateValues').where('key', '=', keyOf(source)).execute();
}

async function readTwins(session: Session, source: SourceTable): Promise<Twins> {
  const state = await readState(session, keyOf(source));
  if (state === null) return NONE;
  const twins = JSON.parse(state) as Twins;
  return twins.customers + twins.invoices === 0 ? NONE : twins;
}

/** The source's are found by the unique index of external ids. */
async function customersTwice({ db }: Session, { name }: SourceTable): Promise<number> {
  const { count } = await db
    .selectFrom('customers as own')
    .innerJoin('customers as other', 'other.externalId', 'own.externalId')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('own.source', '=', OWN_SOURCE)
    .where('own.excluded', '=', 0)
    .where('other.source', '=', name)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The own ones come from the index of what is open. */
async function invoicesTwice({ db }: Session, { name }: SourceTable): Promise<number> {
  const { count } = await db
    .selectFrom('invoices as own')
    .innerJoin('invoices as other', 'other.externalId', 'own.externalId')
    .innerJoin('customers', 'customers.id', 'own.customerId')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('own.outstanding', '>', sql.lit(0))
    .where('own.isVoid', '=', 0)
    .where('own.source', '=', OWN_SOURCE)
    .where('customers.excluded', '=', 0)
    .where('other.source', '=', name)
    .executeTakeFirstOrThrow();
  return Number(count);
}
