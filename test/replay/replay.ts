import { dateOf, localTime } from '../oracle/calendar.ts';
import { invoiceOf, writeUp } from '../oracle/books.ts';
import type { Due } from '../oracle/cadence.ts';
import { emptyHistory } from '../oracle/history.ts';
import type { History, Settings } from '../oracle/history.ts';
import { promiseBook } from '../oracle/promises.ts';
import type { PromiseEnd } from '../oracle/promises.ts';
import { handleToDo, handsOut, run } from '../oracle/timeline.ts';
import type { Executed } from '../oracle/timeline.ts';
import { startConnector } from './connector.ts';
import type { Connector } from './connector.ts';
import { answerToDo, endedPromises, executedActions, offeredActs, mailSubjects, toDoList } from './observed.ts';
import type { TimelineEntry, ToDo } from './observed.ts';
import { noIds, record } from './recorder.ts';
import type { Recorded } from './recorder.ts';
import { remember } from './remember.ts';
import { runCadence } from './runs.ts';
import type { Script } from './script.ts';
import { AD_HOC_SUBJECT, messageSubject } from './wire.ts';

export interface Remark {
  readonly customer: string;
  readonly text: string;
}

/** What the oracle and the connector made of the same script: actions, and what became of promises. */
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
  const promises = promiseBook(history);
  const customers = new Map<string, string>();
  const executed: Executed[] = [];
  const expectedMail: string[] = [];
  const remarks: Remark[] = [];
  let toDosCompared = 0;
  let settings: Settings = { timeZone: 'UTC', sendTime: '08:30', holidays: [] };
  let now = '';
  let pending: Recorded[] = [];
  let listed: ToDo[] | null = null;
  const flush = async (): Promise<void> => {
    if (pending.length > 0) listed = null;
    await record(connector, ids, pending);
    pending = [];
  };

  const offered = await offeredActs(connector);
  for (const { at, act } of script) {
    if (!offered(act)) continue;
    if (at !== now) {
      await flush();
      await connector.call('PUT', '/v1/test-clock', { now: at });
      now = at;
      listed = null;
    }
    if (act.fact === 'run') {
      await flush();
      const elsewhere = await runCadence(connector, act);
      const expected = run(history, at);
      executed.push(...expected.executed);
      const subjects = expected.executed.map((action) => mailOf(history, action));
      expectedMail.push(...subjects.filter((subject) => !elsewhere.includes(subject)));
      if (!handsOut(at, settings)) continue;
      listed = await toDoList(connector, ids);
      toDosCompared += expected.toDo.length;
      remarks.push(...compareToDos(at, expected.toDo.map(entryOf), listed));
    } else if (act.fact === 'handle') {
      await flush();
      const done = handleToDo(history, act, act.outcome, at);
      if (!done) continue;
      if (act.outcome === 'executed') executed.push(done);
      listed ??= await toDoList(connector, ids);
      const wanted = textOf(entryOf(done));
      const toDo = listed.find((one) => textOf(one) === wanted);
      if (toDo) await answerToDo(connector, toDo, act.outcome);
      else remarks.push({ customer: act.customer, text: `${at} the connector has nothing to do like ${wanted}` });
    } else {
      if (act.fact === 'settings') settings = act.settings;
      if (act.fact === 'message') expectedMail.push(AD_HOC_SUBJECT);
      const { day } = localTime(at, settings.timeZone);
      for (const fact of remember(history, act, day)) promises.note(fact, day);
      if (act.fact === 'invoice') customers.set(act.invoice.number, act.customer);
      pending.push(act);
    }
  }
  await flush();
  const kept = promises.ended(localTime(now, settings.timeZone).day).map(promiseEntry);

  return {
    history,
    oracle: [...executed.map((action) => ({ ...entryOf(action), day: dateOf(action.day) })), ...kept],
    connector: [
      ...(await executedActions(connector, ids, settings.timeZone)),
      ...(await endedPromises(connector, customers)),
    ],
    remarks,
    toDosCompared,
    expectedMail,
    mail: await mailSubjects(connector),
  };
}

function entryOf(due: Due): ToDoLine {
  return { customer: due.customer, what: `${due.plan} / ${due.step.key}`, reference: due.reference };
}

function promiseEntry({ customer, invoice, date, outcome }: PromiseEnd): TimelineEntry {
  return { customer, what: `promise ${outcome}`, reference: invoice, day: dateOf(date) };
}

function mailOf(history: History, { customer, plan, step, reference }: Executed): string {
  const { number } = invoiceOf(writeUp(history.concerning(customer)), reference);
  return messageSubject(customer, number, plan, step.name);
}

type ToDoLine = Omit<TimelineEntry, 'day'>;

function compareToDos(at: string, wanted: readonly ToDoLine[], listed: readonly ToDoLine[]): Remark[] {
  const without = (these: readonly ToDoLine[], others: readonly ToDoLine[], words: string): Remark[] => {
    const known = new Set(others.map(textOf));
    return these
      .filter((one) => !known.has(textOf(one)))
      .map((one) => ({ customer: one.customer, text: `${at} to do only ${words}: ${textOf(one)}` }));
  };
  return [...without(listed, wanted, 'in the connector'), ...without(wanted, listed, 'by the oracle')];
}

function textOf({ customer, what, reference }: ToDoLine): string {
  return `${customer}: ${what} on ${reference}`;
}
