import { dateOf, localTime } from '../oracle/calendar.ts';
import type { Connector } from './connector.ts';
import type { Ids } from './recorder.ts';
import type { Act } from './script.ts';

/** What outside checkers compare of an executed action, in words. */
export interface TimelineEntry {
  readonly customer: string;
  /** Plan and step by the scenario's keys. */
  readonly what: string;
  readonly reference: string;
  readonly day: string;
}

interface ActionRecord {
  readonly id: string;
  readonly executedAt: string | null;
  readonly plan: { readonly id: string } | null;
  readonly step: { readonly id: string } | null;
  readonly customer: { readonly externalId: string };
  readonly referenceInvoice: { readonly externalId: string } | null;
}

/** A line of the To-do list; it has no day of its own to compare, for it stays until somebody does it. */
export interface ToDo extends Omit<TimelineEntry, 'day'> {
  readonly id: string;
}

const CALLS: Readonly<Partial<Record<Act['fact'], string>>> = {
  promise: '/v1/invoices/{id}/promise',
  message: '/v1/customers/{id}/actions',
};

/** Says of an act whether the connector's OpenAPI document has the call for it; if not, neither side is told of it. */
export async function offeredActs(connector: Connector): Promise<(act: Act) => boolean> {
  const { paths } = await connector.call<{ paths: Record<string, unknown> }>('GET', '/v1/openapi.json');
  return ({ fact }) => {
    const call = CALLS[fact];
    return call === undefined || call in paths;
  };
}

/** The actions of plans that the connector says were executed; ad hoc messages belong to no plan and are left out. */
export async function executedActions(connector: Connector, ids: Ids, timeZone: string): Promise<TimelineEntry[]> {
  const actions = await connector.list<ActionRecord>('/v1/actions?status=executed');
  return actions
    .filter((action) => action.plan !== null)
    .map((action) => ({
      customer: action.customer.externalId,
      what: stepOf(action, ids),
      reference: action.referenceInvoice?.externalId ?? 'none',
      day: action.executedAt === null ? 'no day' : dateOf(localTime(action.executedAt, timeZone).day),
    }));
}

interface PromiseEvent {
  readonly type: string;
  readonly data: { readonly number: string; readonly date: string };
}

/** What the connector told of promises, by the day that was promised; `customers` by the numbers of their invoices. */
export async function endedPromises(
  connector: Connector,
  customers: ReadonlyMap<string, string>,
): Promise<TimelineEntry[]> {
  const outcomes = { kept: 'promiseKept', broken: 'promiseBroken' } as const;
  const lists = Object.entries(outcomes).map(async ([outcome, type]) =>
    (await connector.list<PromiseEvent>(`/v1/events?type=${type}`)).map(({ data: { number, date } }) => ({
      customer: customers.get(number) ?? 'nobody',
      what: `promise ${outcome}`,
      reference: number,
      day: date,
    })),
  );
  return (await Promise.all(lists)).flat();
}

export async function toDoList(connector: Connector, ids: Ids): Promise<ToDo[]> {
  const actions = await connector.list<ActionRecord>('/v1/actions?status=todo');
  return actions.map((action) => ({
    id: action.id,
    customer: action.customer.externalId,
    what: stepOf(action, ids),
    reference: action.referenceInvoice?.externalId ?? 'none',
  }));
}

/** Does or ignores a manual action, as a person would. */
export async function answerToDo(connector: Connector, toDo: ToDo, outcome: 'executed' | 'ignored'): Promise<void> {
  await connector.call('POST', `/v1/actions/${toDo.id}/${outcome === 'executed' ? 'complete' : 'skip'}`, {});
}

function stepOf(action: ActionRecord, ids: Ids): string {
  const plan = ids.planKeys.get(action.plan?.id ?? '') ?? 'unknown plan';
  return `${plan} / ${ids.stepKeys.get(action.step?.id ?? '') ?? 'unknown step'}`;
}

/** The subjects of everything that lies in the local mailbox. */
export async function mailSubjects(connector: Connector): Promise<string[]> {
  return (await connector.list<{ subject: string }>('/mailbox')).map((message) => message.subject);
}
