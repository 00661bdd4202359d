import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildNodes } from '../../demo/build.ts';
import { connectorApi } from '../../demo/connectorApi.ts';
import { ensureN8n } from '../../demo/n8n/install.ts';
import { type N8nRest, signIn, type StoredWorkflow, type WorkflowFile } from '../../demo/n8n/rest.ts';
import { type RunningN8n, startN8n } from '../../demo/n8n/start.ts';
import { freePortFrom } from '../../demo/ports.ts';
import { patiently } from '../e2e/support/patience.ts';
import { endedRuns } from '../e2e/support/runs.ts';
import { spawnConnector } from '../support/connector.ts';
import { startServer } from './ownProcess.ts';
import type { Options, Report } from './report.ts';
import { median } from './statistics.ts';
import { ourWorkflow, stockWorkflow } from './stockWorkflow.ts';

const PLAN = {
  ...{ name: 'Reminders', level: 'customer', logic: 'standard', minimumContactDelayDays: 5, isDefault: true },
  steps: [
    {
      ...{ name: 'First reminder', when: { anchor: 'due', days: 5 }, channel: 'email', mode: 'automatic' },
      template: { key: 'first-reminder' },
    },
  ],
};
/** Monday 23 November 2026, half past nine in Paris. */
const NOW = '2026-11-23T08:30:00Z';
const LONGEST_RUN_MS = 3_600_000;

interface Editor {
  readonly n8n: RunningN8n;
  readonly rest: N8nRest;
  stop(): Promise<void>;
}

async function startEditor(): Promise<Editor> {
  await buildNodes();
  const userFolder = mkdtempSync(join(tmpdir(), 'dunning-bench-n8n-'));
  const { directory } = await ensureN8n(() => undefined);
  const n8n = await startN8n({
    installation: directory,
    userFolder,
    port: await freePortFrom(25_000 + Math.floor(Math.random() * 20_000)),
    nodesPackage: join(import.meta.dirname, '../..'),
    owner: { email: 'owner@example.com', password: 'For-the-bench-1' },
    timeZone: 'Europe/Paris',
  });
  return {
    n8n,
    rest: await signIn(n8n),
    async stop() {
      await n8n.stop();
      rmSync(userFolder, { recursive: true, force: true });
    },
  };
}

/** Seconds that an execution takes by n8n's own account, which says nothing of what starts it. */
async function execute({ n8n, rest }: Editor, { id }: StoredWorkflow, path: string): Promise<number> {
  const ended = () => patiently(() => endedRuns(rest, id));
  const before = (await ended()).length;
  // A workflow takes a moment to listen after it has been published.
  await patiently(async () => {
    const started = await fetch(`${n8n.url}/webhook/${path}`, { method: 'POST', headers: { Connection: 'close' } });
    if (!started.ok) throw new Error(`n8n answered ${started.status}: ${await started.text()}`);
  });
  for (const until = performance.now() + LONGEST_RUN_MS; performance.now() < until; await wait(500)) {
    const runs = await ended();
    if (runs.length === before) continue;
    const { status, startedAt, stoppedAt } = runs[0]!;
    if (status !== 'success') throw new Error(`The execution of ${path} ended as ${status}`);
    return (Date.parse(stoppedAt) - Date.parse(startedAt)) / 1000;
  }
  throw new Error(`The execution of ${path} has not ended within an hour`);
}

async function published({ rest }: Editor, workflow: WorkflowFile): Promise<StoredWorkflow> {
  // Connections that were idle for long may be closed just then.
  const stored = await patiently(() => rest.ensureWorkflow(workflow));
  await patiently(() => rest.publish(stored));
  return stored;
}

/** Takes a workflow off again, so that the next round begins with a new one. */
async function remove({ rest }: Editor, { id }: StoredWorkflow): Promise<void> {
  await patiently(() => rest.request('POST', `/workflows/${id}/archive`, {}));
  await patiently(() => rest.request('DELETE', `/workflows/${id}`));
}

async function withStockNodes(editor: Editor, due: number): Promise<number> {
  const books = await startServer('stockBooks.ts', { BENCH_DUE: String(due) });
  try {
    const url = `http://127.0.0.1:${books.port}`;
    const workflow = await published(editor, stockWorkflow(url));
    const seconds = await execute(editor, workflow, 'bench-stock');
    await remove(editor, workflow);
    const { reminded } = (await (await fetch(`${url}/reminders`)).json()) as { reminded: number };
    if (reminded !== due) throw new Error(`The stock nodes reminded of ${reminded} invoices, not of ${due}`);
    return seconds;
  } finally {
    await books.stop();
  }
}

async function withOurs(editor: Editor, due: number, smtpUrl: string): Promise<number> {
  const connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW, DUNNING_SMTP_URL: smtpUrl } });
  try {
    const { url: baseUrl, key: apiKey } = connector;
    const api = connectorApi(baseUrl, apiKey);
    await fill(api, due);
    const credential = { baseUrl, apiKey };
    await patiently(() => editor.rest.ensureCredential('Dunning Connector API', 'dunningConnectorApi', credential));
    const workflow = await published(editor, ourWorkflow());
    const seconds = await execute(editor, workflow, 'bench-ours');
    await remove(editor, workflow);
    const left = await patiently(() => api.post<{ executed: number }>('/v1/cadence/runs', { dryRun: true }));
    const done = await api.get<{ data: unknown[] }>('/v1/actions?status=executed&limit=1000');
    if (left.executed !== 0 || done.data.length !== Math.min(due, 1000)) throw new Error('Not all reminders went out');
    return seconds;
  } finally {
    await connector.stop();
  }
}

/** The same invoices as `stockBooks.ts` has. */
async function fill(api: ReturnType<typeof connectorApi>, due: number): Promise<void> {
  await api.post('/v1/plans', PLAN);
  const places = Array.from({ length: 2 * due }, (_, place) => place);
  const customers = places.map((place) => ({
    ...{ externalId: `C-${place}`, name: `Customer ${place}`, language: 'en' },
    contacts: [{ email: `ann@c-${place}.example`, isMain: true }],
  }));
  const invoices = places.map((place) => ({
    ...{ externalId: `I-${place}`, number: `I-${place}`, customer: { externalId: `C-${place}` } },
    ...{ issuedAt: '2026-10-19', dueDate: place < due ? '2026-11-18' : '2026-12-20' },
    ...{ currency: 'EUR', grossAmount: 125_000 },
  }));
  await api.batch('/v1/customers/batch', 'customers', customers);
  await api.batch('/v1/invoices/batch', 'invoices', invoices);
}

/** The daily cadence in the real n8n, beside the same work put together from stock nodes: loop, If, Code, HTTP Request, Send Email. */
export async function benchStock({ quick, say }: Options): Promise<Report> {
  // At 10,000 one round of the stock nodes takes most of an hour.
  const sizes = quick
    ? [{ due: 1_000, rounds: 1 }]
    : [
        { due: 1_000, rounds: 3 },
        { due: 10_000, rounds: 1 },
      ];
  const sink = await startServer('mailSink.ts');
  say('stock: starting n8n');
  const editor = await startEditor();
  try {
    const smtp = { host: '127.0.0.1', port: sink.port, secure: false, disableStartTls: true, user: '', password: '' };
    await editor.rest.ensureCredential('SMTP account', 'smtp', smtp);
    const figures = [];
    for (const { due, rounds } of sizes) {
      const measured = [];
      for (let round = 0; round < rounds; round++) {
        const ours = await withOurs(editor, due, `smtp://127.0.0.1:${sink.port}`);
        const stock = await withStockNodes(editor, due);
        measured.push({ ours, stock });
        say(`stock: ${due} due: ours ${ours.toFixed(1)} s, stock nodes ${stock.toFixed(1)} s`);
      }
      const ours = median(measured.map((one) => one.ours));
      const stock = median(measured.map((one) => one.stock));
      figures.push({ due, ours, stock, ratio: stock / ours });
    }
    const rows = figures.map(
      ({ due, ours, stock, ratio }) =>
        `| ${due.toLocaleString('en')} | ${ours.toFixed(1)} | ${stock.toFixed(1)} | ${ratio.toFixed(1)} |`,
    );
    const text = [
      '| invoices due in n8n | daily cadence, s | stock nodes, s | ratio |',
      '|---:|---:|---:|---:|',
      ...rows,
    ];
    return { text: text.join('\n'), figures };
  } finally {
    await editor.stop();
    await sink.stop();
  }
}
