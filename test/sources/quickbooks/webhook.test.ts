import { describe, expect, test } from 'vitest';
import { WebhookRefused } from '../../../connector/src/sources/source.ts';
import { quickBooks } from '../../../connector/src/sources/quickbooks/vendor.ts';
import { Company } from './company.ts';
import { CLIENT_ID, CLIENT_SECRET, cloudEvents, notification, signatureOf, VERIFIER_TOKEN } from './server.ts';

const company = new Company();
const customer = company.customer();
const invoice = company.invoice(customer, { TotalAmt: 10 });
company.void('Invoice', invoice);
const loser = company.customer();
company.mergeCustomers(customer, loser);
company.refundReceipt(customer, { TotalAmt: 1 });

const access = {
  name: 'books',
  timeZone: 'UTC',
  settings: { realmId: company.realmId, clientId: CLIENT_ID, environment: 'production' },
  secrets: { clientSecret: CLIENT_SECRET, refreshToken: 'RT1', verifierToken: VERIFIER_TOKEN },
};

function eventsOf(body: string, signature: string | undefined = signatureOf(body), secrets = access.secrets) {
  const headers = { 'intuit-signature': signature };
  return quickBooks.eventsOf!({ ...access, secrets }, { headers, body: Buffer.from(body), now: company.now });
}

describe.each([
  ['CloudEvents', cloudEvents],
  ['eventNotifications', notification],
])('%s', (_, bodyOf) => {
  test('tell which objects changed, and nothing that would be believed; a merge tells both customers', () => {
    const events = eventsOf(bodyOf(company.realmId, company.changes));
    expect(events.map(({ kind, externalId }) => `${kind} ${externalId}`)).toEqual([
      `customer ${customer}`,
      `invoice ${invoice}`,
      `invoice ${invoice}`,
      `customer ${loser}`,
      `customer ${customer}`,
      `customer ${loser}`,
      `refund refundReceipt:${company.all('RefundReceipt')[0]!.Id}`,
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.every(({ payload }) => payload === null)).toBe(true);
    expect(eventsOf(bodyOf(company.realmId, company.changes))).toEqual(events);
  });

  test('about other companies of the app, and entities that are not synced, tell nothing', () => {
    expect(eventsOf(bodyOf('4620816365000000002', company.changes))).toEqual([]);
    const vendor = bodyOf(company.realmId, [{ ...company.changes[0]!, entity: 'Vendor' as never }]);
    expect(eventsOf(vendor)).toEqual([]);
  });

  test('are refused with another signature, without one, and after a change of a byte', () => {
    const body = bodyOf(company.realmId, company.changes);
    for (const signature of [signatureOf(body, 'another token'), '', 'x', undefined]) {
      const events = () => eventsOf(body, signature ?? '');
      expect(events).toThrow(WebhookRefused);
      expect(events).toThrow('intuit-signature');
    }
    expect(() => eventsOf(`${body} `, signatureOf(body))).toThrow(WebhookRefused);
  });
});

test('A body that is none of Intuit’s, though signed, is a 400; without a verifier token nothing is taken', () => {
  for (const body of ['', 'x', '{}', 'null', '"x"']) {
    expect(() => eventsOf(body)).toThrow(expect.objectContaining({ status: 400 }) as Error);
  }
  const { verifierToken: _, ...secrets } = access.secrets;
  expect(() => eventsOf('[]', signatureOf('[]'), secrets as typeof access.secrets)).toThrow('verifierToken');
});
