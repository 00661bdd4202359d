import Stripe from 'stripe';
import type { DeletedRecord, ObjectKind, SourceRecord } from '../records.ts';
import type { ClientContext, SourceAccess, SourceClient } from '../source.ts';
import { creditNoteRecord, customerRecord } from './reading.ts';
import { StripeApi } from './api.ts';
import { stripePage } from './pages.ts';
import type { StripeSecrets, StripeSettings } from './settings.ts';

/** News of a charge stands for its refunds, and is none itself. */
const CHARGE = /^(ch|py)_/;

export function stripeClient(
  access: SourceAccess<StripeSettings, StripeSecrets>,
  context: ClientContext<StripeSecrets>,
): SourceClient {
  const api = new StripeApi(access, context);
  const { sdk, mapping } = api;
  const one = async (kind: ObjectKind, id: string): Promise<readonly SourceRecord[]> => {
    if (kind === 'customer') {
      const { answer, version } = await api.asked(() => sdk.customers.retrieve(id));
      return [customerRecord(answer, version, mapping)];
    }
    if (kind === 'invoice') return api.invoiceWithCreditNotes(id);
    if (kind === 'creditNote') {
      const { answer, version } = await api.asked(() => sdk.creditNotes.retrieve(id));
      return [creditNoteRecord(answer, version, mapping)];
    }
    if (kind === 'refund' && CHARGE.test(id)) return refundsOf(id);
    if (kind === 'refund') {
      const { answer, version } = await api.asked(() => sdk.refunds.retrieve(id));
      const records = await api.refund(answer, version);
      // Of no invoice: as if there were none, so that nobody goes on waiting for it.
      return records.length > 0 ? records : [{ kind, externalId: id, version, deleted: true }];
    }
    return [];
  };
  const refundsOf = async (charge: string): Promise<readonly SourceRecord[]> => {
    const { answer, version } = await api.asked(() => sdk.refunds.list({ charge, limit: 100 }));
    const records: SourceRecord[] = [{ kind: 'refund', externalId: charge, version, deleted: true }];
    for (const refund of answer.data) records.push(...(await api.refund(refund, version)));
    return records;
  };
  return {
    page: (cursor) => stripePage(api, cursor),
    async fetch(kind, externalId) {
      try {
        return await one(kind, externalId);
      } catch (error) {
        const goneAt = goneSince(error, context.wall());
        if (goneAt === null) throw error;
        return [{ kind, externalId, version: goneAt, deleted: true } satisfies DeletedRecord];
      }
    },
    async pdf(externalId) {
      const { invoice_pdf: url } = await sdk.invoices.retrieve(externalId);
      return url ? context.download(url) : null;
    },
    async paymentPage(externalId) {
      return (await sdk.invoices.retrieve(externalId)).hosted_invoice_url ?? null;
    },
  };
}

/** When Stripe said that there is no such object, in ms; null for any other error. */
function goneSince(error: unknown, wall: number): number | null {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError) || error.code !== 'resource_missing') return null;
  const date = Date.parse(error.headers?.['date'] ?? '');
  return Number.isNaN(date) ? wall : date;
}
