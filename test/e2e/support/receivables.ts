import type { ConnectorApi } from '../../../demo/connectorApi.ts';

const email = { channel: 'email', mode: 'automatic' } as const;

/** Its first reminder is due five days after the due date, on the test's Monday for an invoice due on the 18th. */
export const plan = {
  name: 'Reminders',
  level: 'customer',
  logic: 'standard',
  minimumContactDelayDays: 5,
  isDefault: true,
  steps: [
    { name: 'First reminder', when: { anchor: 'due', days: 5 }, template: { key: 'first-reminder' }, ...email },
    { name: 'Second reminder', when: { anchor: 'due', days: 15 }, template: { key: 'second-reminder' }, ...email },
  ],
};

/** The plan, and per name a customer with the address given and one invoice, five days late: `INV-<name>`. */
export async function owing(api: ConnectorApi, addresses: Record<string, string>): Promise<void> {
  await api.post('/v1/plans', plan);
  await invoicesOf(api, addresses);
}

/** The same in whatever plan is the default. */
export async function invoicesOf(api: ConnectorApi, addresses: Record<string, string>): Promise<void> {
  const customers = Object.entries(addresses).map(([name, address]) => ({
    externalId: `C-${name}`,
    name,
    language: 'en',
    contacts: [{ firstName: name, lastName: 'Payer', email: address, isMain: true }],
  }));
  await api.batch('/v1/customers/batch', 'customers', customers);
  await api.batch('/v1/invoices/batch', 'invoices', Object.keys(addresses).map(invoiceOf));
}

function invoiceOf(name: string) {
  return {
    externalId: `INV-${name}`,
    number: `INV-${name}`,
    customer: { externalId: `C-${name}` },
    issuedAt: '2026-10-19',
    dueDate: '2026-11-18',
    currency: 'EUR',
    grossAmount: 125_000,
  };
}

/** All of what the customer owes, paid. */
export async function pay(api: ConnectorApi, name: string): Promise<void> {
  await api.post('/v1/payments', {
    externalId: `PAY-${name}`,
    customer: { externalId: `C-${name}` },
    amount: 125_000,
    currency: 'EUR',
    paidAt: '2026-11-20',
    invoices: [{ externalId: `INV-${name}`, amount: 125_000 }],
  });
}
