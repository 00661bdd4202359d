import { OWN_SOURCE } from '../../domain/actor.ts';
import { sentence } from '../../domain/explainWaiting.ts';
import type { SourceRecord } from '../../sources/records.ts';
import { loadSourceObjects, objectKey } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { InvoiceTable, SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { type Connection, connect } from './connection.ts';
import { takeIn } from './takeIn.ts';

/** So long a reminder waits for its source. */
const PATIENCE_MS = 5_000;

/** Invoices whose source is to be asked, right before they are reminded of, how they are now. */
export interface Question {
  readonly source: SourceTable;
  readonly invoices: readonly InvoiceTable[];
}

/** Which of these invoices their source is to be asked about. Costs nothing where all are the organisation's own. */
export async function questionsAbout(session: Session, invoices: readonly InvoiceTable[]): Promise<Question[]> {
  const bySource = Map.groupBy(
    invoices.filter(({ source, externalId }) => source !== OWN_SOURCE && externalId !== null),
    ({ source }) => source,
  );
  if (bySource.size === 0) return [];
  const sources = await askedSources(session).where(session.oneOf('name', bySource.keys())).execute();
  return sources.flatMap((source) => {
    const all = bySource.get(source.name)!;
    // Nobody waits for a source that is switched off, but what its setting holds.
    const asked = source.enabled === 1 ? all : all.filter((invoice) => isHeld(source, invoice));
    return asked.length === 0 ? [] : [{ source, invoices: asked }];
  });
}

/** Sources that are to be asked before reminders go out; one that is switched off cannot be. */
export function askedSources({ db }: Session) {
  return db.selectFrom('sources').selectAll().where('recheck', '=', 1);
}

/** Invoices that are not to be reminded of now, by id, each with the reason, as sentences for people. */
export type Held = ReadonlyMap<string, string>;

/**
 * Asks the sources, right before reminders go out, and takes in what they say: SND-1 then decides. Held are invoices whose source could not
 * be asked, where its setting says so, and, whatever the setting says, those of which it told what could not be taken in: that is no
 * answer. (Where it is the invoice itself that is put aside, its action is not automatic any more: MAN-2.) Waits for five seconds at most.
 */
export async function recheckInvoices(deps: Deps, questions: readonly Question[]): Promise<Held> {
  const held = await Promise.all(questions.map((question) => recheckOf(deps, question)));
  return new Map(held.flatMap((each) => [...each]));
}

async function recheckOf(deps: Deps, { source, invoices }: Question): Promise<Held> {
  const signal = AbortSignal.any([deps.stopping, AbortSignal.timeout(PATIENCE_MS)]);
  const connection = await connected(deps, source, signal);
  const answers = connection === null ? new Map<InvoiceTable, never>() : await askAbout(connection, invoices);
  const unasked = invoices.filter((invoice) => !answers.has(invoice) && isHeld(source, invoice));
  const held = new Map(unasked.map((invoice) => [invoice.id, whyUnasked(source, invoice)]));
  if (connection === null || answers.size === 0) return held;
  try {
    await takeIn(deps, connection, [...answers.values()].flat(), { isFresh: true, again: true });
  } catch (error) {
    if (deps.stopping.aborted) throw error;
    deps.log.warn(
      { err: error, source: source.name },
      'what a source said right before a reminder could not be taken in',
    );
    for (const invoice of answers.keys())
      held.set(invoice.id, `What ‘${source.name}’ says of invoice ${invoice.number} now could not be taken in`);
    return held;
  }
  for (const [invoice, problem] of await putAsideWith(deps.store.session, source, answers))
    held.set(invoice.id, whyPutAside(source, invoice, problem));
  return held;
}

/** Null where the source is switched off, or its secrets cannot be read. */
async function connected(deps: Deps, source: SourceTable, signal: AbortSignal): Promise<Connection | null> {
  if (source.enabled === 0) return null;
  try {
    return await connect(deps, source, signal);
  } catch (error) {
    if (deps.stopping.aborted) throw error;
    return null;
  }
}

type Answers = ReadonlyMap<InvoiceTable, readonly SourceRecord[]>;

/** What the source says of each invoice; nothing of those that it could not be asked about in time. */
async function askAbout({ client, signal }: Connection, invoices: readonly InvoiceTable[]): Promise<Answers> {
  const isLate = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error('The source did not answer in time'));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  isLate.catch(() => undefined);
  const answers = new Map<InvoiceTable, readonly SourceRecord[]>();
  await Promise.all(
    invoices.map(async (invoice) => {
      try {
        answers.set(invoice, await Promise.race([client.fetch('invoice', invoice.externalId!), isLate]));
      } catch {
        // Whoever holds no answer decides by the source's setting.
      }
    }),
  );
  return answers;
}

/** Invoices with an entry among their answer that could not be taken in, and its problem. */
async function putAsideWith(
  session: Session,
  { id }: SourceTable,
  answers: Answers,
): Promise<(readonly [InvoiceTable, string])[]> {
  const isEntry = ({ kind }: SourceRecord) => kind === 'payment' || kind === 'creditNote' || kind === 'refund';
  const entries = [...answers.values()].flat().filter(isEntry);
  if (entries.length === 0) return [];
  const known = await loadSourceObjects(session, id, entries);
  return [...answers].flatMap(([invoice, records]) => {
    const problem = records.filter(isEntry).flatMap((record) => known.get(objectKey(record))?.problem ?? [])[0];
    return problem === undefined ? [] : [[invoice, problem] as const];
  });
}

function isHeld({ whenUnreachable }: SourceTable, { automaticCharging }: InvoiceTable): boolean {
  return whenUnreachable === 'hold' || (whenUnreachable === 'auto' && automaticCharging !== null);
}

function whyUnasked({ name, enabled, whenUnreachable }: SourceTable, { number }: InvoiceTable): string {
  const why = enabled === 1 ? `‘${name}’ could not be asked` : `‘${name}’ is switched off and cannot be asked`;
  return `${why} whether invoice ${number} is still open, and the reminder waits for that (whenUnreachable: ${whenUnreachable})`;
}

function whyPutAside({ id, name }: SourceTable, { number }: InvoiceTable, problem: string): string {
  return `What ‘${name}’ says of invoice ${number} now came with a payment or credit that could not be taken in: ${sentence(problem)} It is listed under GET /v1/sources/${id}/errors`;
}
