import type { Actor } from '../domain/actor.ts';
import { type Day, toIsoDate } from '../domain/day.ts';
import { conflict, notFound, unprocessable } from '../domain/errors.ts';
import { type Channel, isContact } from '../domain/plan.ts';
import { actorJson, appendEvents } from '../store/events.ts';
import type { Session } from '../store/store.ts';
import { lockCustomers } from '../store/subjects.ts';
import type { ActionTable, ScheduleTable } from '../store/tables.ts';
import type { Deps } from './deps.ts';
import { giveBack, settleLapsed } from './lapse.ts';
import { currentMoment, type Moment } from './moment.ts';
import { recordContacts, retryAt } from './recordOutcome.ts';
import { actionOf, replan } from './replan.ts';

export type Ending = 'complete' | 'skip' | 'fail' | 'release' | 'snooze';

export interface FinishInput {
  readonly claimToken?: string | null;
  readonly note?: string | null;
  readonly reason?: string | null;
  /** Snooze: the day the action comes back. */
  readonly until?: Day;
}

/** Where an action stands: handed out (or uncertain), or still in the schedule. */
export type Found =
  | { readonly kind: 'action'; readonly action: ActionTable }
  | { readonly kind: 'scheduled'; readonly row: ScheduleTable };

/** Finds an action and makes changes of its customer wait; a 404 if there is none. */
export async function findAction(session: Session, id: string): Promise<Found> {
  const action = await session.db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst();
  const row = action
    ? undefined
    : await session.db.selectFrom('schedule').selectAll().where('actionId', '=', id).executeTakeFirst();
  const customerId = action?.customerId ?? row?.customerId;
  if (customerId === undefined) throw notFound('action', id);
  if (session.dialect.name !== 'postgres')
    return action ? { kind: 'action', action } : { kind: 'scheduled', row: row! };
  await lockCustomers(session, [customerId]);
  const again = await session.db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst();
  if (again) return { kind: 'action', action: again };
  const planned = await session.db.selectFrom('schedule').selectAll().where('actionId', '=', id).executeTakeFirst();
  if (!planned) throw notFound('action', id);
  return { kind: 'scheduled', row: planned };
}

/** Refuses, with a 409, who does not hold the claim (CLM-1). */
export function checkToken(action: ActionTable, token: string | null | undefined): void {
  if (action.status === 'claimed') {
    if (token === action.claimToken) return;
    throw conflict(
      token
        ? 'The claim token is stale: the claim lapsed or somebody else took it; claim again'
        : 'The action is claimed: send the claimToken that the claim answered',
    );
  }
  if (action.status === 'uncertain' && !token) return;
  if (action.status === 'uncertain')
    throw conflict(
      'The claim token is stale: the claim lapsed and the action is uncertain; say what happened without a token',
    );
  if (action.status === 'sending') throw conflict('The action is being sent; ask again in a moment');
  throw conflict(`The action is already ${action.status}`);
}

/**
 * Records what became of an action that another node or a person carried out: done, ignored (skip), failed, given back, or put off. Works
 * on claims (with their token), on what is *To do*, and on what is uncertain. `complete` counts even if the invoice was paid meanwhile.
 */
export async function finishAction(
  deps: Deps,
  actor: Actor,
  id: string,
  ending: Ending,
  input: FinishInput,
): Promise<void> {
  await settleLapsed(deps, actor);
  await deps.store.transaction(async (session) => {
    const moment = await currentMoment(session, deps.clock);
    const found = await findAction(session, id);
    if (found.kind === 'action') checkToken(found.action, input.claimToken);
    else if (input.claimToken)
      throw conflict('The claim token is stale: the action is not claimed any more; claim again');
    if (ending === 'release' || ending === 'snooze') await putBack(session, deps, moment, actor, found, ending, input);
    else await end(session, deps, moment, actor, found, ending, input);
    const customerId = found.kind === 'action' ? found.action.customerId : found.row.customerId;
    await replan(session, deps, moment, actor, [customerId]);
  });
}

const STATUS = { complete: 'executed', skip: 'ignored', fail: 'failed' } as const;
const EVENT = { complete: 'actionExecuted', skip: 'actionIgnored', fail: 'actionFailed' } as const;

async function end(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  found: Found,
  ending: keyof typeof STATUS,
  input: FinishInput,
): Promise<void> {
  const action = found.kind === 'action' ? found.action : actionOf(found.row, moment, actor);
  if (found.kind === 'scheduled' && found.row.status === 'planned' && ending !== 'skip') {
    throw conflict(
      `The action is planned for ${toIsoDate(found.row.dueOn!)} and in nobody’s hands: claim it when it is due, or skip it`,
    );
  }
  // An uncertain action that is now known to have gone out went out on the day it was handed over.
  const wasUncertain = action.status === 'uncertain';
  const after: ActionTable = {
    ...action,
    status: STATUS[ending],
    executedAt:
      ending === 'fail'
        ? null
        : wasUncertain && ending === 'complete'
          ? (action.executedAt ?? action.createdAt)
          : moment.now,
    executedOn: ending === 'fail' ? null : wasUncertain && ending === 'complete' ? action.executedOn : moment.today,
    reason: input.reason ?? (ending === 'complete' ? null : action.reason),
    note: input.note ?? action.note,
    claimToken: null,
    leaseUntil: null,
    actorJson: actorJson(actor),
  };
  if (found.kind === 'action') await session.update('actions', ['id'], [{ ...after }]);
  else {
    await session.insert('actions', [{ ...after }]);
    await session.update('schedule', ['subjectId'], [{ subjectId: found.row.subjectId, actionId: null }]);
  }
  const contact = { subjectId: after.subjectId, kind: after.subjectKind, customerId: after.customerId };
  if (ending === 'complete' && !wasUncertain && isContact(after.channel as Channel))
    await recordContacts(session, moment.today, [contact], true);
  if (wasUncertain) await recountContacts(session, after);
  if (ending === 'fail') {
    const row = await session.db
      .selectFrom('schedule')
      .select(['subjectId', 'attempts'])
      .where('subjectId', '=', after.subjectId)
      .executeTakeFirst();
    if (row) {
      // The row takes the step up again where replanning finds it, so that attempts go on counting.
      const waiting = {
        stepId: after.stepId,
        referenceId: after.referenceId,
        attempts: row.attempts + 1,
        retryAt: retryAt(deps.clock.wall(), row.attempts),
      };
      await session.update('schedule', ['subjectId'], [{ subjectId: row.subjectId, ...waiting }]);
    }
  }
  const data = {
    actionId: after.id,
    planId: after.planId,
    stepName: after.stepName,
    referenceInvoiceId: after.referenceId,
    channel: after.channel,
    note: after.note,
    reason: after.reason,
  };
  await appendEvents(session, deps.newId, moment.now, actor, [
    { type: EVENT[ending], customerId: after.customerId, data },
  ]);
}

/** Once it is known what an uncertain action was, the days of the last contact (MIN-3) and dunning (CUS-1) are counted again. */
async function recountContacts(session: Session, { subjectKind, subjectId, customerId }: ActionTable): Promise<void> {
  const rows = await session.db
    .selectFrom('actions')
    .select(['subjectId', 'status', (select) => select.fn.max('executedOn').as('day')])
    .where('customerId', '=', customerId)
    .where('status', 'in', ['executed', 'uncertain'])
    .where('channel', '!=', 'task')
    .groupBy(['subjectId', 'status'])
    .execute();
  const latest = (counted: typeof rows) =>
    counted.reduce<number | null>(
      (last, { day }) => (day !== null && (last === null || day > last) ? day : last),
      null,
    );
  const lastContactOn = latest(rows.filter((row) => row.subjectId === subjectId));
  const lastDunningOn = latest(rows.filter(({ status }) => status === 'executed'));
  if (subjectKind === 'invoice') await session.update('invoices', ['id'], [{ id: subjectId, lastContactOn }]);
  await session.update(
    'customers',
    ['id'],
    [{ id: customerId, lastDunningOn, ...(subjectKind === 'customer' ? { lastContactOn } : {}) }],
  );
}

async function putBack(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  found: Found,
  ending: 'release' | 'snooze',
  { until, note }: FinishInput,
): Promise<void> {
  if (found.kind === 'scheduled' && ending === 'release') throw conflict('The action is not claimed');
  if (ending === 'snooze' && (until === undefined || until <= moment.today)) {
    const message = `must be a day after today, ${toIsoDate(moment.today)}`;
    throw unprocessable('An action is put off into the future', [{ path: 'until', message }]);
  }
  const action = found.kind === 'action' ? found.action : null;
  if (action) {
    if (action.status === 'uncertain') {
      // Released: it did not go out after all.
      await session.update(
        'actions',
        ['id'],
        [{ id: action.id, status: 'cancelled', reason: note ?? 'It did not go out' }],
      );
      await recountContacts(session, action);
    } else await giveBack(session, [action]);
  }
  const { subjectId, stepId, referenceId, customerId } = action ?? (found as Extract<Found, { kind: 'scheduled' }>).row;
  if (ending === 'snooze') {
    await session.update(
      'schedule',
      ['subjectId'],
      [{ subjectId, snoozedStepId: stepId, snoozedReferenceId: referenceId, snoozedUntil: until! }],
    );
    const data = {
      actionId: action?.id ?? (found as Extract<Found, { kind: 'scheduled' }>).row.actionId,
      until: toIsoDate(until!),
      note: note ?? null,
    };
    await appendEvents(session, deps.newId, moment.now, actor, [{ type: 'actionSnoozed', customerId, data }]);
  }
}
