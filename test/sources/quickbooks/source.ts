import type { Client } from '../../http/api/client.ts';
import type { Customer, Invoice } from '../../http/api/records.ts';
import type { Source } from '../stripe/connected.ts';
import type { Change, Company } from './company.ts';
import { CLIENT_ID, CLIENT_SECRET, cloudEvents, type QuickBooksServer, signatureOf, VERIFIER_TOKEN } from './server.ts';

/** Connects the company; it syncs only when asked. */
export function connectQuickBooks(api: Client, company: Company, server: QuickBooksServer): Promise<Source> {
  return api.post('/v1/sources', {
    type: 'quickbooks',
    settings: { realmId: company.realmId, clientId: CLIENT_ID, apiUrl: server.url },
    secrets: { clientSecret: CLIENT_SECRET, refreshToken: server.refreshToken, verifierToken: VERIFIER_TOKEN },
    intervalMinutes: 0,
  });
}

/** Tells what changed as Intuit does. */
export function tell(
  api: Client,
  { id }: Source,
  company: Company,
  changes: readonly Change[],
  { bodyOf = cloudEvents, token = VERIFIER_TOKEN } = {},
): Promise<Response> {
  const body = bodyOf(company.realmId, changes);
  return fetch(`${api.url}/v1/sources/${id}/webhook`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', 'intuit-signature': signatureOf(body, token) },
  });
}

/** What the connector knows of it, in the words of `booksOf`; of a company with one currency. */
export async function knownTo(api: Client) {
  const customers = await api.all<Customer>('/v1/customers');
  const invoices = await api.all<Invoice>('/v1/invoices');
  return {
    invoices: invoices
      .filter(({ status }) => status !== 'void')
      .map(({ externalId, customer, grossAmount, outstanding }) => ({
        externalId,
        customer: customer.externalId,
        grossAmount,
        outstanding,
      }))
      .sort(byId),
    customers: customers
      .map(({ externalId, balances: [balance] }) => ({
        externalId,
        outstanding: balance?.outstanding ?? 0,
        unapplied: balance?.unapplied ?? 0,
      }))
      .sort(byId),
  };
}

function byId(a: { readonly externalId: string | null }, b: { readonly externalId: string | null }): number {
  return a.externalId! < b.externalId! ? -1 : 1;
}

/** What the books say everybody owes, to be compared with what the connector knows. Amounts in cents. */
export function booksOf(company: Company) {
  const cents = (value: unknown) => Math.round(Number(value ?? 0) * 100);
  const of = (entity: 'Invoice' | 'Payment' | 'CreditMemo', customerId: string) =>
    company.all(entity).filter(({ CustomerRef }) => (CustomerRef as { value: string }).value === customerId);
  const invoices = company
    .all('Invoice')
    .filter(({ PrivateNote }) => PrivateNote !== 'Voided')
    .map(({ Id, CustomerRef, TotalAmt, Balance }) => ({
      externalId: Id,
      customer: (CustomerRef as { value: string }).value,
      grossAmount: cents(TotalAmt),
      outstanding: cents(Balance),
    }))
    .sort(byId);
  const customers = company.all('Customer').map(({ Id }) => {
    const open = of('Invoice', Id).reduce((sum, { Balance }) => sum + cents(Balance), 0);
    const unapplied =
      of('Payment', Id).reduce((sum, { UnappliedAmt }) => sum + cents(UnappliedAmt), 0) +
      of('CreditMemo', Id).reduce((sum, { RemainingCredit }) => sum + cents(RemainingCredit), 0);
    return { externalId: Id, outstanding: open - unapplied, unapplied };
  });
  return { invoices, customers: customers.sort(byId) };
}
