import { randomUUID } from 'node:crypto';
import type { IWebhookFunctions } from 'n8n-workflow';
import { connect } from '../shared/transport';

/** How long the connector may take; it gives a delivery ten seconds itself, and sends it again. */
const TIMEOUT_MS = 8_000;
const REMEMBERED = 1_000;

/** Tokens of requests that got no answer, by webhook and event: the connector may have taken them for the first. */
const unanswered = new Map<string, string>();

/**
 * Asks the connector whether the event is to be begun with here: of all requests with the same event, in whichever process of n8n, one is the
 * first. Throws where the connector cannot say; the same event with the same token is then still the first.
 */
export async function isFirst(context: IWebhookFunctions, webhookId: string, eventId: string): Promise<boolean> {
  const [webhook, event] = [webhookId, eventId].map(encodeURIComponent);
  const path = `/v1/webhooks/${webhook}/deliveries/${event}/acknowledge`;
  const token = unanswered.get(path) ?? randomUUID();
  // Taken out, so that of two requests at the same moment one has it.
  unanswered.delete(path);
  let isAnswered = false;
  try {
    const connector = await connect(context, { attempts: 3 });
    const { first } = await connector.post<{ first: boolean }>(path, { body: { token }, timeoutMs: TIMEOUT_MS });
    isAnswered = true;
    return first;
  } finally {
    if (!isAnswered) remember(path, token);
  }
}

function remember(path: string, token: string): void {
  if (!unanswered.has(path)) unanswered.set(path, token);
  if (unanswered.size > REMEMBERED) unanswered.delete(unanswered.keys().next().value!);
}
