import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { WorkflowFile } from '../../demo/n8n/rest.ts';
import { type N8nRest, signIn } from '../../demo/n8n/rest.ts';
import { Random } from '../attack/fuzz/random.ts';
import { checkArrivals, finish, sayWhatHappened } from '../http/api/arrivals.ts';
import { run } from '../http/api/cadence.ts';
import { createDue } from '../http/api/records.ts';
import { spawnOn } from '../http/api/spawn.ts';
import { OWNER_KEY, startSink } from '../http/api/start.ts';
import { freePort } from '../support/connector.ts';
import { NO_RETRY } from '../support/noRetry.ts';
import type { SmtpSink } from '../support/smtp.ts';
import { startQueueMode } from './support/queueMode.ts';
import { hasRedis } from './support/redis.ts';
import { credentialName, scheduled } from './support/world.ts';

/** More of both, as 10,000 and 12: DUNNING_CRASH_DUE, DUNNING_CRASH_KILLS. The whole of them takes n8n ten minutes and more. */
const DUE = Number(process.env.DUNNING_CRASH_DUE ?? 2_000);
const KILLS = Number(process.env.DUNNING_CRASH_KILLS ?? 4);
const SEED = Number(process.env.DUNNING_CRASH_SEED ?? Math.floor(Math.random() * 1_000_000));
const SAID = `DUNNING_CRASH_SEED=${SEED}`;
/** SND-3, for each connector that is killed. */
const HANDED_OVER = 20;
/** What one run of *Get Due* claims. */
const CLAIMED = 100;

/** How many runs n8n gives a worker at once. */
const AT_ONCE = 10;

interface Killable {
  kill(): Promise<unknown>;
}

const onPort = (port: number) => ({ DUNNING_PORT: String(port) });

/** A process that is started anew whenever it is killed. */
async function keepAlive(open: () => Promise<Killable>) {
  let running = await open();
  return {
    async kill() {
      await running.kill();
      running = await open();
    },
  };
}

/** A workflow that calls another connector than the first. */
function calling(workflow: WorkflowFile, credential: string): WorkflowFile {
  return JSON.parse(JSON.stringify(workflow).replaceAll(credentialName, credential)) as WorkflowFile;
}

/** The shipped workflow, with claims that lapse after five minutes instead of half an hour: so long the test waits at its end. */
function throughAnotherChannel(cron: string, name: string): WorkflowFile {
  const workflow = scheduled('cadence-through-another-channel', cron, name);
  const nodes = workflow.nodes.map((node) =>
    node.name === 'Get Due' ? { ...node, parameters: { ...node.parameters, options: { leaseMinutes: 5 } } } : node,
  );
  return { ...workflow, nodes };
}

/** Each connector gets a credential; the daily cadence runs three times at once, and beside it two copies of the other channel. */
async function publishWorkflows(n8n: N8nRest, connectors: readonly string[], sink: SmtpSink): Promise<void> {
  const names = connectors.map((_, place) => (place === 0 ? credentialName : `${credentialName} ${place + 1}`));
  for (const [place, baseUrl] of connectors.entries())
    await n8n.ensureCredential(names[place]!, 'dunningConnectorApi', { baseUrl, apiKey: OWNER_KEY });
  const smtp = { host: '127.0.0.1', port: Number(new URL(sink.url).port), secure: false, disableStartTls: true };
  await n8n.ensureCredential('SMTP account', 'smtp', { ...smtp, user: '', password: '' });
  const publish = async (workflows: readonly WorkflowFile[]) => {
    for (const workflow of workflows) await n8n.publish(await n8n.ensureWorkflow(workflow));
  };
  await publish(
    names.map((name) => calling(throughAnotherChannel('*/20 * * * * *', `another channel by ${name}`), name)),
  );
  // The daily cadence is much faster: on a quick machine it would leave nothing.
  while (sink.mails.length === 0) await wait(100);
  await publish([
    ...names.map((name) => calling(scheduled('daily-cadence', '*/5 * * * * *', `daily by ${name}`), name)),
    scheduled('daily-cadence', '*/5 * * * * *', 'daily once more'),
  ]);
}

/** Runs of n8n that did not end well, each with what it had claimed. */
async function brokenRuns(server: string): Promise<number> {
  const client = new pg.Client({ connectionString: `${server}/n8n` });
  await client.connect();
  const { rows } = await client.query<{ runs: string }>(
    `SELECT count(*) AS runs FROM execution_entity WHERE status <> 'success'`,
  );
  await client.end();
  return Number(rows[0]!.runs);
}

test.skipIf(!hasRedis())(
  `SND-2: n8n in queue mode and three connectors, workers and connectors killed ${KILLS} times while ${DUE} reminders go out: none is lost and none goes out twice`,
  { ...NO_RETRY, timeout: 45 * 60_000 },
  async () => {
    const random = new Random(SEED);
    const sink = await startSink();
    const queue = await startQueueMode();
    onTestFinished(() => queue.stop());
    await queue.postgres.createDatabase('dunning');
    const database = `${queue.postgres.url}/dunning`;
    const ports = [await freePort(), await freePort(), await freePort()];
    const first = await spawnOn(database, sink.url, onPort(ports[0]!));
    await createDue(first, DUE);
    await first.kill();
    const connectors = await Promise.all(
      ports.map((port) => keepAlive(() => spawnOn(database, sink.url, onPort(port)))),
    );
    const workers = await Promise.all([1, 2].map(() => keepAlive(queue.startWorker)));
    const n8n = await signIn(queue.n8n);
    await publishWorkflows(
      n8n,
      ports.map((port) => `http://127.0.0.1:${port}`),
      sink,
    );

    const killed = { workers: 0, connectors: 0 };
    for (let kills = 0; kills < KILLS; kills += 1) {
      // Each kill gets its part of what is left, so that there is something to interrupt at the last one too.
      const part = (DUE - sink.mails.length) / (KILLS - kills + 1);
      const moment = sink.mails.length + 1 + random.below(Math.max(1, Math.floor(1.8 * part)));
      while (sink.mails.length < Math.min(moment, DUE - CLAIMED * (KILLS + 1))) await wait(5);
      await wait(random.below(200));
      const kind = random.pick(['workers', 'connectors'] as const);
      killed[kind] += 1;
      await random.pick(kind === 'workers' ? workers : connectors).kill();
    }
    const interrupted = sink.mails.length;
    const api = await spawnOn(database, sink.url);
    // n8n goes on until nothing is due that could go out.
    while ((await run(api, undefined, { dryRun: true })).executed > 0) await wait(1000);
    await queue.stopN8n();

    await finish(api);
    const uncertain = await checkArrivals(api, sink.mails, SAID);
    const broken = await brokenRuns(queue.postgres.url);
    const bound = HANDED_OVER * killed.connectors + CLAIMED * (broken + AT_ONCE * killed.workers);
    expect(uncertain.arrived.length + uncertain.lost.length, SAID).toBeLessThanOrEqual(bound);
    await sayWhatHappened(api, uncertain);
    await finish(api);
    expect(await checkArrivals(api, sink.mails, SAID)).toEqual({ arrived: [], lost: [] });
    const byNodes = sink.mails.filter(({ actionId }) => actionId === '').length;
    const fates = { uncertainAndArrived: uncertain.arrived.length, uncertainAndLost: uncertain.lost.length };
    const sent = { sent: sink.mails.length, byNodesOfN8n: byNodes, beforeTheLastKill: interrupted };
    console.info(`n8n in queue mode: ${JSON.stringify({ killed, brokenRuns: broken, ...sent, ...fates })}, ${SAID}`);
    expect(byNodes, SAID).toBeGreaterThan(0);
    expect(sink.mails.length, SAID).toBe(DUE);
  },
);
