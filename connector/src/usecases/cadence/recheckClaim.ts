import type { Actor } from '../../domain/actor.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { askedSources, questionsAbout, recheckInvoices } from '../sources/recheck.ts';
import { askLater } from './askLater.ts';
import { type ClaimInput, claimableRows } from '../handingOver/claimableRows.ts';
import type { DueAction } from '../handingOver/decideDue.ts';

/** So many invoices are asked for at once. */
const AT_ONCE = 20;
/** No further ones are asked for after that time: a claim hands out what it knows of by then. */
const PATIENCE_MS = 5_000;

/**
 * Asks sources about what a claim of `limit` is about to hand out by itself (SND-1), before the claim decides. Answers the ids of the
 * invoices that were asked for and may be reminded of. Where no source wants to be asked, that is all it looks at.
 */
export async function recheckClaim(
  deps: Deps,
  actor: Actor,
  input: ClaimInput,
  limit: number,
): Promise<ReadonlySet<string>> {
  const { session } = deps.store;
  const asked = new Set<string>();
  if (!(await askedSources(session).limit(1).executeTakeFirst())) return asked;
  const seen = new Set<string>();
  const until = performance.now() + PATIENCE_MS;
  do {
    const moment = await currentMoment(session, deps.clock);
    const rows = await claimableRows(session, deps, actor, moment, input, limit).execute();
    const automatic = rows.filter(({ status }) => status === 'planned');
    const ids = automatic.flatMap(({ referenceId }) => (referenceId && !seen.has(referenceId) ? [referenceId] : []));
    const invoices = await session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', ids)).execute();
    const questions = await questionsAbout(session, invoices);
    const next = questions.map(({ source, invoices: all }) => ({ source, invoices: all.slice(0, AT_ONCE) }));
    if (next.length === 0) return asked;
    const held = await recheckInvoices(deps, next);
    for (const { id } of next.flatMap(({ invoices: those }) => those)) {
      seen.add(id);
      if (!held.has(id)) asked.add(id);
    }
    const waiting = automatic.filter(({ referenceId }) => referenceId !== null && held.has(referenceId));
    await askLater(deps, new Map(waiting.map(({ subjectId, referenceId }) => [subjectId, held.get(referenceId!)!])));
  } while (performance.now() < until && !deps.stopping.aborted);
  return asked;
}

/** Those due actions whose source ought to have been asked and was not: they come with a later claim. */
export async function unaskedOf(
  session: Session,
  due: readonly DueAction[],
  asked: ReadonlySet<string>,
): Promise<ReadonlySet<DueAction>> {
  const open = due.filter(({ row, subject }) => row.status === 'planned' && !asked.has(subject.reference!.id));
  const questions = await questionsAbout(
    session,
    open.map(({ subject }) => subject.reference!.row),
  );
  const ids = new Set(questions.flatMap(({ invoices }) => invoices.map(({ id }) => id)));
  return new Set(open.filter(({ subject }) => ids.has(subject.reference!.id)));
}
