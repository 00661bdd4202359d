import type { Actor } from '../../domain/actor.ts';
import { isInvoiceMessage } from '../../domain/invoiceSending.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { ActionTable } from '../../store/tables.ts';
import { isAdHoc } from '../../domain/adHoc.ts';
import { recountContacts } from './recountContacts.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { giveBack } from './lapse.ts';
import { replan } from '../schedule/replan.ts';

/**
 * SND-3: a transaction that writes down which messages are about to go; `idsOf` its answer are their actions. Where its COMMIT may have got
 * through and nobody was told, they are taken back: nothing of them has left.
 */
export function orTakeBack<T>(
  deps: Deps,
  actor: Actor,
  handOver: (session: Session) => Promise<T>,
  idsOf: (handedOver: T) => readonly string[],
): Promise<T> {
  // Empty until they are written down: what the connector was handing over before is no business of this transaction's.
  let ids: readonly string[] = [];
  return deps.unwritten.orUndo(
    () =>
      deps.store.transaction(async (session) => {
        const handedOver = await handOver(session);
        ids = idsOf(handedOver);
        return handedOver;
      }),
    () => takeBack(deps, actor, ids),
  );
}

/** A step of a plan is due again, or *To do*; an invoice is to be sent; of an ad hoc e-mail nothing is left, nor of the request for it. */
async function takeBack(deps: Deps, actor: Actor, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await deps.store.transaction(async (session) => {
    const unsent = session.db
      .selectFrom('actions')
      .where('status', '=', 'sending')
      .where('heldBy', '=', deps.process)
      .where(session.oneOf('id', ids));
    const customers = (await unsent.select('customerId').execute()).map(({ customerId }) => customerId);
    await lockCustomers(session, customers);
    // Read when nobody else can end them any more: this process may have been taken for dead.
    const actions = await unsent.selectAll().execute();
    const steps = actions.filter((action) => !isAdHoc(action) && !isInvoiceMessage(action));
    await giveBack(session, steps);
    await forget(
      session,
      actions.filter((action) => !steps.includes(action)),
    );
    await replan(session, deps, await currentMoment(session, deps.clock), actor, customers);
  });
}

async function forget(session: Session, actions: readonly ActionTable[]): Promise<void> {
  const ids = actions.map(({ id }) => id);
  for (const table of ['messages', 'adHocActions'] as const)
    await session.db
      .deleteFrom(table as 'messages')
      .where(session.oneOf('actionId', ids))
      .execute();
  await session.db.deleteFrom('actions').where(session.oneOf('id', ids)).execute();
  for (const action of actions.filter(isAdHoc)) await recountContacts(session, action);
}
