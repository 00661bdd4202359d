import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { CustomField, Plan, SavedView, SenderAlias, Settings, TemplateInfo, User, UserGroup } from './api';
import { POSITIONS } from './choices';
import { type FilterLevel, filterFieldOptions } from './filters/fields';
import { NO_PLAN } from './locators';
import { connect } from './transport';

/** A whole list of the connector. A person is waiting: a connector that is down is said at once. */
async function all<T>(context: ILoadOptionsFunctions, path: string): Promise<T[]> {
  const connector = await connect(context, { attempts: 1 });
  return await connector.list<T>(path, {});
}

export async function getUsers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return (await all<User>(this, '/v1/users')).map(userOption);
}

/** For lists of what somebody has to do. */
export async function getUsersOrNobody(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return [{ name: 'Nobody', value: 'none' }, ...(await getUsers.call(this))];
}

const userOption = ({ id, name, email }: User): INodePropertyOptions => ({ name: `${name} (${email})`, value: id });

export async function getTemplates(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return (await all<TemplateInfo>(this, '/v1/templates')).map(({ key, name }) => ({ name, value: key }));
}

/** Plans of both levels, and *No Plan*, for filters. */
export async function getPlans(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const plans = await all<Plan>(this, '/v1/plans');
  return [{ name: 'No Plan', value: NO_PLAN }, ...plans.map(({ id, name }) => ({ name, value: id }))];
}

export async function getCustomerViews(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return await viewsOf(this, 'customers');
}

export async function getInvoiceViews(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return await viewsOf(this, 'invoices');
}

async function viewsOf(context: ILoadOptionsFunctions, list: string): Promise<INodePropertyOptions[]> {
  return (await all<SavedView>(context, `/v1/views?list=${list}`)).map(({ id, name }) => ({ name, value: id }));
}

export async function getDisputeReasons(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const connector = await connect(this, { attempts: 1 });
  const { disputeReasons } = await connector.get<Settings>('/v1/settings');
  return disputeReasons.map(({ key, label }) => ({ name: label, value: key }));
}

export async function getCustomerFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return await fieldsOf(this, 'customer');
}

export async function getInvoiceFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return await fieldsOf(this, 'invoice');
}

async function fieldsOf(context: ILoadOptionsFunctions, level: FilterLevel): Promise<INodePropertyOptions[]> {
  return filterFieldOptions(level, await all<CustomField>(context, '/v1/custom-fields'));
}

/** Custom fields by their key; *Assign Users* takes addresses from one. */
export async function getCustomFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return (await all<CustomField>(this, '/v1/custom-fields')).map(({ key, label }) => ({ name: label, value: key }));
}

/** Who can be responsible for a step, as plans name them (PLN-2). */
export async function getResponsibles(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return [
    { name: 'Account Manager of the Customer', value: 'accountManager' },
    { name: 'Any Finance User', value: 'financeUser' },
    ...(await groupOptions(this)),
    ...(await all<User>(this, '/v1/users')).map(userOption),
  ];
}

async function groupOptions(context: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const groups = await all<UserGroup>(context, '/v1/user-groups');
  return groups.map(({ id, name }) => ({ name: `Group ${name}`, value: `group:${id}` }));
}

/** In whose name a message goes out. */
export async function getSenders(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const aliases = await all<SenderAlias>(this, '/v1/sender-aliases');
  return [
    { name: 'Account Manager of the Customer', value: 'accountManager' },
    ...aliases.map(({ id, name, email }) => ({ name: `${name} (${email})`, value: `alias:${id}` })),
    ...(await all<User>(this, '/v1/users')).map(userOption),
  ];
}

/** To whom a message goes: contacts by position, or a custom field that holds an address. */
export async function getRecipients(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const fields = await all<CustomField>(this, '/v1/custom-fields');
  return [
    { name: 'Main Contact', value: 'main' },
    ...POSITIONS.map(({ name, value }) => ({ name: `${name} Contacts`, value })),
    ...fields
      .filter(({ type }) => type === 'email')
      .map(({ key, label }) => ({ name: `${label} (Custom Field)`, value: `custom.${key}` })),
  ];
}

/** Who gets a copy: the same, and colleagues. */
export async function getCopies(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return [
    { name: 'Account Manager of the Customer', value: 'accountManager' },
    ...(await getRecipients.call(this)),
    ...(await groupOptions(this)),
    ...(await all<User>(this, '/v1/users')).map(userOption),
  ];
}
