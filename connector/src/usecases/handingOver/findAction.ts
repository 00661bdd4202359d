import { conflict, notFound } from '../../domain/errors.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { ActionTable, ScheduleTable } from '../../store/tables.ts';

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

export const NOT_CLAIMED = 'The claim token is stale: the action is not claimed any more; claim again';

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
  if ((action.status === 'uncertain' || action.status === 'todo') && !token) return;
  if (action.status === 'todo') throw conflict(NOT_CLAIMED);
  if (action.status === 'uncertain')
    throw conflict(
      'The claim token is stale: the claim lapsed and the action is uncertain; say what happened without a token',
    );
  if (action.status === 'sending') throw conflict('The action is being sent; ask again in a moment');
  throw conflict(`The action is already ${action.status}`);
}
