import type { Actor } from '../../domain/actor.ts';
import { type Day, toIsoDate } from '../../domain/day.ts';
import { conflict, unprocessable } from '../../domain/errors.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable } from '../../store/tables.ts';
import { isAdHoc } from '../../domain/adHoc.ts';
import type { Deps } from '../deps.ts';
import type { Found } from './findAction.ts';
import { giveBack } from './lapse.ts';
import type { Moment } from '../moment.ts';
import { recountContacts } from './recountContacts.ts';
import { actionOf } from '../schedule/replan.ts';

export interface PutBackInput {
  readonly note?: string | null;
  /** Snooze: the day the action comes back. */
  readonly until?: Day;
}

/** Gives a claim back, says that an uncertain action did not go out, or puts an action off until a day (MAN-3). */
export async function putBack(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  found: Found,
  ending: 'release' | 'snooze',
  { until, note }: PutBackInput,
): Promise<void> {
  const action = found.kind === 'action' ? found.action : null;
  if (ending === 'release' && (action === null || action.status === 'todo'))
    throw conflict('The action is not claimed');
  if (ending === 'snooze' && (until === undefined || until <= moment.today)) {
    const message = `must be a day after today, ${toIsoDate(moment.today)}`;
    throw unprocessable('An action is put off into the future', [{ path: 'until', message }]);
  }
  if (action?.status === 'uncertain') {
    if (ending === 'snooze')
      throw conflict('The message is uncertain, not to be done: say what happened (complete, skip or release)');
    // Released: it did not go out after all.
    const reason = note ?? 'It did not go out';
    await session.update('actions', ['id'], [{ id: action.id, status: 'cancelled', reason }]);
    await recountContacts(session, action);
  } else if (action?.status === 'claimed') await giveBack(session, [action]);
  const what = action ?? actionOf((found as Extract<Found, { kind: 'scheduled' }>).row, moment, actor);
  if (ending === 'snooze') await putOff(session, what, until!);
  const { id, planId, stepName, referenceId, channel, customerId } = what;
  const named = { actionId: id, planId, stepName, referenceInvoiceId: referenceId, channel, note: note ?? null };
  await appendEvents(session, deps.newId, moment.now, actor, [
    ending === 'snooze'
      ? { type: 'actionSnoozed', customerId, data: { ...named, until: toIsoDate(until!) } }
      : { type: 'actionReleased', customerId, data: { ...named, reason: note ?? null } },
  ]);
}

/** MAN-3: a step is put off on its reference invoice (REF-2), an ad hoc action by its own date. */
async function putOff(session: Session, action: ActionTable, until: Day): Promise<void> {
  const { id, subjectId, stepId, referenceId } = action;
  if (isAdHoc(action)) await session.update('actions', ['id'], [{ id, dueOn: until }]);
  else
    await session.update(
      'schedule',
      ['subjectId'],
      [{ subjectId, snoozedStepId: stepId, snoozedReferenceId: referenceId, snoozedUntil: until }],
    );
}
