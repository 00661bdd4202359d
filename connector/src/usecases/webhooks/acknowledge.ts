import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { acknowledgeOnce } from '../../store/acknowledgements.ts';
import type { Deps } from '../deps.ts';
import { findWebhook } from './webhooks.ts';

/**
 * Whether a receiver is the first to begin with an event, so that what is delivered twice is done once, by whichever of its processes.
 * Samples can be acknowledged too. It leaves no event: it changes nothing but that.
 */
export async function acknowledge(
  deps: Deps,
  actor: Actor,
  webhookId: string,
  eventId: string,
  token: string,
): Promise<boolean> {
  requireAdmin(actor, 'webhooks');
  return deps.store.transaction(async (session) => {
    await findWebhook(session, webhookId);
    return acknowledgeOnce(session, webhookId, eventId, token, deps.clock.wall());
  });
}
