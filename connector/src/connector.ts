import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { createClock } from './clock.ts';
import { type Config, ConfigError } from './config.ts';
import { countingMailer } from './delivery/countingMailer.ts';
import { localMailbox } from './delivery/mailbox.ts';
import type { Mailer } from './delivery/mailer.ts';
import { mailboxName } from './delivery/imapMailbox.ts';
import { headersFor, mailServices } from './delivery/mailServices/index.ts';
import type { ReadText } from './delivery/mailServices/sns.ts';
import { smtpMailer } from './delivery/smtp.ts';
import { templateDirectory, TemplateLibrary } from './delivery/templates.ts';
import { CONNECTOR } from './domain/actor.ts';
import { createIds, newProcessName } from './domain/ids.ts';
import { deliverEvents } from './events/deliverEvents.ts';
import { createPost } from './events/post.ts';
import { createApp } from './http/app.ts';
import { UnderWay } from './http/underWay.ts';
import { answerNoHttp } from './http/problem.ts';
import { allRoutes } from './http/routes/index.ts';
import { secretBox } from './sources/secretBox.ts';
import { VENDORS } from './sources/vendors.ts';
import { createMetrics } from './metrics.ts';
import { PlanCache } from './store/plans.ts';
import { RuleCache } from './store/rules.ts';
import { type DatabaseLock, lockDatabase } from './store/sqliteLock.ts';
import { openStore } from './store/store.ts';
import type { Deps } from './usecases/deps.ts';
import { fileLinks } from './usecases/signed/fileLinks.ts';
import { settleDeadProcess } from './usecases/handingOver/lapse.ts';
import { ensureOwnerKey } from './usecases/organization/manageAccess.ts';
import { stayAlive } from './usecases/operating/stayAlive.ts';
import { OneAtATime } from './usecases/oneAtATime.ts';
import { Stopping } from './usecases/stopping.ts';
import { Unwritten } from './usecases/unwritten.ts';
import { sendNotifications } from './usecases/rules/sendNotifications.ts';
import { passTime, refreshTestClock } from './usecases/cadence/passTime.ts';
import { Bell } from './usecases/bell.ts';
import { EventIntake } from './usecases/eventIntake.ts';
import { workOnSources } from './usecases/sources/workOnSources.ts';
import { messageIds } from './usecases/signed/messageIds.ts';
import { linkSecret, portalLinks } from './usecases/signed/portalLinks.ts';
import { seeFiguresOnce } from './usecases/rules/figures.ts';
import { readMailbox } from './usecases/incoming/mailReader.ts';
import { version } from './version.ts';
import { replyAddresses } from './usecases/signed/replyAddresses.ts';

const MINUTE_MS = 60_000;
/** How long a stop waits for callers who do not go on. */
const CALLERS_PATIENCE_MS = 10_000;

export interface Connector {
  readonly deps: Deps;
  readonly port: number;
  /** The owner's key, if this start made one. */
  readonly newKey: string | null;
  /** Finishes what is running, then closes everything. */
  stop(): Promise<void>;
}

/** Ways out that replace those of the configuration. */
export interface Replacements {
  readonly mailer?: Mailer;
  /** Gets what Amazon publishes. */
  readonly readText?: ReadText;
}

/** What a use case works with, over the configured database and mail. */
export async function createDeps(
  config: Config,
  { mailer, readText }: Replacements = {},
  stopping = new AbortController().signal,
  log: Logger = pino({ level: 'silent' }),
): Promise<Deps> {
  const store = await openStore(config.databaseUrl);
  const clock = createClock({ testStart: config.testClock });
  const process = newProcessName();
  const newId = createIds(clock.wall, process);
  const post = createPost(config.privateAddresses);
  const services = mailServices(config.mailServices, readText ?? ((url) => post.read(url)));
  const out =
    mailer ??
    (config.smtpUrl === null
      ? localMailbox(store.session, newId, () => clock.now())
      : smtpMailer(config.smtpUrl, config.dkim, (actionId) => headersFor(services, actionId)));
  const templates = await TemplateLibrary.load(templateDirectory());
  const metrics = createMetrics();
  const secret = await linkSecret(store.session);
  const unwritten = new Unwritten(log);
  const deps = {
    store,
    clock,
    log,
    metrics,
    process,
    newId,
    plans: new PlanCache(),
    rules: new RuleCache(),
    mailer: countingMailer(out, metrics.messages),
    templates,
    portal: portalLinks(secret, config.publicUrl),
    files: fileLinks(secret, config.publicUrl),
    replyAddresses: replyAddresses(secret),
    messageIds: messageIds(secret),
    post,
    mailServices: services,
    incomingMailbox: config.imap && mailboxName(config.imap),
    sendingLimits: { perMinute: config.messagesPerMinute, perHour: config.messagesPerHour },
    secretBox: config.secretsKey === null ? null : secretBox(config.secretsKey),
    vendors: VENDORS,
    sourceWork: new Bell(),
    toldEvents: new EventIntake(store),
    publicUrl: config.publicUrl,
    privateAddresses: config.privateAddresses,
    unwritten,
    handingOver: new OneAtATime(() => unwritten.settle()),
    stopping,
  };
  await refreshTestClock(store, clock);
  await seeFiguresOnce(deps);
  return deps;
}

/** Starts the service; throws a ConfigError or StoreError, with a remedy in its message, where it cannot. */
export async function startConnector(config: Config, log: Logger, replacements: Replacements = {}): Promise<Connector> {
  // First of all: a second start by mistake fails here, before it takes the running process for dead (CLK-2).
  const lock = lockDatabase(config.databaseUrl, `dunning-connector (process ${process.pid}, ${config.publicUrl})`);
  try {
    return await startLocked(config, log, lock, replacements);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startLocked(
  config: Config,
  log: Logger,
  lock: DatabaseLock,
  replacements: Replacements,
): Promise<Connector> {
  const stopping = new AbortController();
  const deps = await createDeps(config, replacements, stopping.signal, log);
  const { store } = deps;
  const isReady = async () => {
    await store.session.db.selectFrom('stateValues').select('key').limit(1).execute();
    return true;
  };
  let isStopping = false;
  const app = createApp({
    ...{ config, deps, routes: allRoutes(version), version, log, isReady },
    isStopping: () => isStopping,
    checkWritable: () => store.session.dialect.checkWritable(),
  });
  const settled = Promise.withResolvers<void>();
  const underWay = new UnderWay();
  const server = createServer((request, response) => {
    underWay.add(request, response);
    void settled.promise.then(() => app(request, response));
  });
  underWay.watch(server);
  server.on('clientError', answerNoHttp);
  await listen(server, config);
  const newKey = await ensureOwnerKey(deps, config.apiKey);
  await settleDeadProcess(deps, CONNECTOR);
  const alive = await stayAlive(deps);
  const deliveries = await deliverEvents({ ...deps, log });
  // What waits to be sent may find a mail server that does not answer: a start waits for none.
  await passTime(deps);
  const sources = workOnSources({ ...deps, log });
  settled.resolve();
  const reader = config.imap && readMailbox(deps, config.imap, log);
  let passing: Promise<void> | null = null;
  const inBackground = (work: () => Promise<void>) => {
    passing ??= work()
      .catch((error: unknown) => log.error({ err: error }, 'passing time failed'))
      .finally(() => (passing = null));
  };
  inBackground(() => sendNotifications(deps));
  const minute = setInterval(() => inBackground(() => passTime(deps).then(() => sendNotifications(deps))), MINUTE_MS);
  return {
    deps,
    port: (server.address() as AddressInfo).port,
    newKey,
    async stop() {
      isStopping = true;
      // Whoever hands requests out learns from /readyz to send none here any more.
      if (config.stopDelaySeconds > 0) await setTimeout(config.stopDelaySeconds * 1000);
      clearInterval(minute);
      stopping.abort(new Stopping());
      await closeServer(server, underWay);
      await deps.handingOver.idle();
      await passing;
      await deps.unwritten.stop();
      await sources.stop();
      await reader?.stop();
      await deliveries.stop();
      deps.post.close();
      await deps.mailer.close();
      await alive.stop();
      await store.close();
      lock.release();
    },
  };
}

/** Answers what is under way; a connection goes with its last answer, or when its caller has been waited for long enough. */
async function closeServer(server: Server, underWay: UnderWay): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const stuck = setInterval(() => underWay.cutStuck(), CALLERS_PATIENCE_MS);
  await closed;
  clearInterval(idle);
  clearInterval(stuck);
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const problem = listeningProblem(error.code, host, port);
      reject(problem === null ? error : new ConfigError(problem));
    });
    server.listen(port, host, () => resolve());
  });
}

/** Why nothing can listen there, as whoever set it can mend it. */
function listeningProblem(code: string | undefined, host: string, port: number): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `DUNNING_PORT ${port} is taken by another program: choose another port`;
    case 'EACCES':
      return `DUNNING_PORT ${port} is not for this user to listen on: choose one above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `DUNNING_HOST ${host} is no address of this machine: 127.0.0.1 serves this machine alone, 0.0.0.0 whoever reaches it`;
    default:
      return null;
  }
}
