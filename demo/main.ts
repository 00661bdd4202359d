import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { buildNodes } from './build.ts';
import { type DemoConnector, startConnector } from './connector.ts';
import { timeZone } from './ledger/company.ts';
import { isoDate, isWeekday, today } from './ledger/day.ts';
import { clockAt, fastForward, loadCompany } from './ledger/load.ts';
import { catchMail } from './mailCatcher.ts';
import { ensureN8n } from './n8n/install.ts';
import { shippedWorkflows, signIn, type StoredWorkflow } from './n8n/rest.ts';
import { type RunningN8n, startN8n } from './n8n/start.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { freePortFrom, isFree } from './ports.ts';
import { writeSampleFile } from './sampleFile.ts';
import { connectorScreen, demoScreen } from './screen.ts';
import { isStopping, keep, stop, stopOnSignals, whenStopping } from './shutdown.ts';
import { type DemoState, lockFolder, readState, writeState } from './state.ts';
import { bold, red, say, step } from './terminal.ts';

const daysOfDemo = 60;
const owner = { email: 'demo@example.com', password: 'Dunning-demo-1' };
const dataOfTheDemo = ['demo.json', 'connector', 'n8n', 'mail', 'invoices-to-import.csv'];
const checkout = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return say(usage);

  const unlock = lockFolder(options.folder);
  whenStopping(async () => unlock());
  stopOnSignals();

  say(`\n${bold('Dunning for n8n: the demo')}\n`);
  if (options.fresh) {
    for (const part of dataOfTheDemo) rmSync(join(options.folder, part), { recursive: true, force: true });
  }

  const state = readState(options.folder, nextWeekday(today(timeZone)) - daysOfDemo);
  writeState(options.folder, state);
  const connector = await connectorWithLedger(options, state);
  if (options.connectorOnly) {
    connectorScreen({ url: connector.url, apiKey: state.apiKey, day: state.reached!, due: await countDue(connector) });
  } else {
    await n8nBeside(options, state, connector);
  }
  await takeDays(connector, state, options.folder);
}

async function connectorWithLedger(options: Options, state: DemoState): Promise<DemoConnector> {
  const port = await choosePort(options.connectorPort, 3210, '--connector-port');
  const connector = await step(
    'Connector on SQLite',
    () =>
      startConnector({
        folder: join(options.folder, 'connector'),
        port,
        apiKey: state.apiKey,
        clockStart: clockAt(state.start),
      }),
    ({ url }) => url,
  );
  keep(connector);
  if (state.reached === null) {
    await step(
      'Sample ledger',
      (progress) => loadCompany(connector.api, state.start, progress),
      () => 'loaded',
    );
    state.reached = state.start;
    writeState(options.folder, state);
  } else {
    say(`  · Sample ledger from an earlier run, it is ${isoDate(state.reached)} there (--fresh begins again)`);
  }
  const target = state.start + daysOfDemo;
  if (state.reached < target) await pass(connector, state, options.folder, target);
  return connector;
}

async function n8nBeside(options: Options, state: DemoState, connector: DemoConnector): Promise<void> {
  await step(
    'Nodes',
    () => buildNodes(),
    (built) => (built ? 'built' : 'built already'),
  );
  const n8n = await step(
    'n8n',
    ensureN8n,
    (it) => `version ${it.version}, ${it.reused ? 'installed earlier' : 'installed'}`,
  );
  const port = await choosePort(options.n8nPort, 5678, '--n8n-port');
  const userFolder = join(options.folder, 'n8n');
  const editor = await step(
    'Editor',
    (progress) =>
      startN8n({ installation: n8n.directory, userFolder, port, nodesPackage: checkout, owner, timeZone, progress }),
    ({ url }) => url,
  );
  keep(editor);
  const mailFolder = join(options.folder, 'mail');
  const smtpPort = await freePortFrom(2525);
  whenStopping(
    await catchMail({
      port: smtpPort,
      folder: mailFolder,
      onMail: ({ to, subject, file }) =>
        say(`  ✉ n8n's own e-mail node sent “${subject}” to ${to}: ${relative(process.cwd(), file)}`),
    }),
  );
  const workflows = await step(
    'Credentials and workflows',
    () => fillEditor(editor, { baseUrl: connector.url, apiKey: state.apiKey }, smtpPort),
    (imported) =>
      Object.values(imported)
        .map(({ name }) => `“${name}”`)
        .join(', '),
  );
  demoScreen({
    editor: editor.url,
    owner,
    connector: connector.url,
    apiKey: state.apiKey,
    day: state.reached!,
    due: await countDue(connector),
    workflows,
    sampleFile: writeSampleFile(options.folder, state.reached!),
  });
}

async function fillEditor(
  editor: RunningN8n,
  credential: object,
  smtpPort: number,
): Promise<Record<string, StoredWorkflow>> {
  const n8n = await signIn(editor);
  await n8n.ensureCredential('Dunning Connector API', 'dunningConnectorApi', credential);
  await n8n.ensureCredential('SMTP account', 'smtp', {
    host: '127.0.0.1',
    port: smtpPort,
    secure: false,
    disableStartTls: true,
    user: '',
    password: '',
  });
  const stored: Record<string, StoredWorkflow> = {};
  for (const [file, workflow] of Object.entries(shippedWorkflows())) stored[file] = await n8n.ensureWorkflow(workflow);
  return stored;
}

/** Lets days pass up to `to`, whatever the demo was told; remembers each day that is complete. */
async function pass(connector: DemoConnector, state: DemoState, folder: string, to: number): Promise<void> {
  const from = state.reached!;
  await step(
    'Days going by',
    (progress) =>
      fastForward(connector.api, { start: state.start, from, to }, progress, (day) => {
        state.reached = day;
        writeState(folder, state);
      }),
    ({ sent, toDo }) => `${isoDate(from)} to ${isoDate(to)}: ${sent} reminders sent, ${toDo} for a person to do`,
  );
}

/** Until Ctrl+C: a number typed lets as many days pass. */
async function takeDays(connector: DemoConnector, state: DemoState, folder: string): Promise<void> {
  if (!process.stdin.isTTY) return;
  for await (const line of createInterface(process.stdin)) {
    const days = Number(line.trim());
    if (line.trim() === '') continue;
    if (!Number.isInteger(days) || days < 1 || days > 365) {
      say('  Type a number of days from 1 to 365, or press Ctrl+C to stop.');
      continue;
    }
    await pass(connector, state, folder, nextWeekday(state.reached! + days));
    say(`  It is ${isoDate(state.reached!)} now; ${await countDue(connector)} reminders are due and wait for a run.`);
  }
}

async function countDue({ api }: DemoConnector): Promise<number> {
  return (await api.post<{ executed: number }>('/v1/cadence/runs', { dryRun: true })).executed;
}

async function choosePort(asked: number | undefined, usual: number, option: string): Promise<number> {
  if (asked === undefined) return await freePortFrom(usual);
  if (await isFree(asked)) return asked;
  throw new Error(`Port ${asked} is taken by another program. Choose another one with ${option}.`);
}

function nextWeekday(day: number): number {
  return isWeekday(day) ? day : nextWeekday(day + 1);
}

main().catch(async (error: Error) => {
  if (isStopping()) return;
  say(red(`\n  ${error.message}`));
  await stop(1);
});
