import Chargebee from 'chargebee';
import type { ObjectKind, SourceRecord } from '../records.ts';
import type { ClientContext, SourceAccess, SourceClient } from '../source.ts';
import { loadAutoCollection } from './autoCollection.ts';
import { nextPosition, positionOf } from './cursor.ts';
import { isNotFound } from './failure.ts';
import { LISTS, listPage } from './lists.ts';
import { recordsFrom } from './records.ts';
import type { Secrets, Settings } from './settings.ts';
import type { ObjectName, Objects } from './shapes.ts';

const TIMEOUT_MS = 60_000;

/** The API of one Chargebee site over the vendor's SDK, which tries nothing again by itself. */
export function connect(
  { timeZone, settings, secrets }: SourceAccess<Settings, Secrets>,
  context: ClientContext<Secrets>,
): SourceClient {
  const api = new Chargebee({
    ...addressOf(settings),
    apiKey: secrets.apiKey,
    sdkTelemetryEnabled: false,
    httpClient: {
      makeApiRequest: (request) =>
        fetch(request, {
          redirect: 'error',
          signal: AbortSignal.any([context.signal, AbortSignal.timeout(TIMEOUT_MS)]),
        }),
    },
  });

  async function recordsOf(objects: readonly (readonly [ObjectName, Objects[ObjectName]])[]): Promise<SourceRecord[]> {
    const invoices = objects.flatMap(([name, object]) => (name === 'invoice' ? [object as Objects['invoice']] : []));
    const autoCollectionOf = await loadAutoCollection(api, invoices);
    return objects.flatMap(([name, object]) => recordsFrom(name, object, { timeZone, settings }, autoCollectionOf));
  }

  return {
    async page(cursor) {
      const at = positionOf(cursor);
      const { name, phase } = LISTS[at.list]!;
      const answer = await listPage(api, name, at.offset, at.after);
      const records = await recordsOf(answer.objects.map((object) => [name, object]));
      const next = nextPosition(at, answer, Math.floor(context.wall() / 1000));
      return { records, phase: at.after === null ? phase : 'changes', ...next };
    },

    async fetch(kind, externalId) {
      try {
        return await recordsOf(await retrieve(api, kind, externalId));
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return [{ kind, externalId, version: context.wall(), deleted: true }];
      }
    },

    async pdf(invoiceId) {
      const { download } = await api.invoice.pdf(invoiceId, { disposition_type: 'attachment' });
      return context.download(download.download_url);
    },

    async paymentPage(invoiceId) {
      const { invoice } = await api.invoice.retrieve(invoiceId);
      const { customer_id: id, currency_code: currency } = invoice;
      const { hosted_page: page } = await api.hostedPage.collectNow({ customer: { id }, currency_code: currency });
      return page.url ?? null;
    },
  };
}

/** The object, and with an invoice what was paid and credited on it, so that both are of one moment. */
async function retrieve(
  api: Chargebee,
  kind: ObjectKind,
  id: string,
): Promise<(readonly [ObjectName, Objects[ObjectName]])[]> {
  switch (kind) {
    case 'figures':
    case 'user':
      return [];
    case 'customer':
    case 'account':
      return [['customer', (await api.customer.retrieve(id)).customer]];
    case 'creditNote':
      return [['credit_note', (await api.creditNote.retrieve(id)).credit_note]];
    case 'payment':
    case 'refund':
      return [['transaction', (await api.transaction.retrieve(id)).transaction]];
    case 'invoice': {
      const { invoice } = await api.invoice.retrieve(id);
      const payments = await byIds(
        invoice.linked_payments?.map(({ txn_id: txn }) => txn),
        async (ids) =>
          (await api.transaction.list({ limit: ids.length, id: { in: ids } })).list.map(
            ({ transaction }) => transaction,
          ),
      );
      const notes = await byIds(
        [...(invoice.applied_credits ?? []), ...(invoice.adjustment_credit_notes ?? [])].map(({ cn_id: note }) => note),
        async (ids) =>
          (await api.creditNote.list({ limit: ids.length, id: { in: ids } })).list.map(({ credit_note: note }) => note),
      );
      return [
        ['invoice', invoice],
        ...payments.map((payment) => ['transaction', payment] as const),
        ...notes.map((note) => ['credit_note', note] as const),
      ];
    }
  }
}

/** As many as one request takes: an invoice with more payments than that is not asked for right before its reminder alone. */
const IDS_AT_ONCE = 100;

async function byIds<T>(ids: readonly string[] = [], list: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  const some = [...new Set(ids)].slice(0, IDS_AT_ONCE);
  return some.length === 0 ? [] : list(some);
}

function addressOf({ site, apiUrl }: Settings) {
  if (apiUrl === undefined) return { site };
  const { protocol, hostname, port } = new URL(apiUrl);
  const isPlain = protocol === 'http:';
  return {
    site: hostname,
    hostSuffix: '',
    protocol: isPlain ? ('http' as const) : ('https' as const),
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
  };
}
