import type { Actor } from '../../domain/actor.ts';
import type { Session } from '../../store/store.ts';
import type { InvoiceTable, ScheduleTable } from '../../store/tables.ts';
import type { Users } from '../../store/users.ts';
import { composeStep } from '../schedule/composeStep.ts';
import type { DueAction } from '../handingOver/decideDue.ts';
import type { Deps } from '../deps.ts';
import { handOver, type Outgoing } from '../handingOver/handOver.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { scheduleRow } from '../schedule/planSubject.ts';
import { type Outcome, recordOutcomes } from '../handingOver/recordOutcome.ts';
import { writeRows } from '../schedule/replan.ts';
import { type Question, questionsAbout, recheckInvoices } from '../sources/recheck.ts';
import { askLater } from './askLater.ts';
import { orTakeBack } from '../handingOver/takeBack.ts';
import { giveBack, reserve, type Stopped } from '../messages/sendingLimit.ts';

export interface RunResult {
  executed: number;
  toDo: number;
  cancelled: number;
  failed: number;
  uncertain: number;
  remaining: number;
  /** Of the remaining, SMS and letters: claims hand them out. */
  toClaim: number;
  /** Ids of the first 50 actions that the run brought to an end. */
  actionIds: string[];
  /** Null, where all that could go out went. */
  stopped: Stopped | null;
  /** What waits for a person, oldest first, as far as the 50 go. */
  waiting: readonly ScheduleTable[];
}

/** Actions that a run has leased, decided at one moment. */
export interface Batch {
  readonly moment: Moment;
  readonly due: readonly DueAction[];
}

/** SND-3: at most 20 messages of one process are between handing over and recording. */
const HANDING_OVER = 20;
/** How many actions a run shows. */
export const SHOWN = 50;

/**
 * Composes and sends a leased batch in small portions; `result.stopped` says when the server is away, or a limit is reached. What became of a portion is written down in the
 * transaction that hands the next one over (SND-3), since every transaction waits for the disk; before that where a source is asked first.
 */
export async function sendBatch(
  deps: Deps,
  actor: Actor,
  { moment, due }: Batch,
  users: Users,
  result: RunResult,
): Promise<void> {
  let sent = 0;
  const isOver = () => sent >= due.length || result.stopped !== null || deps.stopping.aborted;
  const sendPortions = async () => {
    let outcomes: Outcome[] = [];
    let isBroken = false;
    const record = (session: Session, last: readonly Outcome[], again = false) =>
      recordOutcomes(session, deps, moment, actor, last, again);
    try {
      do {
        const next = due.slice(sent, sent + HANDING_OVER);
        const questions = await questionsAbout(deps.store.session, referencesOf(next));
        // What went out is not left unrecorded for as long as a source takes to answer.
        if (questions.length > 0 && outcomes.length > 0) {
          await deps.store.transaction((session) => record(session, outcomes));
          outcomes = [];
        }
        const held = await heldBySources(deps, next, questions);
        const portion = await composePortion(
          deps,
          moment,
          next.filter((each) => !held.includes(each)),
          users,
        );
        const places = await reserve(deps, portion.outgoing.length);
        result.stopped = places.stopped;
        const handingOver = async (session: Session) => {
          if (outcomes.length > 0) await record(session, outcomes);
          return handOverPortion(session, deps, actor, moment, portion, places.granted);
        };
        const going = await orTakeBack(deps, actor, handingOver, (those) => those.map(({ row }) => row.actionId!));
        outcomes = [];
        // What is written down as about to go goes, whatever becomes of the database in between.
        await deps.unwritten.writeSometime(() => giveBack(deps, places, going.length));
        const staying = portion.outgoing.filter((each) => !going.includes(each));
        await deps.unwritten.writeSometime(() => release(deps, staying));
        sent += HANDING_OVER;
        outcomes = await deliver(deps, going);
        count(outcomes, result);
        if (outcomes.some(({ delivery }) => delivery.kind !== 'accepted' && delivery.serverDown))
          result.stopped = { reason: 'mailServerDown', retryAt: null };
      } while (!isOver() && !deps.handingOver.isWanted);
    } catch (error) {
      isBroken = true;
      throw error;
    } finally {
      const last = outcomes;
      if (last.length > 0)
        await deps.unwritten.write(
          (again) => deps.store.transaction((session) => record(session, last, again)),
          isBroken,
        );
    }
  };
  try {
    while (!isOver()) await deps.handingOver.run(sendPortions);
  } finally {
    await deps.unwritten.write(() => release(deps, due.slice(sent)));
  }
}

function referencesOf(portion: readonly DueAction[]): InvoiceTable[] {
  return portion.flatMap(({ subject }) => subject.reference?.row ?? []);
}

/** Reminders that are put off: their invoice's source gave no answer whether it is still open, and they have to wait for one. */
async function heldBySources(
  deps: Deps,
  portion: readonly DueAction[],
  questions: readonly Question[],
): Promise<DueAction[]> {
  const reasons = await recheckInvoices(deps, questions);
  const held = portion.filter(({ subject }) => reasons.has(subject.reference!.id));
  await askLater(deps, new Map(held.map(({ subject }) => [subject.id, reasons.get(subject.reference!.id)!])));
  await release(deps, held);
  return held;
}

interface Portion {
  readonly outgoing: readonly Outgoing[];
  /** MAN-2: what does not render, and why. */
  readonly stuck: readonly { readonly due: DueAction; readonly problem: string }[];
}

async function composePortion(
  deps: Deps,
  moment: Moment,
  portion: readonly DueAction[],
  users: Users,
): Promise<Portion> {
  const outgoing: Outgoing[] = [];
  const stuck: { due: DueAction; problem: string }[] = [];
  for (const due of portion) {
    const composed = await composeStep(deps, moment, due, users);
    if ('problem' in composed) stuck.push({ due, problem: composed.problem });
    else outgoing.push({ ...due, composed });
  }
  return { outgoing, stuck };
}

/** Answers those that may go. */
async function handOverPortion(
  session: Session,
  deps: Deps,
  actor: Actor,
  moment: Moment,
  { outgoing, stuck }: Portion,
  places: number,
): Promise<Outgoing[]> {
  if (stuck.length > 0) await writeStuck(session, deps, moment, actor, stuck);
  const now = await currentMoment(session, deps.clock);
  // A run that goes on past midnight, or over a changed calendar, decides again.
  if (now.today !== moment.today || !now.isSendTime) return [];
  return handOver(session, deps, now, actor, outgoing.slice(0, places));
}

function deliver({ mailer, clock }: Deps, going: readonly Outgoing[]): Promise<Outcome[]> {
  const handedOverAt = clock.wall();
  return Promise.all(
    going.map(async (outgoing) => ({
      outgoing,
      delivery: await mailer.send(outgoing.composed.message),
      handedOverAt,
    })),
  );
}

function count(outcomes: readonly Outcome[], result: RunResult): void {
  for (const { outgoing, delivery } of outcomes) {
    if (delivery.kind === 'accepted') result.executed++;
    else if (delivery.kind === 'refused') result.failed++;
    else result.uncertain++;
    if (result.actionIds.length < SHOWN) result.actionIds.push(outgoing.row.actionId!);
  }
}

/** MAN-2: what cannot be composed waits for a person and says why. */
async function writeStuck(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  stuck: readonly { due: DueAction; problem: string }[],
): Promise<void> {
  const planned = stuck.map(({ due: { subject, next }, problem }) => {
    const ahead = { kind: 'action' as const, next, reference: subject.reference!, toDo: false };
    return { subject, row: scheduleRow(subject, ahead, moment, () => deps.newId('act'), problem) };
  });
  const ids = planned.map(({ subject }) => subject.id);
  const rows = await session.db
    .selectFrom('schedule')
    .select(['subjectId', 'revision'])
    .where(session.oneOf('subjectId', ids))
    .execute();
  const revisions = new Map(rows.map((row) => [row.subjectId, row.revision]));
  await writeRows(
    session,
    deps,
    moment,
    actor,
    planned.filter(({ subject }) => revisions.get(subject.id) === subject.row?.revision),
  );
}

async function release(deps: Deps, due: readonly DueAction[]): Promise<void> {
  if (due.length === 0) return;
  const tokens = due.flatMap(({ subject }) => subject.row?.leaseToken ?? []);
  const { session } = deps.store;
  await session.db
    .updateTable('schedule')
    .set({ leaseToken: null, leaseUntil: 0 })
    .where(
      session.oneOf(
        'subjectId',
        due.map(({ subject }) => subject.id),
      ),
    )
    .where(session.oneOf('leaseToken', tokens))
    .execute();
}
