import type { CadenceRun, ConnectorApi } from '../connectorApi.ts';
import type { Progress } from '../terminal.ts';
import { accountManagers, firmPlan, politePlan, settings, timeZone } from './company.ts';
import { customers } from './customers.ts';
import { instantAt, isoDate } from './day.ts';
import { ledger } from './ledger.ts';

const workdayStart = 9;
/** How many days before the last one the cadence has run for the last time: what came due since waits for a workflow. */
const daysLeftToWorkflows = 4;

export const clockAt = (day: number): string => instantAt(day, workdayStart, timeZone);

/**
 * Fills a connector with the company: settings, people, plans, customers, and the books up to and including `start`.
 * May be repeated: what is there is found by its name or external id.
 */
export async function loadCompany(api: ConnectorApi, start: number, progress: Progress): Promise<void> {
  progress('settings, account managers and plans');
  await api.put('/v1/settings', settings);
  const managers = await Promise.all(accountManagers.map((user) => ensure(api, '/v1/users', 'email', user)));
  const polite = await ensure(api, '/v1/plans', 'name', politePlan);
  const firm = await ensure(api, '/v1/plans', 'name', firmPlan);

  progress(`${customers.length} customers`);
  const records = customers.map(
    ({ habit, terms, rhythm, usualAmount, currency, manager, firm: isFirm, ...customer }) => ({
      ...customer,
      accountManagers: [managers[manager]!],
      dunningPlanId: isFirm ? firm : polite,
    }),
  );
  await api.batch('/v1/customers/batch', 'customers', records);

  const past = ledger(start, 1);
  const invoices = past.flatMap((day) => day.invoices);
  progress(`${invoices.length} invoices and what was paid of them`);
  await api.batch('/v1/invoices/batch', 'invoices', invoices);
  await api.batch(
    '/v1/payments/batch',
    'payments',
    past.flatMap((day) => day.payments),
  );
}

export interface FastForward {
  /** Messages that went out on the way. */
  sent: number;
  /** What waits for a person after the last run. */
  toDo: number;
}

/**
 * Lets the days after `from` pass, up to and including `to`: on each, at nine in the morning, the clock is set, the day's
 * invoices and payments come in, and the cadence runs; on the last days it does not, so that a workflow finds reminders to
 * send. `dayDone` is told each day that is complete.
 */
export async function fastForward(
  api: ConnectorApi,
  { start, from, to }: { start: number; from: number; to: number },
  progress: Progress,
  dayDone: (day: number) => void,
): Promise<FastForward> {
  const days = ledger(start, to - start + 1).filter(({ day }) => day > from);
  const total: FastForward = { sent: 0, toDo: 0 };
  const run = async () => {
    const { executed, toDo } = await api.post<CadenceRun>('/v1/cadence/runs', {});
    total.sent += executed;
    total.toDo = toDo;
  };
  await run();
  for (const [index, { day, invoices, payments }] of days.entries()) {
    await api.put('/v1/test-clock', { now: clockAt(day) });
    await api.batch('/v1/invoices/batch', 'invoices', invoices);
    await api.batch('/v1/payments/batch', 'payments', payments);
    if (day < to - daysLeftToWorkflows) await run();
    dayDone(day);
    progress(`${isoDate(day)}: day ${index + 1} of ${days.length}, ${total.sent} reminders sent`);
  }
  return total;
}

/** The id of the record that `record[key]` names; made when it is not there. */
async function ensure<K extends string>(
  api: ConnectorApi,
  path: string,
  key: K,
  record: Record<K, string> & object,
): Promise<string> {
  const wanted = record[key];
  const { data } = await api.get<{ data: Array<Record<K | 'id', string>> }>(
    `${path}?search=${encodeURIComponent(wanted)}&limit=1000`,
  );
  const known = data.find((other) => other[key] === wanted);
  return known?.id ?? (await api.post<{ id: string }>(path, record)).id;
}
