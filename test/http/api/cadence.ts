import type { Client } from './client.ts';
import type { Action, Claimed, Event, RunResult } from './records.ts';

export interface MailboxMessage {
  readonly id: string;
  readonly actionId: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sets the test clock: to 09:00 UTC of a day, or to an instant. */
export async function setClock(api: Client, now: string): Promise<void> {
  await api.put('/v1/test-clock', { now: now.includes('T') ? now : `${now}T09:00:00Z` });
}

/** Runs the cadence, on a day or at an instant if one is given. */
export async function run(api: Client, now?: string, input: object = {}): Promise<RunResult> {
  if (now !== undefined) await setClock(api, now);
  return api.post('/v1/cadence/runs', input);
}

/** Every day from the first to the last. */
export function days(first: string, last: string): string[] {
  const list: string[] = [];
  for (let day = Date.parse(first); day <= Date.parse(last); day += 86_400_000)
    list.push(new Date(day).toISOString().slice(0, 10));
  return list;
}

/** Runs the cadence once a day. */
export async function runDaily(api: Client, first: string, last: string): Promise<void> {
  for (const day of days(first, last)) await run(api, day);
}

export async function claim(api: Client, input: object = {}): Promise<Claimed[]> {
  return (await api.post<{ actions: Claimed[] }>('/v1/actions/claims', input)).actions;
}

export async function actions(api: Client, query = ''): Promise<Action[]> {
  return api.all(`/v1/actions${query && `?${query}`}`);
}

/** An action in one line: `2026-11-23 First I-1`; the day is that of its execution, else the day it is due. */
export function line({ executedAt, dueOn, step, referenceInvoice }: Action): string {
  return `${executedAt?.slice(0, 10) ?? dueOn} ${step?.name} ${referenceInvoice?.number}`;
}

/** Actions of a status, as lines, in order. */
export async function lines(api: Client, status: string, query = ''): Promise<string[]> {
  return (await actions(api, `status=${status}${query && `&${query}`}`)).map(line).sort();
}

export async function mailbox(api: Client): Promise<MailboxMessage[]> {
  return (await api.get<{ data: MailboxMessage[] }>('/mailbox')).data;
}

/** Subjects of the messages in the local mailbox, in order of arrival. */
export async function subjects(api: Client): Promise<string[]> {
  return (await mailbox(api)).map(({ subject }) => subject);
}

export function events(api: Client, query = ''): Promise<Event[]> {
  return api.all(`/v1/events${query && `?${query}`}`);
}

/** Everything that can be read, to see that a refused call left nothing behind. */
export async function everything(api: Client): Promise<unknown> {
  const lists = ['customers', 'invoices', 'plans', 'actions', 'events', 'users', 'api-keys'];
  return Promise.all([...lists.map((list) => api.all(`/v1/${list}`)), api.get('/v1/settings'), mailbox(api)]);
}
