import { conflict } from '../../domain/errors.ts';
import type { Deps } from '../deps.ts';
import { accessOf, vendorOf } from './connection.ts';
import { findSource } from './findSource.ts';

export interface SourceWebhook {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** Proves a vendor's webhook and stores what it tells; it is applied right after. Throws WebhookRefused where it is not the vendor's. */
export async function receiveSourceWebhook(deps: Deps, sourceId: string, webhook: SourceWebhook): Promise<number> {
  const source = await findSource(deps.store.session, sourceId);
  const vendor = vendorOf(deps, source);
  if (!vendor.eventsOf) throw conflict(`${vendor.label} has no webhooks: it is asked every few minutes`);
  const access = await accessOf(deps, source);
  const events = vendor.eventsOf(access, { ...webhook, now: deps.clock.wall() });
  if (events.length === 0) return 0;
  await deps.toldEvents.store(sourceId, events);
  deps.sourceWork.ring();
  return events.length;
}
