import { createHash } from 'node:crypto';
import type { CustomerRecord, SourceRecord } from '../../sources/records.ts';
import { soundOrMisfit } from '../../sources/soundRecord.ts';
import { loadSourceObjects, objectKey, type ObjectName, writeSourceObjects } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { SourceObjectTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { asOneEvent } from '../rules/applyRules.ts';
import type { Asking } from './ask.ts';
import { type Asked, askFor, askWith } from './askFor.ts';
import type { Connection } from './connection.ts';
import { goneOwners, isCustomer, lateState, ownerRow, withPicture } from './goneCustomers.ts';
import { replanPutAside } from './replanPutAside.ts';
import { waitingFor } from './waiting.ts';
import { writeRecords, type Written } from './writeRecords.ts';

export interface TakingIn {
  /** The records say how things are right now: on equal versions they hold. */
  readonly isFresh?: boolean;
  /** What is put aside is tried again, though nothing about it is new. */
  readonly again?: boolean;
  /** Asks in its own way, for who cannot wait: what it does not get is put aside with that reason. */
  readonly asking?: Asking;
  /** What has to be written with the records or not at all: how far the sync has come. */
  advance?(session: Session): Promise<void>;
}

/** How often what a record needs may need something itself: an entry its invoice, that its customer. */
const DEEPEST = 3;

/**
 * Takes in what a source says, in one transaction: what is newer than what it said before, by the vendor's own versions and never by
 * arrival. What a record needs and nobody knows is asked for first; where two states have one version, the object is asked for again. A record
 * that cannot be taken is put aside with its reason, and stops no other.
 */
export async function takeIn(
  deps: Deps,
  connection: Connection,
  records: readonly SourceRecord[],
  { isFresh = false, again = false, asking, advance }: TakingIn = {},
): Promise<void> {
  const whole = await withWhatTheyNeed(deps, connection, latest(records).records, asking);
  const { undecided, come } = await deps.store.transaction(async (session) => {
    await lockSource(session, connection.source.id);
    await advance?.(session);
    const state = latest(whole);
    const known = new Map([
      ...(await goneOwners(session, connection.source.id, state.records)),
      ...(await loadSourceObjects(session, connection.source.id, state.records)),
    ]);
    const isTie = ({ kind, externalId, version }: SourceRecord, hash: string) => {
      const before = known.get(objectKey({ kind, externalId }));
      if (isFresh || before?.version !== version) return false;
      // What waits has no hash of its own: it is no other state because of that.
      return before.hash !== hash && before.problem === null && before.awaits === null;
    };
    const ties: Asked[] = [...state.ties];
    const newer: SourceRecord[] = [];
    const seen: SourceObjectTable[] = [];
    for (const record of state.records) {
      const before = known.get(objectKey(record));
      const hash = hashOf(record);
      const late = before ? lateState(record, before) : null;
      if (late) newer.push(late);
      else if (before && before.version > record.version) seen.push(before);
      else if (isTie(record, hash)) ties.push(record);
      else if (before?.hash === hash && (before.problem === null || !again)) {
        // The same again, or a later state that says nothing new.
        seen.push({ ...before, version: record.version });
      } else newer.push(record);
    }
    // RUL-1: to rules, what comes together is one event per customer.
    const written = await asOneEvent(session, deps, connection.actor, () =>
      writeRecords(session, deps, connection.actor, newer, known),
    );
    const rows = newer.map((record): SourceObjectTable => {
      const outcome = written.get(objectKey(record))!;
      return {
        sourceId: connection.source.id,
        kind: record.kind,
        externalId: record.externalId,
        version: record.version,
        // What waits is taken up again, though nothing about it is new.
        hash: outcome.awaits === null ? hashOf(record) : '',
        round: connection.source.round,
        isDeleted: 'deleted' in record ? 1 : 0,
        state: outcome.state,
        ownedJson: outcome.owned.length === 0 ? null : JSON.stringify(outcome.owned),
        problem: outcome.problem === null ? null : asText(outcome.problem),
        rawJson: keptJson(record, outcome),
        problemAt: outcome.problem === null ? null : deps.clock.now(),
        customerId: outcome.customerId,
        awaits: outcome.awaits,
      };
    });
    const moved = seen
      .map((row) => ({ ...row, round: Math.max(row.round, connection.source.round) }))
      .filter((row) => {
        const before = known.get(objectKey(row))!;
        return before.round !== row.round || before.version !== row.version;
      });
    const changed = new Map([...moved, ...rows].map((row) => [objectKey(row), row]));
    const told = new Set(newer.map(objectKey));
    const owners = [...written].filter(([key]) => !told.has(key));
    for (const [key, outcome] of owners)
      changed.set(key, ownerRow(changed.get(key) ?? known.get(key)!, outcome, deps.clock.now()));
    await writeSourceObjects(session, [...changed.values()], known);
    await replanPutAside(session, deps, connection.actor, rows, known);
    // Those seen before too: a process may have died between their coming and what follows here.
    const named: ObjectName[] = [...newer, ...seen, ...owners.map(([key]) => known.get(key)!)];
    const customers = named.filter(({ kind }) => kind === 'customer');
    return { undecided: ties, come: customers.map(({ externalId }) => externalId) };
  });
  const waiting = await waitingFor(deps.store.session, connection.source, come);
  if (waiting.length > 0) await takeIn(deps, connection, waiting, { isFresh: true, again: true, asking });
  const open = [...new Map(undecided.map((name) => [objectKey(name), name])).values()];
  if (open.length === 0) return;
  const asked = await (asking ? askWith(asking, connection, open) : askFor(connection, open));
  await takeIn(deps, connection, asked, { isFresh: true, again, asking });
}

/** One record per object, the newest; where two of one version differ, nobody knows which holds. */
function latest(records: readonly SourceRecord[]): { records: SourceRecord[]; ties: ObjectName[] } {
  const newest = new Map<string, SourceRecord>();
  const pictures = new Map<string, CustomerRecord>();
  const ties = new Map<string, SourceRecord>();
  for (const given of records) {
    const record = soundOrMisfit(given);
    const key = objectKey(record);
    if (isCustomer(record) && record.version > (pictures.get(key)?.version ?? -Infinity)) pictures.set(key, record);
    const other = newest.get(key);
    if (other && other.version > record.version) continue;
    if (other?.version === record.version && hashOf(other) !== hashOf(record)) ties.set(key, record);
    newest.set(key, record);
  }
  const isOpen = (record: SourceRecord) => ties.get(objectKey(record))?.version === record.version;
  const all = [...newest].map(([key, record]) => withPicture(record, pictures.get(key)));
  return { records: all.filter((record) => !isOpen(record)), ties: all.filter(isOpen) };
}

/** Customers and invoices that records name and nobody knows are asked for, not dropped. */
async function withWhatTheyNeed(
  { store }: Deps,
  connection: Connection,
  records: readonly SourceRecord[],
  asking?: Asking,
): Promise<readonly SourceRecord[]> {
  const unasked = new Map<string, string>();
  let all = [...records];
  let fresh: readonly SourceRecord[] = records;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const here = new Set(all.map(objectKey));
    const needed = [...new Map(fresh.flatMap(needsOf).map((name) => [objectKey(name), name])).values()];
    const absent = needed.filter((name) => !here.has(objectKey(name)));
    const known = await loadSourceObjects(store.session, connection.source.id, absent);
    const asked = absent.filter((name) => !known.has(objectKey(name)));
    if (asked.length === 0) break;
    const answers = await (asking ? askWith(asking, connection, asked) : askFor(connection, asked));
    fresh = answers.map(soundOrMisfit);
    if (asking) fresh = fresh.filter((record) => !isUnasked(record, unasked));
    // The records that came first are what the caller was told; these only fill gaps.
    all = [...all, ...fresh.filter((record) => !here.has(objectKey(record)))];
  }
  return unasked.size === 0 ? all : all.map((record) => withoutWhatItNeeds(record, unasked));
}

/** What nobody could be asked for is not known, and is asked for again when it is needed next; its reason is that of what needs it. */
function isUnasked(record: SourceRecord, unasked: Map<string, string>): boolean {
  if (!('problem' in record) || record.raw !== null) return false;
  unasked.set(objectKey(record), record.problem);
  return true;
}

function withoutWhatItNeeds(record: SourceRecord, unasked: ReadonlyMap<string, string>): SourceRecord {
  const needed = needsOf(record).find((name) => unasked.has(objectKey(name)));
  if (!needed || !('raw' in record)) return record;
  const { kind, externalId, version, raw } = record;
  const problem = `It needs ${needed.kind} ${needed.externalId}: ${unasked.get(objectKey(needed))}`;
  return { kind, externalId, version, raw, problem };
}

/** The customers and invoices that a record names: without them it cannot be taken. */
export function needsOf(record: SourceRecord): ObjectName[] {
  if ('deleted' in record || 'problem' in record || record.kind === 'customer' || record.kind === 'account') return [];
  const customer: ObjectName = { kind: 'customer', externalId: record.customerExternalId };
  if (record.kind === 'invoice') return record.state === 'draft' ? [] : [customer];
  return [
    customer,
    ...record.allocations.map(({ invoiceExternalId }): ObjectName => ({
      kind: 'invoice',
      externalId: invoiceExternalId,
    })),
  ];
}

/** On PostgreSQL, who takes in something of the same source waits: versions are compared one after the other. Its webhooks are stored meanwhile. */
async function lockSource({ db, dialect }: Session, id: string): Promise<void> {
  if (dialect.name === 'postgres')
    await db.selectFrom('sources').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

/** What a record says, without its version. */
function hashOf(record: SourceRecord): string {
  const { kind, externalId } = record;
  const { version: _, ...said } = 'deleted' in record ? { kind, externalId, version: 0, deleted: true } : record;
  const { raw: __, ...content } = { raw: null, ...said };
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

/** The vendor's object, where it is put aside; of what waits, the record itself, so that nobody has to be asked for it again. */
function keptJson(record: SourceRecord, { problem, awaits, picture }: Written): string | null {
  if (picture !== null) return JSON.stringify({ ...picture, raw: null });
  if (!('raw' in record)) return null;
  if (awaits !== null) return JSON.stringify({ ...record, raw: null });
  return problem === null ? null : rawJson(record.raw);
}

/** A reason may quote what the vendor said; PostgreSQL takes not every string for a text. */
const asText = (problem: string) => problem.toWellFormed().replaceAll('\0', '');

const LONGEST_RAW = 100_000;

function rawJson(raw: unknown): string | null {
  if (raw === null || raw === undefined) return null;
  const json = JSON.stringify(raw);
  return json.length > LONGEST_RAW ? JSON.stringify({ tooLarge: json.length }) : json.replaceAll('\\u0000', '');
}
