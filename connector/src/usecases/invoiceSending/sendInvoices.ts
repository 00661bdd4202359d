import type { Actor } from '../../domain/actor.ts';
import { type DomainError, unprocessable } from '../../domain/errors.ts';
import { INVOICE_MESSAGE, type WaitingReason } from '../../domain/invoiceSending.ts';
import { actorJson } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { ActionTable, InvoiceTable } from '../../store/tables.ts';
import { visibleTo } from '../../store/visibleCustomers.ts';
import { composeMessage } from '../messages/composeMessage.ts';
import type { Deps } from '../deps.ts';
import type { Follow } from '../operating/followRun.ts';
import { inHand, writeSending } from '../handingOver/handOver.ts';
import { examineToSend, obstacleOf, orderOf, rehearse, type ToSend } from './invoicesToSend.ts';
import { findToSend } from './markSent.ts';
import { type Outgoing, recordSending } from './recordSending.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { stillOpen } from '../handingOver/recordOutcome.ts';
import { giveBack, reserve, type Stopped } from '../messages/sendingLimit.ts';
import { settleLapsed } from '../handingOver/lapse.ts';
import { orTakeBack } from '../handingOver/takeBack.ts';
import { fetchablePdfs, fetchPdfs } from '../sources/fetchPdfs.ts';

export interface SendingInput {
  readonly dryRun?: boolean;
  readonly limit?: number;
}

export interface Waiting {
  readonly id: string;
  readonly reason: WaitingReason;
  readonly recipients: readonly string[];
  /** What the source said that was asked for the PDF; null where none was, or it gave it. */
  readonly detail: string | null;
}

/** What the mail server did not take for sure. */
export interface Failure {
  readonly id: string;
  readonly reason: string;
}

export interface SendingResult {
  /** Sent, or (dry run) what would be. */
  sent: number;
  failed: number;
  /** Ids of what was sent, or would be: the first 1,000. */
  readonly invoiceIds: string[];
  /** The first 1,000. */
  readonly waiting: Waiting[];
  /** The first 1,000. */
  readonly failures: Failure[];
  /** Null, where all that could go out went. */
  stopped: Stopped | null;
}

function nothingYet(): SendingResult {
  return { sent: 0, failed: 0, invoiceIds: [], waiting: [], failures: [], stopped: null };
}

const PAGE = 200;
/** SND-3: at most 20 messages are between handing over and recording. */
const HANDING_OVER = 20;
const SHOWN = 1000;

/** Invoices to send, by id; served by an index of their own. */
export function toSendAfter({ db }: Session, actor: Actor, after: string, limit: number): Promise<InvoiceTable[]> {
  return db
    .selectFrom('invoices')
    .selectAll()
    .$call(visibleTo(actor, 'customerId'))
    .where('sent', '=', 0)
    .where('isVoid', '=', 0)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Sends by themselves the invoices whose day has come (INV-3), and says why the others wait (INV-4); answers when done. */
export async function sendDueInvoices(
  deps: Deps,
  actor: Actor,
  input: SendingInput,
  follow?: Follow,
): Promise<SendingResult> {
  const result = nothingYet();
  follow?.(() => ({ sent: result.sent, failed: result.failed, uncertain: 0 }));
  const limit = input.limit ?? Infinity;
  if (!input.dryRun) await settleLapsed(deps, actor);
  const { session } = deps.store;
  for (let after = ''; !deps.stopping.aborted;) {
    const rows = await toSendAfter(session, actor, after, PAGE);
    if (rows.length === 0) break;
    after = rows.at(-1)!.id;
    const moment = await currentMoment(session, deps.clock);
    const examined = input.dryRun
      ? await rehearse(session, deps, moment, rows)
      : await examineToSend(session, deps, moment, rows, await fetchablePdfs(deps, session, rows));
    for (const { invoice, reason, recipients } of examined)
      if (reason !== null) wait(result, { id: invoice.id, reason, recipients, detail: null });
    const due = examined.filter(({ reason }) => reason === null).map(({ invoice }) => invoice.id);
    for (let start = 0; start < due.length && result.sent + result.failed < limit; start += HANDING_OVER) {
      const room = Math.min(HANDING_OVER, limit - result.sent - result.failed);
      const part = due.slice(start, start + room);
      if (input.dryRun) part.forEach((id) => sent(result, id));
      else {
        await sendPart(deps, actor, part, ({ reason }) => reason, result);
        if (result.stopped !== null) return result;
      }
    }
  }
  return result;
}

/** Sends invoices that a person chose, whatever the schedule says; a 422 for the first that cannot go out (INV-4). Answers their ids. */
export async function sendInvoicesNow(deps: Deps, actor: Actor, names: readonly string[]): Promise<SendingResult> {
  await settleLapsed(deps, actor);
  const ids = await deps.store.transaction(async (session) => {
    const rows = await findToSend(session, actor, names);
    const moment = await currentMoment(session, deps.clock);
    for (const each of await rehearse(session, deps, moment, rows)) {
      const obstacle = obstacleOf(each);
      if (obstacle !== null) throw staysToSend(each.invoice.number, obstacle, each.problem);
    }
    return rows.map(({ id }) => id);
  });
  const result = nothingYet();
  for (let start = 0; start < ids.length && result.stopped === null; start += HANDING_OVER)
    await sendPart(deps, actor, ids.slice(start, start + HANDING_OVER), obstacleOf, result);
  return result;
}

export function staysToSend(number: string, reason: WaitingReason, problem: string | null = null): DomainError {
  return unprocessable(`Invoice ${number} stays to send: ${problem ?? REMEDIES[reason]}`);
}

const REMEDIES: Readonly<Record<WaitingReason, string>> = {
  customerExcluded: 'the customer is excluded (CUS-2): include it again first',
  uncertain:
    'its message is on its way, or may have gone out already: say under To do what happened, if it stands there',
  noInvoiceMessage: 'the customer has no plan with an invoice message: assign one, or give the plan a message',
  notAutomatic: 'it is sent by hand',
  notYet: 'its day has not come',
  weekend: 'invoices go out by themselves from Monday to Friday',
  noContact: 'nobody would get it: add a contact with an e-mail address, or validate one that was marked invalid',
  noPdf: 'it has no PDF: PUT /v1/invoices/{id}/pdf',
  templateProblem: 'its message does not render',
};

/** Hands a portion over and records what became of it; `result.stopped` says when the server is away, or a limit is reached. */
function sendPart(
  deps: Deps,
  actor: Actor,
  ids: readonly string[],
  obstacle: (each: ToSend) => WaitingReason | null,
  result: SendingResult,
): Promise<void> {
  return deps.handingOver.run(async () => {
    const unfetched = await fetchMissingPdfs(deps, ids);
    const places = await reserve(deps, ids.length);
    result.stopped = places.stopped;
    const { outgoing, waiting } = await orTakeBack(
      deps,
      actor,
      (session) => handOver(session, deps, actor, ids.slice(0, places.granted), obstacle, unfetched),
      (handedOver) => handedOver.outgoing.map(({ action }) => action.id),
    );
    for (const each of waiting) wait(result, each);
    await deps.unwritten.writeSometime(() => giveBack(deps, places, outgoing.length));
    const handedOverAt = deps.clock.wall();
    const outcomes = await Promise.all(
      outgoing.map(async (each) => ({ each, delivery: await deps.mailer.send(each.composed.message) })),
    );
    if (outcomes.length === 0) return;
    await deps.unwritten.write((again) =>
      deps.store.transaction(async (session) => {
        // First of all: what is read of their invoices from here on is written back whole.
        await lockCustomers(
          session,
          outcomes.map(({ each }) => each.action.customerId),
        );
        const handedOver = outcomes.map(({ each }) => ({ id: each.action.id, handedOverAt }));
        const open = await stillOpen(session, deps, handedOver, again);
        await recordSending(
          session,
          deps,
          actor,
          outcomes.filter(({ each }) => open.has(each.action.id)),
        );
      }),
    );
    for (const { each, delivery } of outcomes) {
      if (delivery.kind === 'accepted') sent(result, each.invoice.id);
      else fail(result, { id: each.invoice.id, reason: delivery.reason });
    }
    if (outcomes.some(({ delivery }) => delivery.kind !== 'accepted' && delivery.serverDown))
      result.stopped = { reason: 'mailServerDown', retryAt: null };
  });
}

/** INV-4: asks sources for what is missing, before anything is written down. */
async function fetchMissingPdfs(deps: Deps, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { session } = deps.store;
  const rows = await session.db
    .selectFrom('invoices')
    .select(['id', 'source', 'externalId', 'hasPdf'])
    .where(session.oneOf('id', ids))
    .execute();
  return fetchPdfs(deps, rows);
}

/** Looks once more, in the transaction that writes down that they are about to go (SND-1, SND-3). */
async function handOver(
  session: Session,
  deps: Deps,
  actor: Actor,
  ids: readonly string[],
  obstacle: (each: ToSend) => WaitingReason | null,
  unfetched: ReadonlyMap<string, string>,
): Promise<{ outgoing: Outgoing[]; waiting: Waiting[] }> {
  const query = () => session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', ids)).orderBy('id');
  const before = await query().execute();
  await lockCustomers(
    session,
    before.map(({ customerId }) => customerId),
  );
  const rows = await query().where('sent', '=', 0).where('isVoid', '=', 0).execute();
  const moment = await currentMoment(session, deps.clock);
  const outgoing: Outgoing[] = [];
  const waiting: Waiting[] = [];
  for (const each of await examineToSend(session, deps, moment, rows)) {
    const reason = obstacle(each);
    if (reason !== null) {
      const detail = reason === 'noPdf' ? (unfetched.get(each.invoice.id) ?? null) : null;
      waiting.push({ id: each.invoice.id, reason, recipients: each.recipients, detail });
      continue;
    }
    const action = actionOf(deps, actor, moment, each);
    const composed = await composeMessage(deps, moment, each.context, orderOf(each, action.id));
    if ('problem' in composed) {
      waiting.push({ id: each.invoice.id, reason: 'templateProblem', recipients: each.recipients, detail: null });
    } else outgoing.push({ ...each, action, composed });
  }
  await writeSending(
    session,
    outgoing.map(({ action }) => action),
    outgoing.map(({ action, composed }) => [action.id, composed]),
  );
  return { outgoing, waiting };
}

function actionOf(deps: Deps, actor: Actor, moment: Moment, { invoice, plan }: ToSend): ActionTable {
  return {
    id: deps.newId('act'),
    subjectId: invoice.id,
    subjectKind: 'invoice',
    customerId: invoice.row.customerId,
    planId: plan!.id,
    planVersion: plan!.version,
    stepId: INVOICE_MESSAGE,
    stepName: 'Invoice message',
    stepPosition: 0,
    referenceId: invoice.id,
    channel: 'email',
    mode: 'automatic',
    responsible: null,
    dueOn: moment.today,
    executedAt: moment.now,
    executedOn: moment.today,
    reason: null,
    note: null,
    claimToken: null,
    ...inHand(deps),
    actorJson: actorJson(actor),
    createdAt: moment.now,
  };
}

function sent(result: SendingResult, id: string): void {
  result.sent++;
  if (result.invoiceIds.length < SHOWN) result.invoiceIds.push(id);
}

function fail(result: SendingResult, failure: Failure): void {
  result.failed++;
  if (result.failures.length < SHOWN) result.failures.push(failure);
}

function wait(result: SendingResult, waiting: Waiting): void {
  if (result.waiting.length < SHOWN) result.waiting.push(waiting);
}
