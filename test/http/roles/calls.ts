import type { Records, RoleName, Side, World } from './world.ts';

export interface Call {
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead. */
  readonly file?: { readonly type: string; readonly content: string };
}

/** What a call answers to each role: the HTTP status, with *refused* where the first record of a batch was. */
export interface Entry {
  readonly call: (side: Side, world: World) => Call | Promise<Call>;
  /** Whether it names a customer, so that it is called for both sides; else for none in particular. */
  readonly isOfCustomer: boolean;
  readonly answer: Readonly<Record<RoleName, string>> & { readonly foreign?: string };
}

const everybody = { owner: '2xx', admin: '2xx', financeUser: '2xx', accountManager: '2xx' };
export const adminsOnly = { ...everybody, financeUser: '403', accountManager: '403' };

export const shared = (call: Entry['call']): Entry => ({ call, isOfCustomer: false, answer: everybody });
export const byAdmins = (call: Entry['call']): Entry => ({ call, isOfCustomer: false, answer: adminsOnly });
/** Everybody who may see the customer; to the account manager one of others answers `foreign`. */
export const ofCustomer = (call: Entry['call'], foreign = '404'): Entry => ({
  call,
  isOfCustomer: true,
  answer: { ...everybody, foreign },
});

export const onRecords =
  (path: (records: Records) => string, body?: (records: Records, world: World) => unknown) =>
  (side: Side, world: World): Call => {
    const records = world.records[side];
    return { path: path(records), body: body?.(records, world) };
  };
/** As `onRecords`, on records that the call uses up. */
export const onFresh =
  (path: (records: Records) => string, body?: unknown, before?: (records: Records, world: World) => Promise<unknown>) =>
  async (side: Side, world: World): Promise<Call> => {
    const records = await world.fresh(side);
    await before?.(records, world);
    return { path: path(records), body };
  };
export const customer = ({ customer: { id } }: Records, verb = '') => `/v1/customers/${id}${verb}`;
export const invoice = ({ invoice: { id } }: Records, verb = '') => `/v1/invoices/${id}${verb}`;
export const action = ({ action: { id } }: Records, verb = '') => `/v1/actions/${id}${verb}`;
export const contact = ({ contactId }: Records, verb = '') => `/v1/contacts/${contactId}${verb}`;
export const at = (path: string, body?: unknown) => () => ({ path, body });
/** Calls `path/{id}`, and `verb` of it, of a record that the owner has just created. */
export const onNew =
  (path: string, create: (world: World) => unknown, body?: unknown, verb = '') =>
  async (_side: Side, world: World): Promise<Call> => {
    const { id, key } = await world.owner.post<{ id?: string; key?: string }>(path, create(world));
    return { path: `${path}/${id ?? key}${verb}`, body };
  };
