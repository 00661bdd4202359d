import { chargebeeEvent } from './events.ts';
import * as objects from './objects.ts';
import { ChargebeeSite, type Kind, type Records } from './site.ts';

/** As `storyEvents`, with ids that begin with the prefix: many stories beside each other, at one site. */
export function prefixedStory(prefix: string, site = new ChargebeeSite()): object[] {
  const prefixed = <T extends object>(told: T) =>
    JSON.parse(JSON.stringify(told).replaceAll(/"((?:CN|C|I|T)-\d)"/g, `"${prefix}$1"`)) as T;
  const own = new ChargebeeSite();
  const events = storyEvents(own).map(prefixed);
  for (const kind of Object.keys(own.records) as Kind[]) {
    const records = site.records[kind] as Map<string, { readonly id: string }>;
    for (const record of own.records[kind].values()) records.set(prefix + record.id, prefixed(record));
  }
  return events;
}

/** What happens at a site in a month, as the events that Chargebee tells of it, in the order in which it happened. */
export function storyEvents(site = new ChargebeeSite()): object[] {
  const events: object[] = [];
  const tell = (type: string, content: Partial<Records>) =>
    events.push(chargebeeEvent(`ev_${events.length}`, type, content));
  const save = <K extends Kind>(kind: K, record: Records[K]): Pick<Records, K> =>
    ({ [kind]: site.save(kind, record) }) as unknown as Pick<Records, K>;
  const change = <K extends Kind>(kind: K, id: string, fields: Partial<Records[K]>): Pick<Records, K> =>
    ({ [kind]: site.change(kind, id, fields) }) as unknown as Pick<Records, K>;

  tell('customer_created', save('customer', objects.customer('C-1', { company: 'Ashdown' })));
  tell('customer_created', save('customer', objects.customer('C-2', { auto_collection: 'on', company: 'Papillon' })));
  tell('invoice_generated', save('invoice', objects.invoice('I-1', 'C-1', { total: 12_000 })));
  tell('invoice_generated', save('invoice', objects.invoice('I-2', 'C-1', { total: 5_000 })));
  tell('invoice_generated', save('invoice', objects.invoice('I-3', 'C-2', { total: 9_900, status: 'posted' })));
  tell(
    'invoice_generated',
    save('invoice', objects.invoice('I-4', 'C-2', { total: 700, currency_code: 'JPY', tax: 0 })),
  );
  tell('customer_changed', change('customer', 'C-1', { company: 'Ashdown Joinery' }));
  tell('payment_initiated', save('transaction', objects.payment('T-1', 'C-1', 4_000, {}, { status: 'in_progress' })));
  tell('payment_succeeded', {
    ...change('transaction', 'T-1', objects.payment('T-1', 'C-1', 4_000, { 'I-1': 3_000 })),
    ...change('invoice', 'I-1', { amount_due: 9_000 }),
  });
  tell('credit_note_created', save('credit_note', objects.adjustment('CN-1', 'C-1', 'I-2', 1_000)));
  tell('credit_note_created', save('credit_note', objects.refundable('CN-2', 'C-2', 400)));
  tell('credit_note_updated', change('credit_note', 'CN-2', objects.refundable('CN-2', 'C-2', 400, { 'I-3': 150 })));
  tell('payment_failed', {
    ...save('transaction', objects.payment('T-2', 'C-2', 9_750, {}, { status: 'failure' })),
    ...change('invoice', 'I-3', {
      status: 'payment_due',
      dunning_attempts: [{ attempt: 0, transaction_id: 'T-2', dunning_type: 'auto_collect' }],
    }),
  });
  tell('invoice_updated', change('invoice', 'I-4', { status: 'voided' }));
  tell('transaction_deleted', change('transaction', 'T-2', { deleted: true }));
  return events;
}

/** What stands in the end: by the external ids, what is open of each invoice and what is unapplied. */
export const STORY_END = {
  invoices: {
    'I-1': { status: 'due', outstanding: 9_000 },
    'I-2': { status: 'due', outstanding: 4_000 },
    'I-3': { status: 'due', outstanding: 9_750 },
    'I-4': { status: 'void', outstanding: 700 },
  },
  customers: {
    'C-1': { name: 'Ashdown Joinery', balances: { EUR: { outstanding: 12_000, unapplied: 1_000 } } },
    'C-2': { name: 'Papillon', balances: { EUR: { outstanding: 9_500, unapplied: 250 } } },
  },
};

/** The ledger at the connector, in that shape; of one story, where ids have its prefix. */
export async function ledgerOf(get: <T>(path: string) => Promise<T>, prefix = ''): Promise<typeof STORY_END> {
  interface Listed {
    data: {
      externalId: string;
      name: string;
      status: string;
      outstanding: number;
      balances: { currency: string; outstanding: number; unapplied: number }[];
    }[];
  }
  const search = prefix && `&search=${prefix}`;
  const invoices = (await get<Listed>(`/v1/invoices?limit=1000${search}`)).data;
  const customers = (await get<Listed>(`/v1/customers?limit=1000${search}`)).data;
  return {
    invoices: Object.fromEntries(
      invoices.map(({ externalId, status, outstanding }) => [externalId.slice(prefix.length), { status, outstanding }]),
    ),
    customers: Object.fromEntries(
      customers.map(({ externalId, name, balances }) => [
        externalId.slice(prefix.length),
        {
          name,
          balances: Object.fromEntries(
            balances
              .filter(({ outstanding, unapplied }) => outstanding !== 0 || unapplied !== 0)
              .map(({ currency, outstanding, unapplied }) => [currency, { outstanding, unapplied }]),
          ),
        },
      ]),
    ),
  } as typeof STORY_END;
}
