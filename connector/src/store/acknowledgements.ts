import type { Session } from './store.ts';

/**
 * Writes down that a receiver begins to work on an event: whether it is the first to do so, of however many at the same moment. The same
 * `token` gets the same answer again. Kept as long as the webhook is.
 */
export async function acknowledgeOnce(
  { db }: Session,
  webhookId: string,
  eventId: string,
  token: string,
  wall: number,
): Promise<boolean> {
  await db
    .insertInto('webhookAcknowledgements')
    .values({ webhookId, eventId, token, acknowledgedAt: wall })
    .onConflict((conflict) => conflict.columns(['webhookId', 'eventId']).doNothing())
    .execute();
  const first = await db
    .selectFrom('webhookAcknowledgements')
    .select('token')
    .where('webhookId', '=', webhookId)
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow();
  return first.token === token;
}

/** Whoever acknowledges it next is the first. */
export async function forgetAcknowledged({ db }: Session, webhookId: string, eventId: string): Promise<void> {
  await db
    .deleteFrom('webhookAcknowledgements')
    .where('webhookId', '=', webhookId)
    .where('eventId', '=', eventId)
    .execute();
}
