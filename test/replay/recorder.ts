import { dateOf } from '../oracle/calendar.ts';
import type { Connector } from './connector.ts';
import type { Act } from './script.ts';
import { AD_HOC_SUBJECT, customerBody, entryBody, external, invoiceBody, planBody } from './wire.ts';

const BATCH_LIMIT = 1000;

/** Ids the connector gave, and what they stand for in the scenario. */
export interface Ids {
  readonly plans: Map<string, string>;
  readonly stepIds: Map<string, string>;
  /** Both directions for what comes back: connector id → scenario key. */
  readonly planKeys: Map<string, string>;
  readonly stepKeys: Map<string, string>;
}

export function noIds(): Ids {
  return { plans: new Map(), stepIds: new Map(), planKeys: new Map(), stepKeys: new Map() };
}

/** What is posted; runs and answers to manual actions are the replay's own business. */
export type Recorded = Exclude<Act, { fact: 'run' | 'handle' }>;

/** Posts what happened, in order; neighbours of one kind go as one batch. */
export async function record(connector: Connector, ids: Ids, acts: readonly Recorded[]): Promise<void> {
  for (let index = 0; index < acts.length;) {
    const first = acts[index];
    if (!first) break;
    const kind = batchKind(first);
    let end = index + 1;
    if (kind) {
      while (end < acts.length && end - index < BATCH_LIMIT && sameBatch(kind, acts[end])) end += 1;
      await postBatch(
        connector,
        kind,
        acts.slice(index, end).map((act) => batchRecord(ids, act)),
      );
    } else {
      await postOne(connector, ids, first);
    }
    index = end;
  }
}

const COLLECTIONS = {
  customer: ['customers', 'customers'],
  invoice: ['invoices', 'invoices'],
  payment: ['payments', 'payments'],
  creditNote: ['credit-notes', 'creditNotes'],
  refund: ['refunds', 'refunds'],
} as const;

type BatchKind = keyof typeof COLLECTIONS;

function batchKind(act: Recorded): BatchKind | null {
  if (act.fact === 'customer' || act.fact === 'invoice') return act.fact;
  return act.fact === 'entry' ? act.entry.kind : null;
}

function sameBatch(kind: BatchKind, act: Recorded | undefined): boolean {
  return act !== undefined && batchKind(act) === kind;
}

function batchRecord(ids: Ids, act: Recorded): object {
  if (act.fact === 'customer') return customerBody(act.customer, planId(ids, act.plan), act.hasRecipient);
  if (act.fact === 'invoice') return invoiceBody(act.invoice, planId(ids, act.invoice.plan));
  if (act.fact === 'entry') return entryBody(act.entry);
  throw new Error(`${act.fact} has no batch call`);
}

async function postBatch(connector: Connector, kind: BatchKind, records: object[]): Promise<void> {
  const [path, field] = COLLECTIONS[kind];
  const answer = await connector.call<{
    results: { index: number; status: string; errors?: unknown }[];
  }>('POST', `/v1/${path}/batch`, { [field]: records });
  const refused = answer.results.find((result) => result.status === 'refused');
  if (refused) {
    throw new Error(`${path} refused ${JSON.stringify(records[refused.index])}: ${JSON.stringify(refused.errors)}`);
  }
}

async function postOne(connector: Connector, ids: Ids, act: Recorded): Promise<void> {
  switch (act.fact) {
    case 'settings':
      await connector.call('PUT', '/v1/settings', {
        timeZone: act.settings.timeZone,
        sendTime: act.settings.sendTime,
        holidays: {
          country: act.settings.country ?? null,
          dates: act.settings.country === undefined ? act.settings.holidays : [],
        },
      });
      return;
    case 'plan':
      await savePlan(connector, ids, act);
      return;
    case 'assign':
      if (act.invoice !== undefined) {
        await assignMany(connector, ids, 'invoice', [act.invoice], act.plan);
      } else {
        await connector.call('PUT', `/v1/customers/${external(act.customer)}`, {
          dunningPlanId: planId(ids, act.plan),
        });
      }
      return;
    case 'assignMany':
      await assignMany(
        connector,
        ids,
        act.level,
        act.subjects.map((subject) => subject.invoice ?? subject.customer),
        act.plan,
      );
      return;
    case 'void':
      await connector.call('POST', `/v1/invoices/${external(act.invoice)}/void`, {});
      return;
    case 'dispute':
      await connector.call('POST', `/v1/invoices/${external(act.invoice)}/dispute`, { reason: 'goods' });
      return;
    case 'disputeClosed':
      await connector.call('POST', `/v1/invoices/${external(act.invoice)}/dispute/close`, {});
      return;
    case 'pause':
      await connector.call('POST', `${subjectPath(act)}/pause`, {
        ...(act.until === undefined ? {} : { until: dateOf(act.until) }),
      });
      return;
    case 'resume':
      await connector.call('POST', `${subjectPath(act)}/resume`, {});
      return;
    case 'promise':
      await connector.call('POST', `/v1/invoices/${external(act.invoice)}/promise`, {
        date: dateOf(act.date),
        amount: act.amount,
        pause: act.pause,
      });
      return;
    case 'message':
      await connector.call('POST', `/v1/customers/${external(act.customer)}/actions`, {
        channel: 'email',
        subject: AD_HOC_SUBJECT,
        body: 'Please call us.',
        ...(act.invoice === undefined ? {} : { invoiceId: `external:${act.invoice}` }),
      });
      return;
    default:
      throw new Error(`${act.fact} goes by batch`);
  }
}

function subjectPath(act: { customer: string; invoice?: string }): string {
  return act.invoice === undefined
    ? `/v1/customers/${external(act.customer)}`
    : `/v1/invoices/${external(act.invoice)}`;
}

async function assignMany(
  connector: Connector,
  ids: Ids,
  level: 'customer' | 'invoice',
  subjects: readonly string[],
  plan: string | null,
): Promise<void> {
  const answer = await connector.call<{ refused: unknown[] }>('POST', '/v1/assignments', {
    dunningPlanId: planId(ids, plan),
    [level === 'customer' ? 'customers' : 'invoices']: subjects.map((id) => `external:${id}`),
  });
  if (answer.refused.length > 0) throw new Error(`assignment refused: ${JSON.stringify(answer.refused)}`);
}

async function savePlan(connector: Connector, ids: Ids, act: Extract<Act, { fact: 'plan' }>): Promise<void> {
  const { plan } = act;
  const known = ids.plans.get(plan.key);
  const named = act.matchStepsBy === 'name' ? new Map<string, string>() : ids.stepIds;
  const answer = await connector.call<{ id: string; steps: { id: string }[] }>(
    known ? 'PUT' : 'POST',
    known ? `/v1/plans/${known}` : '/v1/plans',
    planBody(plan, named),
  );
  ids.plans.set(plan.key, answer.id);
  ids.planKeys.set(answer.id, plan.key);
  for (const [index, step] of plan.steps.entries()) {
    const id = answer.steps[index]?.id;
    if (id === undefined) throw new Error(`plan ${plan.key} came back without its step ${step.name}`);
    ids.stepIds.set(step.key, id);
    ids.stepKeys.set(id, step.key);
  }
}

function planId(ids: Ids, key: string | null | undefined): string | null | undefined {
  if (key === null || key === undefined) return key;
  const id = ids.plans.get(key);
  if (id === undefined) throw new Error(`the scenario names plan ${key} before it is saved`);
  return id;
}
