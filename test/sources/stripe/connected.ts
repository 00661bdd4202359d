import type Stripe from 'stripe';
import { vi } from 'vitest';
import type { source, sourceError } from '../../../connector/src/http/contracts/sources.ts';
import type { Client, Output } from '../../http/api/client.ts';
import type { Customer, Invoice } from '../../http/api/records.ts';
import { type Started, start, type StartOptions } from '../../http/api/start.ts';
import type { Database } from '../../support/databases.ts';
import type { StripeServer } from './server.ts';
import { API_KEY, signed, WEBHOOK_SECRET } from './signed.ts';

export type Source = Output<typeof source>;
export type SourceError = Output<typeof sourceError>;

export const SECRETS_KEY = 'a-key-of-32-characters-for-tests';

/** A connector that can keep secrets. */
export function startForSources(database: Database, { env, ...options }: StartOptions = {}): Promise<Started> {
  return start(database, { ...options, env: { DUNNING_SECRETS_KEY: SECRETS_KEY, ...env } });
}

/** Connects a Stripe of this machine; it syncs only when asked, unless told otherwise. */
export function connectStripe(api: Client, stripe: StripeServer, more: object = {}): Promise<Source> {
  return api.post('/v1/sources', {
    type: 'stripe',
    settings: { apiUrl: stripe.url },
    secrets: { apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET },
    intervalMinutes: 0,
    ...more,
  });
}

/** Syncs, and waits until it has ended; the source as it is then. */
export async function sync(api: Client, { id }: Pick<Source, 'id'>, body: object = {}): Promise<Source> {
  await api.post(`/v1/sources/${id}/sync`, body);
  return settled(api, id);
}

/** The source once nothing of it is on its way any more. */
export function settled(api: Client, id: string): Promise<Source> {
  return vi.waitFor(
    async () => {
      const now = await api.get<Source>(`/v1/sources/${id}`);
      if (now.status === 'syncing' || (now.pendingEvents > 0 && now.status !== 'failing'))
        throw new Error(`It is ${now.status}`);
      return now;
    },
    { timeout: 120_000, interval: 20 },
  );
}

/** Posts an event as Stripe does. */
export function tell(api: Client, { id }: Pick<Source, 'id'>, event: Stripe.Event) {
  return fetch(`${api.url}/v1/sources/${id}/webhook`, {
    method: 'POST',
    body: signed(event).raw,
    headers: signed(event).headers,
  });
}

/** What the connector knows, without ids and instants of its own, to be compared. */
export async function ledgerOf(api: Client) {
  const customers = await api.all<Customer>('/v1/customers');
  const invoices = await api.all<Invoice>('/v1/invoices');
  const byId = (a: { externalId: string | null }, b: { externalId: string | null }) =>
    a.externalId! < b.externalId! ? -1 : 1;
  return {
    customers: customers
      .map(({ externalId, name, country, language, contacts, balances }) => ({
        externalId,
        name,
        country,
        language,
        emails: contacts.map(({ email }) => email),
        balances,
      }))
      .sort(byId),
    invoices: invoices
      .map(({ externalId, customer, number, currency, grossAmount, outstanding, status, issuedAt, dueDate }) => ({
        externalId,
        customer: customer.externalId,
        number,
        currency,
        grossAmount,
        outstanding,
        status,
        issuedAt,
        dueDate,
      }))
      .sort(byId),
  };
}
