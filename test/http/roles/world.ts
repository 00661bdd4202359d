import { actions } from '../api/cadence.ts';
import type { Client } from '../api/client.ts';
import type { Action, Customer, Invoice, User } from '../api/records.ts';
import { callStep, createPlan, emailStep, saveCustomer, saveInvoice } from '../api/records.ts';

export const ROLES = ['owner', 'admin', 'financeUser', 'accountManager'] as const;
export type RoleName = (typeof ROLES)[number];
export type Side = 'own' | 'foreign';

/** A customer of the account manager's, or of nobody's, with what belongs to it. */
export interface Records {
  readonly customer: Customer;
  readonly externalId: string;
  readonly contactId: string;
  /** In an invoice-level plan whose e-mail is due. */
  readonly invoice: Invoice;
  /** What is To do in the customer's own plan. */
  readonly action: Action;
  readonly planId: string;
}

export interface World {
  readonly owner: Client;
  readonly keys: Readonly<Record<RoleName, string>>;
  readonly records: Readonly<Record<Side, Records>>;
  /** The account manager. */
  readonly manager: User;
  /** Records of their own, for calls that use them up; `steps` of the customer's plan are a call, unless told. */
  fresh(side: Side, steps?: Parameters<typeof createPlan>[1] & object): Promise<Records>;
  /** A name that nothing has yet. */
  name(): string;
}

/** Stands in the names, numbers and addresses of everything that is not the account manager's, and nowhere else. */
export const FOREIGN = 'zzf';
const MARK: Record<Side, string> = { own: 'OWN', foreign: FOREIGN.toUpperCase() };

/** What a connector needs for every call of the matrix: sources keep secrets. */
export const WORLD_ENV = { DUNNING_SECRETS_KEY: 'k'.repeat(32) };

/** An organisation with a key for each role, and a customer on either side of what the account manager may see. */
export async function createWorld(owner: Client): Promise<World> {
  let count = 0;
  const name = () => `N${++count}`;
  const user = (role: string, position: string, who: string) =>
    owner.post<User>('/v1/users', { name: who, email: `${who}@example.com`, role, position });
  const manager = await user('member', 'accountManager', 'Mia');
  const users = {
    owner: await user('owner', 'financeUser', 'Olga'),
    admin: await user('admin', 'financeUser', 'Adam'),
    financeUser: await user('member', 'financeUser', 'Fred'),
    accountManager: manager,
  };
  const keys = {} as Record<RoleName, string>;
  for (const role of ROLES)
    keys[role] = (await owner.post<{ key: string }>('/v1/api-keys', { name: role, userId: users[role].id })).key;
  const perInvoice = await createPlan(owner, { name: name(), level: 'invoice', steps: [emailStep('Due', 3)] });

  const fresh = async (side: Side, plan: Parameters<typeof createPlan>[1] = {}): Promise<Records> => {
    const externalId = `${MARK[side]}-${++count}`;
    const { id: planId } = await createPlan(owner, { name: name(), steps: [callStep('Call', 3)], ...plan });
    const customer = await saveCustomer(owner, externalId, {
      dunningPlanId: planId,
      accountManagers: side === 'own' ? [manager.id] : [],
    });
    const invoice = await saveInvoice(owner, externalId, `R-${externalId}`, '2026-11-20', {
      dunningPlanId: perInvoice.id,
    });
    const [action] = await actions(owner, `planId=${planId}`);
    return { customer, externalId, contactId: customer.contacts[0]!.id, invoice, action: action!, planId };
  };
  const records = { own: await fresh('own'), foreign: await fresh('foreign') };
  return { owner, keys, records, manager, fresh, name };
}
