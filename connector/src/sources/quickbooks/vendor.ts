import { defineVendor, type SourceEvent, WebhookRefused } from '../source.ts';
import { connect } from './connection.ts';
import { failureOf } from './failures.ts';
import { KIND, ofRefundReceipt, versionAt } from './ids.ts';
import { recordsOf } from './records.ts';
import { quickBooksSecrets, quickBooksSettings } from './settings.ts';
import { isSignedByIntuit, noticesIn } from './webhook.ts';

/** QuickBooks Online: one company of it. */
export const quickBooks = defineVendor({
  type: 'quickbooks',
  label: 'QuickBooks Online',
  keepsPdfs: true,
  paysThere: ({ paymentPages }) => paymentPages,
  settings: quickBooksSettings,
  secrets: quickBooksSecrets,
  connect,
  failureOf,
  booksOf: ({ realmId }) => (realmId === undefined ? null : { name: `company ${realmId}`, path: 'settings.realmId' }),
  // Of a company that keeps its books in one currency, objects name none: it is taken for the organisation's.
  importOf: (given, { currency }) => recordsOf(given, { homeCurrency: currency, terms: new Map() }),
  eventsOf({ settings, secrets }, { headers, body }): SourceEvent[] {
    if (secrets.verifierToken === undefined) {
      throw new WebhookRefused('This source has no verifierToken: send it, so that webhooks can be proven');
    }
    if (!isSignedByIntuit(body, headers['intuit-signature'], secrets.verifierToken)) {
      throw new WebhookRefused('intuit-signature is not that of this body by the verifierToken of the app');
    }
    const notices = noticesIn(jsonOf(body), settings.realmId);
    if (notices === null) throw new WebhookRefused('The body is no list of events as Intuit sends them', 400);
    return notices.flatMap(({ entity, id, at, told, mergedId }) => {
      const ids = mergedId === undefined ? [id] : [id, mergedId];
      return ids.map((one): SourceEvent => ({
        id: `${told}:${one}`,
        kind: KIND[entity],
        externalId: entity === 'RefundReceipt' ? ofRefundReceipt(one) : one,
        version: versionAt(at, 0),
        // Only that something changed is told, so that a webhook that is late, or comes again, says nothing that is not so.
        payload: null,
      }));
    });
  },
});

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return null;
  }
}
