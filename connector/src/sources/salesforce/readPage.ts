import type { SourcePage, SyncCursor } from '../source.ts';
import type { QueryPage, SalesforceRecord } from './client.ts';
import { SalesforceError } from './errors.ts';
import { type OrgReader, ownerState } from './orgReader.ts';
import { inLists, instant } from './soql.ts';

/** Records whose owners and contacts are asked for together. */
const PAGE = 500;
/** A change is stamped when it begins and seen when it is through: what was stamped shortly before a sync may be seen after it. */
const OVERLAP_MS = 5 * 60_000;

const PHASES = ['accounts', 'owners', 'contacts'] as const;

/** Where a sync stands. */
interface Position extends SyncCursor {
  readonly phase: (typeof PHASES)[number];
  /** Salesforce's time (ms) from which changes are asked for; null in a full sync. */
  readonly since: number | null;
  /** Salesforce's time when this sync began, the next one's `since`; null before it has. */
  readonly began: number | null;
  /** Leads on in a result that Salesforce keeps for a while. */
  readonly next: string | null;
  /** The stamp of the last account read, from which a lost result is asked for again. */
  readonly reached: number | null;
  /** Owners by id, as they were: their changes stamp none of their accounts. */
  readonly owners: Readonly<Record<string, string>>;
  /** Owners who have changed, whose accounts are still to be read; null before that is known. */
  readonly changedOwners: readonly string[] | null;
}

const START = { phase: 'accounts', since: null, began: null, next: null, reached: null, changedOwners: null } as const;

/**
 * A full sync reads every account that names a customer; those after it read what has changed since: accounts, accounts of owners who have
 * changed, accounts of contacts that have. Each account comes as it is when it is read.
 */
export async function readPage(org: OrgReader, cursor: SyncCursor | null): Promise<SourcePage> {
  const position = begun((cursor as Position | null) ?? { ...START, owners: {} }, org);
  const version = org.context.wall();
  switch (position.phase) {
    case 'accounts': {
      const page = await changedAccounts(org, position);
      const last = page.records.at(-1);
      const reached = last ? Date.parse(String(last['SystemModstamp'])) : position.reached;
      return answer(org, { ...position, reached, next: page.nextRecordsUrl ?? null }, page.records, version);
    }
    case 'owners': {
      const { at, page } = await ownedAccounts(org, await withChangedOwners(org, position));
      return answer(org, { ...at, next: page.nextRecordsUrl ?? null }, page.records, version);
    }
    case 'contacts': {
      const soql = `SELECT Id, AccountId FROM Contact WHERE SystemModstamp >= ${instant(position.since!)} ORDER BY SystemModstamp, Id`;
      const page = await resultOf(org, position, soql);
      const ids = page.records.map((contact) => contact['AccountId']).filter((id) => typeof id === 'string');
      return answer(org, { ...position, next: page.nextRecordsUrl ?? null }, await org.accounts(ids), version);
    }
  }
}

function begun(position: Position, { client, context }: OrgReader): Position {
  return position.began === null ? { ...position, began: client.serverTime ?? context.wall() } : position;
}

function changedAccounts(org: OrgReader, position: Position): Promise<QueryPage> {
  const { since, reached } = position;
  const from = reached ?? since;
  const conditions = [
    ...(since === null ? [`${org.settings.matchField} != null`] : []),
    ...(from === null ? [] : [`SystemModstamp >= ${instant(from)}`]),
  ];
  return resultOf(
    org,
    position,
    `SELECT ${org.selected} FROM Account WHERE ${conditions.join(' AND ')} ORDER BY SystemModstamp, Id`,
  );
}

async function withChangedOwners(org: OrgReader, position: Position): Promise<Position> {
  if (position.changedOwners !== null) return position;
  const now = (await org.users(Object.keys(position.owners))).map((user) => [user.Id, ownerState(user)] as const);
  const changedOwners = now.filter(([id, state]) => position.owners[id] !== state).map(([id]) => id);
  return { ...position, owners: { ...position.owners, ...Object.fromEntries(now) }, changedOwners };
}

/** A page of the accounts of those who have changed, so many owners at a time as one query takes. */
async function ownedAccounts(org: OrgReader, position: Position): Promise<{ at: Position; page: QueryPage }> {
  const [list] = inLists(position.changedOwners!);
  if (list === undefined) return { at: position, page: { records: [] } };
  const soql = `SELECT ${org.selected} FROM Account WHERE ${org.settings.ownerField} IN ${list} ORDER BY Id`;
  const page = await resultOf(org, position, soql);
  if (page.nextRecordsUrl !== undefined) return { at: position, page };
  const asked = new Set(list.match(/\w+/g));
  return { at: { ...position, changedOwners: position.changedOwners!.filter((id) => !asked.has(id)) }, page };
}

/** The next page of a result; one that Salesforce has forgotten is asked for anew: pages may repeat. */
async function resultOf({ client }: OrgReader, { next, since }: Position, soql: string): Promise<QueryPage> {
  if (next !== null) {
    try {
      return await client.nextPage(next);
    } catch (error) {
      if (!(error instanceof SalesforceError && error.code === 'INVALID_QUERY_LOCATOR')) throw error;
    }
  }
  return client.query(soql, { deleted: since !== null, pageSize: PAGE });
}

async function answer(
  org: OrgReader,
  position: Position,
  accounts: readonly SalesforceRecord[],
  version: number,
): Promise<SourcePage> {
  const owners = new Map(Object.entries(position.owners));
  const records = await org.records(accounts, version, owners);
  const at: Position = { ...position, owners: Object.fromEntries(owners) };
  const { phase } = at;
  const isThrough = at.next === null && (phase !== 'owners' || at.changedOwners!.length === 0);
  if (!isThrough) return { records, cursor: at, hasMore: true, phase };
  const following =
    at.since === null ? undefined : PHASES.slice(PHASES.indexOf(phase) + 1).find((each) => isRead(org, each));
  if (following) return { records, cursor: { ...at, phase: following }, hasMore: true, phase };
  const cursor: Position = { ...START, since: at.began! - OVERLAP_MS, owners: at.owners };
  return { records, cursor, hasMore: false, phase, ...(at.since === null && { listed: ['account'] }) };
}

function isRead({ settings }: OrgReader, phase: Position['phase']): boolean {
  if (phase === 'owners') return settings.ownerField !== null;
  return phase === 'accounts' || settings.contacts !== null;
}
