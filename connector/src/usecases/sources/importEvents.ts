import { type Actor, requireAdmin, sourceActor } from '../../domain/actor.ts';
import type { SourceRecord } from '../../sources/records.ts';
import { soundOrMisfit } from '../../sources/soundRecord.ts';
import type { ImportContext, SourceType } from '../../sources/source.ts';
import { loadSourceObjects, objectKey } from '../../store/sourceObjects.ts';
import type { SourceObjectTable, SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { askImpatiently, type Asking } from './ask.ts';
import { othersBooks } from './books.ts';
import { type Connection, connect, vendorOf } from './connection.ts';
import { ensureImportedSource } from './importedSource.ts';
import { customFieldsKnown, storedRecords, waitingRecords } from './importedRecords.ts';
import { type Asked, askWith } from './askFor.ts';
import { hintsOf, readEvent } from './readEvents.ts';
import { takeIn } from './takeIn.ts';

export interface ImportInput {
  readonly type: SourceType;
  /** Events or objects as the vendor's trigger or node in n8n puts them out. */
  readonly events: readonly unknown[];
  /** The source that they belong to; left out, the one of that vendor. */
  readonly source?: string;
}

export interface ImportedRecord {
  readonly kind: string;
  readonly externalId: string;
  readonly status: 'created' | 'updated' | 'unchanged' | 'refused';
}

/** What became of one event: the most that became of a record in it; `unchanged` where it told nothing, or nothing new. */
export interface ImportResult {
  readonly index: number;
  readonly status: ImportedRecord['status'];
  readonly records: readonly ImportedRecord[];
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  /** What of it could not be taken in, though nothing is wrong with it. */
  readonly warnings?: readonly string[];
}

/**
 * Takes in what workflows hand over of a vendor's: mapped as its source maps it, newer by the vendor's own versions, so that repeats and any
 * order end in one state. Where a source of that vendor is connected, it is asked for what is missing or not told whole; what it does not
 * answer at once is put aside, and tried again with its syncs. Else what names an unknown record is put aside, and taken in when that record
 * comes. Admins only: it writes in a source's name.
 */
export async function importEvents(deps: Deps, actor: Actor, input: ImportInput): Promise<ImportResult[]> {
  requireAdmin(actor, 'records of sources');
  const source = await ensureImportedSource(deps, input.type, input.source);
  const connection = await connectionOf(deps, source);
  const context = await contextOf(deps, connection);
  const others = await othersBooks(deps, deps.store.session, source, input.events);
  // As if it had not come: what is of test mode would become real reminders.
  const events = input.events.map((event, index) => (others[index] ? null : event));
  const told = await mapped(deps, connection, context, events);
  const hints = events.map((event) => hintsOf(connection.vendor, event, context.now));
  const records = told.flatMap((each) => each ?? []);
  const { session } = deps.store;
  const asking = askImpatiently(connection);
  const answers = source.enabled === 1 ? await askAbout(asking, connection, hints.flat()) : new Map<string, never>();
  const all = [...records, ...[...answers.values()].flat()];
  const before = await loadSourceObjects(session, source.id, all);
  if (records.length > 0) {
    await takeIn(deps, connection, records, { asking });
    const waiting = await waitingRecords(session, connection, context, records);
    if (waiting.length > 0) await takeIn(deps, connection, waiting, { again: true, asking });
  }
  if (answers.size > 0) await takeIn(deps, connection, [...answers.values()].flat(), { isFresh: true, asking });
  const after = await loadSourceObjects(session, source.id, all);
  return told.map((some, index) => {
    const problem = others[index];
    if (problem) return { index, status: 'refused', records: [], errors: [problem] };
    const asked = hints[index]!;
    const whole = some === null && asked.length === 0 ? null : (some ?? []).concat(answersTo(asked, answers));
    const result = resultOf(index, whole, connection, before, after);
    const isUntold = asked.length > 0 && source.enabled === 0;
    return isUntold ? { ...result, warnings: [untold(connection)] } : result;
  });
}

/** Takes in what was put aside of a source without keys, if it goes now, as it was handed over: nobody can be asked. */
export async function retryImported(
  deps: Deps,
  source: SourceTable,
  rows: readonly SourceObjectTable[],
): Promise<void> {
  const connection = await connectionOf(deps, source);
  const { session } = deps.store;
  const records = await storedRecords(session, connection, await contextOf(deps, connection), rows);
  if (records.length > 0) await takeIn(deps, connection, records, { isFresh: true, again: true });
}

type Answers = ReadonlyMap<string, readonly SourceRecord[]>;

/** What events name without telling it, as it is now; each object is asked for once. */
async function askAbout(asking: Asking, connection: Connection, hints: readonly Asked[]): Promise<Answers> {
  const answers = new Map<string, readonly SourceRecord[]>();
  for (const [key, some] of Map.groupBy(hints, objectKey)) {
    const newest = some.reduce((one, other) => ((other.version ?? 0) > (one.version ?? 0) ? other : one));
    answers.set(key, (await askWith(asking, connection, [newest])).map(soundOrMisfit));
  }
  return answers;
}

function answersTo(hints: readonly Asked[], answers: Answers): SourceRecord[] {
  return hints.flatMap((hint) => answers.get(objectKey(hint)) ?? []);
}

function untold({ vendor, source }: Connection): string {
  return `Nothing could be taken from it: what it is about only ${vendor.label} itself tells. Give the source ‘${source.name}’ its keys, so that it can be asked`;
}

/** Without keys of its own, the source cannot be asked: what it does not know, nobody does. */
async function connectionOf(deps: Deps, source: SourceTable): Promise<Connection> {
  if (source.enabled === 1) return connect(deps, source);
  const { settings } = await currentMoment(deps.store.session, deps.clock);
  return {
    source,
    vendor: vendorOf(deps, source),
    access: {
      name: source.name,
      timeZone: settings.timeZone,
      settings: JSON.parse(source.settingsJson),
      secrets: null,
    },
    client: {
      page: () => Promise.reject(new Error('A source without keys has no pages')),
      fetch: () => Promise.resolve([]),
    },
    actor: sourceActor(source.name),
    signal: deps.stopping,
  };
}

async function contextOf(deps: Deps, { source, vendor, access }: Connection): Promise<ImportContext<unknown>> {
  const { settings } = await currentMoment(deps.store.session, deps.clock);
  const own = vendor.settings.safeParse(access.settings);
  return {
    timeZone: settings.timeZone,
    currency: settings.currency,
    settings: own.success && source.settingsJson !== '{}' ? own.data : null,
    now: deps.clock.wall(),
    customFieldsOf: () => ({}),
  };
}

/** What each event says, null where it is nothing of the vendor's; twice, since an invoice may need what is known of its customer. */
async function mapped(
  { store }: Deps,
  { vendor, source }: Connection,
  context: ImportContext<unknown>,
  events: readonly unknown[],
): Promise<(readonly SourceRecord[] | null)[]> {
  const alone = events.map((event) => readEvent(vendor, event, context));
  const customFieldsOf = await customFieldsKnown(
    store.session,
    source.name,
    alone.flatMap((each) => each ?? []),
  );
  return events.map((event) => readEvent(vendor, event, { ...context, customFieldsOf }));
}

const RANK = ['unchanged', 'updated', 'created', 'refused'] as const;

function resultOf(
  index: number,
  told: readonly SourceRecord[] | null,
  { vendor }: Connection,
  before: ReadonlyMap<string, SourceObjectTable>,
  after: ReadonlyMap<string, SourceObjectTable>,
): ImportResult {
  if (told === null) {
    const message = `It is no event or object of ${vendor.label}: hand it over as it came out of the vendor’s trigger or node`;
    return { index, status: 'refused', records: [], errors: [{ path: '', message }] };
  }
  const records = told.map((record): ImportedRecord => {
    const status = statusOf(record, before.get(objectKey(record)), after.get(objectKey(record)));
    return { kind: record.kind, externalId: record.externalId, status };
  });
  const status = records.reduce<ImportedRecord['status']>(
    (most, record) => (RANK.indexOf(record.status) > RANK.indexOf(most) ? record.status : most),
    'unchanged',
  );
  const errors = told.flatMap((record) => {
    const problem = after.get(objectKey(record))?.problem;
    return problem ? [{ path: `${record.kind} ${record.externalId}`, message: problem }] : [];
  });
  return { index, status, records, ...(status === 'refused' ? { errors } : {}) };
}

function statusOf(
  { version }: SourceRecord,
  before: SourceObjectTable | undefined,
  after: SourceObjectTable | undefined,
): ImportedRecord['status'] {
  if (!after || after.version > version) return 'unchanged';
  if (after.problem !== null) return 'refused';
  // Of a customer who is gone and owes nothing.
  if (after.awaits !== null) return 'unchanged';
  if (!before || before.problem !== null)
    return after.isDeleted === 1 || after.state === 'draft' ? 'unchanged' : 'created';
  return before.hash === after.hash ? 'unchanged' : 'updated';
}
