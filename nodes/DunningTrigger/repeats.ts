import type { Subscription } from './subscription';

/** The connector sends an event again while it has no answer; that is the newest ones, in order per customer. */
const REMEMBERED = 250;

/** What this process has seen, since two requests at the same moment read the same static data. */
const seen = new Map<string, Set<string>>();

/**
 * Whether the event was handed on before; from now on it was. An event is remembered in the workflow's static data, which survives a
 * restart and is shared by all processes of n8n, and in this process, where no two requests can slip past each other.
 */
export function isRepeated(subscription: Subscription, eventId: string): boolean {
  const key = subscription.webhookId ?? '';
  const here = seen.get(key) ?? new Set();
  seen.set(key, here);
  const before = subscription.received ?? [];
  if (here.has(eventId) || before.includes(eventId)) return true;
  here.add(eventId);
  if (here.size > REMEMBERED) here.delete(here.values().next().value!);
  subscription.received = [...before, eventId].slice(-REMEMBERED);
  return false;
}

/** The webhook is gone: nothing more comes for it. */
export function forgetRepeats(webhookId: string): void {
  seen.delete(webhookId);
}
