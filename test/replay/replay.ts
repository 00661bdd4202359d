import { dateOf, isBusinessDay, localTime } from '../oracle/calendar.ts';
import { invoiceOf, writeUp } from '../oracle/books.ts';
import type { Due } from '../oracle/cadence.ts';
import { emptyHistory } from '../oracle/history.ts';
import type { History, Settings } from '../oracle/history.ts';
import { handleToDo, run } from '../oracle/timeline.ts';
import type { Executed } from '../oracle/timeline.ts';
import { startConnector } from './connector.ts';
import type { Connector } from './connector.ts';
import { answerToDo, executedActions, offeredActs, mailSubjects, runCadence, toDoList } from './observed.ts';
import type { TimelineEntry } from './observed.ts';
import { noIds, record } from './recorder.ts';
import type { Recorded } from './recorder.ts';
import { remember } from './remember.ts';
import type { Script } from './script.ts';
import { AD_HOC_SUBJECT, messageSubject } from './wire.ts';

export interface Remark {
  readonly customer: string;
  readonly text: string;
}

/** What the oracle and the connector made of the same script. */
export interface Outcome {
  readonly history: History;
  readonly oracle: readonly TimelineEntry[];
  readonly connector: readonly TimelineEntry[];
  /** Differences between the To-do lists, which are compared after every run. */
  readonly remarks: readonly Remark[];
  readonly toDosCompared: number;
  /** Subjects of the messages that should be, and that are, in the mailbox. */
  readonly expectedMail: readonly string[];
  readonly mail: readonly string[];
}

/** Carries a script out on a fresh connector process and on the oracle alike. */
export async function replay(script: Script): Promise<Outcome> {
  const first = script[0];
  if (!first) throw new Error('a script needs at least one line');
  const connector = await startConnector(first.at);
  try {
    return await carryOut(connector, script);
  } finally {
    await connector.stop();
  }
}

async function carryOut(connector: Connector, script: Script): Promise<Outcome> {
  const history = emptyHistory();
  const ids = noIds();
  const executed: Executed[] = [];
  const expectedMail: string[] = [];
  const remarks: Remark[] = [];
  let toDosCompared = 0;
  let settings: Settings = { timeZone: 'UTC', sendTime: '08:30', holidays: [] };
  let now = '';
  let pending: Recorded[] = [];
  const flush = async (): Promise<void> => {
    await record(connector, ids, pending);
    pending = [];
  };

  const offered = await offeredActs(connector);
  for (const { at, act } of script) {
    if (!offered(act)) continue;
    if (at !== now) {
      await flush();
      await connector.request('PUT', '/v1/test-clock', { now: at });
      now = at;
    }
    if (act.fact === 'run') {
      await flush();
      await runCadence(connector, act.limit);
      const expected = run(history, at);
      executed.push(...expected.executed);
      expectedMail.push(...expected.executed.map((action) => mailOf(history, action)));
      if (!handsOut(at, settings)) continue;
      const listed = await toDoList(connector, ids);
      toDosCompared += expected.toDo.length;
      remarks.push(...compareToDos(at, expected.toDo.map(entryOf), listed));
    } else if (act.fact === 'handle') {
      await flush();
      const done = handleToDo(history, act, act.outcome, at);
      if (!done) continue;
      if (act.outcome === 'executed') executed.push(done);
      const answered = await answerToDo(connector, ids, entryOf(done), act.outcome);
      if (!answered)
        remarks.push({ customer: act.customer, text: `${at} the connector has no such to-do: ${line(done)}` });
    } else {
      if (act.fact === 'settings') settings = act.settings;
      if (act.fact === 'message') expectedMail.push(AD_HOC_SUBJECT);
      remember(history, act, localTime(at, settings.timeZone).day);
      pending.push(act);
    }
  }
  await flush();

  return {
    history,
    oracle: executed.map((action) => ({ ...entryOf(action), day: dateOf(action.day) })),
    connector: await executedActions(connector, ids, settings.timeZone),
    remarks,
    toDosCompared,
    expectedMail,
    mail: await mailSubjects(connector),
  };
}

/** DAT-4 */
function handsOut(at: string, settings: Settings): boolean {
  const { day, time } = localTime(at, settings.timeZone);
  return time >= settings.sendTime && isBusinessDay(day, settings.holidays);
}

function entryOf(due: Due): Omit<TimelineEntry, 'day'> {
  return { customer: due.customer, what: `${due.plan} / ${due.step.key}`, reference: due.reference };
}

function line(due: Due): string {
  return `${due.plan} / ${due.step.key} on ${due.reference}`;
}

function mailOf(history: History, { customer, plan, step, reference }: Executed): string {
  const { number } = invoiceOf(writeUp(history.concerning(customer)), reference);
  return messageSubject(customer, number, plan, step.name);
}

function compareToDos(
  at: string,
  wanted: readonly Omit<TimelineEntry, 'day'>[],
  listed: readonly Omit<TimelineEntry, 'day'>[],
): Remark[] {
  const without = (these: typeof wanted, others: typeof wanted, words: string): Remark[] =>
    these
      .filter((one) => !others.some((other) => same(one, other)))
      .map((one) => ({ customer: one.customer, text: `${at} to do only ${words}: ${one.what} on ${one.reference}` }));
  return [...without(listed, wanted, 'in the connector'), ...without(wanted, listed, 'by the oracle')];
}

function same(a: Omit<TimelineEntry, 'day'>, b: Omit<TimelineEntry, 'day'>): boolean {
  return a.customer === b.customer && a.what === b.what && a.reference === b.reference;
}
