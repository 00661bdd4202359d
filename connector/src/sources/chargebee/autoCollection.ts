import type Chargebee from 'chargebee';
import type { Invoice } from 'chargebee';
import { dependsOnAutoCollection } from './charging.ts';
import { payerOf } from './invoice.ts';
import type { AutoCollectionOf } from './records.ts';

/**
 * Asks of whose invoices Chargebee collects automatically: an invoice does not say it, but its subscription or else its customer does. One
 * request of each for up to 100 invoices, and none where the invoices tell by themselves.
 */
export async function loadAutoCollection(api: Chargebee, invoices: readonly Invoice[]): Promise<AutoCollectionOf> {
  const unsure = invoices.filter(dependsOnAutoCollection);
  const customers = await states(unsure.map(payerOf), async (ids) =>
    (await api.customer.list({ limit: ids.length, id: { in: ids } })).list.map(({ customer }) => customer),
  );
  const subscriptions = await states(
    unsure.flatMap(({ subscription_id: id }) => id ?? []),
    async (ids) =>
      (await api.subscription.list({ limit: ids.length, id: { in: ids } })).list.map(
        ({ subscription }) => subscription,
      ),
  );
  return (invoice) => (subscriptions.get(invoice.subscription_id ?? '') ?? customers.get(payerOf(invoice))) === 'on';
}

type State = 'on' | 'off';

async function states(
  ids: readonly string[],
  list: (ids: string[]) => Promise<readonly { readonly id: string; readonly auto_collection?: State }[]>,
): Promise<ReadonlyMap<string, State>> {
  const some = [...new Set(ids)];
  const found = some.length === 0 ? [] : await list(some);
  return new Map(found.flatMap(({ id, auto_collection: state }) => (state ? [[id, state]] : [])));
}
