import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Customer, Invoice, Plan, Rule } from './api';
import { KEEP_PLAN, NO_PLAN } from './locators';
import { connect } from './transport';

const PAGE = 50;

interface Page<T> {
  data: T[];
  nextCursor?: string | null;
}

/** One page of a list for a picker. A person is waiting: a connector that is down is said at once. */
async function search<T>(
  context: ILoadOptionsFunctions,
  path: string,
  shown: (record: T) => { name: string; value: string },
  { filter, cursor }: { filter?: string; cursor?: string },
): Promise<INodeListSearchResult> {
  const connector = await connect(context, { attempts: 1 });
  const page = await connector.get<Page<T>>(path, {
    query: { limit: PAGE, ...(filter ? { search: filter } : {}), ...(cursor ? { cursor } : {}) },
  });
  return { results: page.data.map(shown), paginationToken: page.nextCursor ?? undefined };
}

export async function searchPlans(
  this: ILoadOptionsFunctions,
  filter?: string,
  cursor?: string,
): Promise<INodeListSearchResult> {
  const shown = (plan: Plan) => ({ name: plan.isDefault ? `${plan.name} (default)` : plan.name, value: plan.id });
  return await search<Plan>(this, '/v1/plans', shown, { filter, cursor });
}

type ListSearch = (this: ILoadOptionsFunctions, filter?: string, cursor?: string) => Promise<INodeListSearchResult>;

/** The plans of a level behind choices that are no plan, as far as they fit what is searched for. */
function plansOfLevel(level: 'customer' | 'invoice', choices: Array<{ name: string; value: string }>): ListSearch {
  return async function (filter, cursor) {
    const shown = (plan: Plan) => ({ name: plan.isDefault ? `${plan.name} (default)` : plan.name, value: plan.id });
    const found = await search<Plan>(this, `/v1/plans?level=${level}`, shown, { filter, cursor });
    const wanted = (filter ?? '').toLowerCase();
    if (!cursor) found.results.unshift(...choices.filter(({ name }) => name.toLowerCase().includes(wanted)));
    return found;
  };
}

const noPlan = { name: 'No Plan', value: NO_PLAN };
const keepPlan = { name: 'Keep the Plan', value: KEEP_PLAN };

/** Plans that a customer can be given, and *No Plan*. */
export const searchCustomerPlans = plansOfLevel('customer', [noPlan]);

/** Plans that an invoice can be given, and *No Plan*. */
export const searchInvoicePlans = plansOfLevel('invoice', [noPlan]);

/** What can be assigned to customers: *Keep the Plan* is for who assigns account managers alone. */
export const searchPlansForCustomers = plansOfLevel('customer', [noPlan, keepPlan]);

export async function searchCustomers(
  this: ILoadOptionsFunctions,
  filter?: string,
  cursor?: string,
): Promise<INodeListSearchResult> {
  const shown = (customer: Customer) => ({
    name: customer.externalId ? `${customer.name} (${customer.externalId})` : customer.name,
    value: customer.id,
  });
  return await search<Customer>(this, '/v1/customers', shown, { filter, cursor });
}

export async function searchInvoices(
  this: ILoadOptionsFunctions,
  filter?: string,
  cursor?: string,
): Promise<INodeListSearchResult> {
  const shown = (invoice: Invoice) => ({ name: `${invoice.number} (${invoice.status})`, value: invoice.id });
  return await search<Invoice>(this, '/v1/invoices', shown, { filter, cursor });
}

export async function searchRules(
  this: ILoadOptionsFunctions,
  filter?: string,
  cursor?: string,
): Promise<INodeListSearchResult> {
  const shown = (rule: Rule) => ({ name: rule.enabled ? rule.name : `${rule.name} (off)`, value: rule.id });
  return await search<Rule>(this, '/v1/rules', shown, { filter, cursor });
}
