import { OWN_SOURCE } from '../../domain/actor.ts';
import type { Session } from '../../store/store.ts';
import type { InvoiceTable, SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { connect } from './connection.ts';
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
  return sources.map((source) => ({ source, invoices: bySource.get(source.name)! }));
}

/** Sources that are asked before reminders go out. */
export function askedSources({ db }: Session) {
  return db.selectFrom('sources').selectAll().where('enabled', '=', 1).where('recheck', '=', 1);
}

/**
 * Asks the sources, right before reminders go out, and takes in what they say: SND-1 then decides. Answers the ids of those invoices that
 * are not to be reminded of, since their source could not be asked and its setting says so. Waits for five seconds at most.
 */
export async function recheckInvoices(deps: Deps, questions: readonly Question[]): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  await Promise.all(
    questions.map(async ({ source, invoices }) => {
      const unasked = await recheckOf(deps, source, invoices);
      for (const invoice of unasked) if (isHeld(source, invoice)) held.add(invoice.id);
    }),
  );
  return held;
}

function isHeld({ whenUnreachable }: SourceTable, { automaticCharging }: InvoiceTable): boolean {
  return whenUnreachable === 'hold' || (whenUnreachable === 'auto' && automaticCharging !== null);
}

/** Those that nobody could be asked about. */
async function recheckOf(deps: Deps, source: SourceTable, invoices: readonly InvoiceTable[]): Promise<InvoiceTable[]> {
  const signal = AbortSignal.any([deps.stopping, AbortSignal.timeout(PATIENCE_MS)]);
  const isLate = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The source did not answer in time')), { once: true });
  });
  isLate.catch(() => undefined);
  try {
    const connection = await connect(deps, source, signal);
    const unasked: InvoiceTable[] = [];
    const answers = await Promise.all(
      invoices.map(async (invoice) => {
        try {
          return await Promise.race([connection.client.fetch('invoice', invoice.externalId!), isLate]);
        } catch {
          unasked.push(invoice);
          return [];
        }
      }),
    );
    await takeIn(deps, connection, answers.flat(), { isFresh: true });
    return unasked;
  } catch (error) {
    if (deps.stopping.aborted) throw error;
    return [...invoices];
  }
}
