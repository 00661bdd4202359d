import { dateOf, localTime } from '../oracle/calendar.ts';
import { handsOut } from '../oracle/timeline.ts';
import type { Settings } from '../oracle/history.ts';
import { startConnector } from './connector.ts';
import type { Connector } from './connector.ts';
import { momentOf } from './environment.ts';
import type { Environment } from './environment.ts';
import { answerToDo, executedActions, toDoList } from './observed.ts';
import type { TimelineEntry } from './observed.ts';
import { noIds, record } from './recorder.ts';
import type { Ids, Recorded } from './recorder.ts';
import { runCadence } from './runs.ts';
import { inOrder } from './script.ts';
import type { Script, ScriptLine } from './script.ts';

/** Twists that leave their trace in the database: entries and events have their days; edits and assignments have not. */
export const REMEMBERED: readonly string[] = [
  'plain',
  'default',
  'bothLevels',
  'parts',
  'unapplied',
  'overpaid',
  'refunded',
  'disputed',
  'voided',
  'paused',
];

/** What the connector did, day after day, and what its back-tests say afterwards; a line each, in order. */
export interface BothSides {
  readonly executed: string[];
  readonly backtested: string[];
}

/**
 * Carries a script out on a connector, people doing what is to do on business days, then back-tests its plans, each over the customers
 * whose names begin with its key; an account's other plan has the same customers.
 */
export async function replayAndBacktest(script: Script, environment: Environment): Promise<BothSides> {
  const lines = datedByRecording(script, environment);
  const connector = await startConnector(lines[0]!.at);
  try {
    const ids = noIds();
    await carryOut(connector, ids, lines, environment.settings);
    const { timeZone } = environment.settings;
    const to = dateOf(localTime(lines.at(-1)!.at, timeZone).day);
    const customers = lines.flatMap(({ act }) => (act.fact === 'customer' ? [act.customer] : []));
    const executed = (await executedActions(connector, ids, timeZone)).map(textOf);
    return { executed: executed.sort(), backtested: (await backtests(connector, ids, customers, to)).sort() };
  } finally {
    await connector.stop();
  }
}

/** A back-test counts an entry on its own day, so every entry is dated, and recorded before the run, on the day that it is recorded. */
function datedByRecording(script: Script, environment: Environment): Script {
  const lines = script.map(({ at, act }): ScriptLine => {
    if (act.fact !== 'entry') return { at, act };
    const { day } = localTime(at, environment.settings.timeZone);
    return { at: momentOf(environment, day, 'morning'), act: { ...act, entry: { ...act.entry, date: day } } };
  });
  return inOrder(lines.filter(({ act }) => act.fact !== 'handle'));
}

async function carryOut(connector: Connector, ids: Ids, lines: Script, settings: Settings): Promise<void> {
  let now = '';
  let pending: Recorded[] = [];
  const flush = async (): Promise<void> => {
    await record(connector, ids, pending);
    pending = [];
  };
  for (const { at, act } of lines) {
    if (at !== now) {
      await flush();
      await connector.call('PUT', '/v1/test-clock', { now: at });
      now = at;
    }
    if (act.fact === 'handle') continue;
    if (act.fact === 'run') {
      await flush();
      // A resumption after Friday's run may list something there and then; it is done on Monday, as the back-test has it.
      if (handsOut(at, settings)) await runAndWorkOff(connector, ids);
      else await runCadence(connector, {});
    } else pending.push(act);
  }
  await flush();
}

/** Runs until nothing is left to be sent or done: a step behind a task may come the same day. */
async function runAndWorkOff(connector: Connector, ids: Ids): Promise<void> {
  for (;;) {
    await runCadence(connector, {});
    const toDo = await toDoList(connector, ids);
    if (toDo.length === 0) return;
    for (const each of toDo) await answerToDo(connector, each, 'executed');
  }
}

interface Answer {
  readonly actions: number;
  readonly sample: readonly {
    readonly date: string;
    readonly customer: { readonly externalId: string };
    readonly step: { readonly id: string };
    readonly referenceInvoice: { readonly number: string };
  }[];
}

const AT_ONCE = 50;
const SAMPLE = 10_000;

async function backtests(connector: Connector, ids: Ids, customers: readonly string[], to: string): Promise<string[]> {
  const found: string[] = [];
  for (const [planKey, planId] of ids.plans) {
    const own = customers.filter((name) => name.startsWith(`${planKey.replace(/-other$/, '')}.`));
    for (let start = 0; start < own.length; start += AT_ONCE) {
      const named = own.slice(start, start + AT_ONCE).map((name) => `external:${name}`);
      const body = { to, customers: named, sampleSize: SAMPLE };
      const { actions, sample } = await connector.call<Answer>('POST', `/v1/plans/${planId}/backtest`, body);
      if (actions !== sample.length) throw new Error(`${actions} actions, ${sample.length} of them in the sample`);
      found.push(
        ...sample.map(({ date, customer, step, referenceInvoice }) =>
          textOf({
            customer: customer.externalId,
            what: `${planKey} / ${ids.stepKeys.get(step.id)}`,
            reference: referenceInvoice.number,
            day: date,
          }),
        ),
      );
    }
  }
  return found;
}

function textOf({ customer, what, reference, day }: TimelineEntry): string {
  return `${customer}: ${day} ${what} on ${reference}`;
}
