import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { notFound } from '../../domain/errors.ts';
import type { Deps } from '../deps.ts';
import { forgetAcknowledged } from '../../store/acknowledgements.ts';
import { findWebhook, refuseDisabled } from './webhooks.ts';

/**
 * Sends an event to a webhook again, whatever became of it before. What was done with stands in a lane of its own: it holds no later event
 * back. What still waits is tried now. `again` lets its receiver work on what it has acknowledged once more.
 */
export async function redeliver(
  deps: Deps,
  actor: Actor,
  webhookId: string,
  eventId: string,
  { again }: { readonly again: boolean },
): Promise<void> {
  requireAdmin(actor, 'webhooks');
  await deps.store.transaction(async (session) => {
    const { db } = session;
    refuseDisabled(await findWebhook(session, webhookId));
    const event = await db.selectFrom('events').select('id').where('id', '=', eventId).executeTakeFirst();
    if (!event) throw notFound('event', eventId);
    if (again) await forgetAcknowledged(session, webhookId, eventId);
    const afresh = {
      lane: eventId,
      status: 'pending' as const,
      attempts: 0,
      dueAt: 0,
      lastStatus: null,
      lastError: null,
    };
    await db
      .insertInto('webhookDeliveries')
      .values({ webhookId, eventId, ...afresh })
      .onConflict((conflict) =>
        conflict
          .columns(['eventId', 'webhookId'])
          .doUpdateSet({ ...afresh, endedAt: null })
          .where('webhookDeliveries.dueAt', 'is', null),
      )
      .execute();
    // What is on its way at this moment is left alone.
    await db
      .updateTable('webhookDeliveries')
      .set({ dueAt: 0 })
      .where('webhookId', '=', webhookId)
      .where('eventId', '=', eventId)
      .where('dueAt', 'is not', null)
      .where('leaseToken', 'is', null)
      .execute();
    session.deliveriesFor.add(webhookId);
  });
}
