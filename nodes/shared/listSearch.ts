import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import type { Customer, Invoice, Plan, TemplateOutput, User } from './api';
import { NO_PLAN } from './locators';
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

/** Plans that a customer can be given, and *No Plan*. */
export async function searchCustomerPlans(
  this: ILoadOptionsFunctions,
  filter?: string,
  cursor?: string,
): Promise<INodeListSearchResult> {
  const shown = (plan: Plan) => ({ name: plan.isDefault ? `${plan.name} (default)` : plan.name, value: plan.id });
  const found = await search<Plan>(this, '/v1/plans?level=customer', shown, { filter, cursor });
  const offersNoPlan = !cursor && 'no plan'.includes((filter ?? '').toLowerCase());
  if (offersNoPlan) found.results.unshift({ name: 'No Plan', value: NO_PLAN });
  return found;
}

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

export async function getUsers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const connector = await connect(this, { attempts: 1 });
  const users = await connector.list<User>('/v1/users', {});
  return users.map(({ id, name, email }) => ({ name: `${name} (${email})`, value: id }));
}

export async function getTemplates(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const connector = await connect(this, { attempts: 1 });
  const templates = await connector.list<TemplateOutput>('/v1/templates', {});
  return templates.map(({ key }) => ({ name: key, value: key }));
}
