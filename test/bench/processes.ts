import { readFile } from 'node:fs/promises';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { fillLedger } from './fill.ts';
import { RUN_AT } from './ledger.ts';
import { startServer } from './ownProcess.ts';
import { startPostgres } from './postgres.ts';
import type { Options, Report } from './report.ts';
import { openDeps } from './timedRun.ts';

const KEY = 'bench-key-0123456789';
/** The processes' messages are due at once; each measurement takes its share of them. */
const SHARES = 3;

interface Sent {
  readonly executed: number;
  readonly remaining: number;
}

interface Measured {
  readonly processes: number;
  readonly perSecond: number;
  /** The most memory that each process ever held. */
  readonly peakMegabytes: readonly number[];
}

const number = (value: number) => value.toLocaleString('en');
const run = (connector: RunningConnector, limit: number) => connector.call<Sent>('POST', '/v1/cadence/runs', { limit });

/** Linux: the kernel's own high-water mark. */
async function peakMegabytes({ pid }: RunningConnector): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 1000;
}

/** `messages` sent by so many processes, each with its part; the first of what a process does once is not measured. */
async function measure(start: () => Promise<RunningConnector>, processes: number, messages: number): Promise<Measured> {
  const connectors = await Promise.all(Array.from({ length: processes }, start));
  try {
    await Promise.all(connectors.map((each) => run(each, 20)));
    const part = Math.floor(messages / processes) - 20;
    const began = performance.now();
    const results = await Promise.all(connectors.map((each) => run(each, part)));
    const seconds = (performance.now() - began) / 1000;
    const executed = results.reduce((sum, result) => sum + result.executed, 0);
    if (executed !== part * processes) throw new Error(`${executed} messages went out, not ${part * processes}`);
    return {
      processes,
      perSecond: executed / seconds,
      peakMegabytes: await Promise.all(connectors.map(peakMegabytes)),
    };
  } finally {
    await Promise.all(connectors.map((each) => each.stop()));
  }
}

/** A process that is asked to stop in the middle of its run ends it and loses nothing: what is left goes out with the next one. */
async function stopInTheMiddle(
  start: () => Promise<RunningConnector>,
  messages: number,
): Promise<{ before: number; after: number }> {
  const first = await start();
  const running = run(first, messages);
  for (let sent = 0; sent < messages / 3; sent = await accepted(first))
    await new Promise((resolve) => setTimeout(resolve, 20));
  await first.stop();
  const { executed: before, remaining } = await running;
  const next = await start();
  try {
    const { executed: after } = await run(next, remaining);
    if (before === 0 || before + after !== messages) throw new Error(`${before} and ${after} of ${messages} went out`);
    return { before, after };
  } finally {
    await next.stop();
  }
}

async function accepted({ url, key }: RunningConnector): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  return Number(/^dunning_messages_total\{outcome="accepted"\} (\d+)$/m.exec(await answer.text())?.[1] ?? 0);
}

/** What one connector process and what two send over SMTP from one PostgreSQL database, whatever else is open in it. */
export async function benchProcesses({ quick, say }: Options): Promise<Report> {
  const messages = quick ? 1_000 : 50_000;
  const open = quick ? 20_000 : 1_000_000;
  const database = await startPostgres();
  const sink = await startServer('mailSink.ts');
  try {
    const url = await database.create('processes');
    say(`processes: filling with ${number(open)} open invoices, ${number(SHARES * messages)} of them due`);
    const deps = await openDeps(url);
    await fillLedger(deps, { due: SHARES * messages, open }, () => undefined);
    await deps.store.close();
    const start = () =>
      spawnConnector({
        env: {
          DUNNING_DATABASE_URL: url,
          DUNNING_SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
          DUNNING_TEST_CLOCK: RUN_AT,
          DUNNING_API_KEY: KEY,
          DUNNING_LOG_LEVEL: 'error',
        },
      });
    const measured: Measured[] = [];
    for (const processes of [1, 2]) {
      await database.rest(url);
      const result = await measure(start, processes, messages);
      measured.push(result);
      say(`processes: ${processes}: ${result.perSecond.toFixed(0)} messages a second`);
    }
    const stopped = await stopInTheMiddle(start, messages);
    const [one, two] = measured as [Measured, Measured];
    const ratio = two.perSecond / one.perSecond;
    const lines = measured.map(
      (each) =>
        `| ${each.processes} | ${each.perSecond.toFixed(0)} | ${each.peakMegabytes.map((peak) => peak.toFixed(0)).join(', ')} |`,
    );
    const text = [
      `| processes on PostgreSQL, ${number(messages)} due among ${number(open)} open | messages a second | peak memory of each, MB |`,
      '|---|---:|---:|',
      ...lines,
      `\nTwo send ${ratio.toFixed(2)} times as much as one. One that was stopped after ${number(stopped.before)} messages left ${number(stopped.after)} to the next.`,
    ].join('\n');
    return { text, figures: { messages, open, measured, ratio, stopped } };
  } finally {
    await sink.stop();
    await database.stop();
  }
}
