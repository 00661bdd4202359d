import type { Actor } from '../../domain/actor.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { replan } from './replan.ts';

const BATCH = 1000;

/**
 * Plans everybody who is in a plan anew, or those in the given plan who are not planned by its `version`, set by set, in the transaction
 * of the change that moves them all.
 */
export async function replanMany(
  session: Session,
  deps: Deps,
  actor: Actor,
  plan?: { readonly planId: string; readonly version: number },
): Promise<void> {
  const moment = await currentMoment(session, deps.clock);
  for (let after = ''; ;) {
    let query = session.db
      .selectFrom('schedule')
      .select('customerId')
      .distinct()
      .where('customerId', '>', after)
      .orderBy('customerId')
      .limit(BATCH);
    if (plan !== undefined) query = query.where('planId', '=', plan.planId).where('planVersion', '<', plan.version);
    const ids = (await query.execute()).map(({ customerId }) => customerId);
    if (ids.length === 0) return;
    await replan(session, deps, moment, actor, ids);
    after = ids.at(-1)!;
  }
}
