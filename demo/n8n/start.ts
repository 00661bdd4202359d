import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { launch, type Launch, type RunningProcess } from '../childProcess.ts';
import { freePortFrom } from '../ports.ts';
import type { Progress } from '../terminal.ts';

export interface Owner {
  email: string;
  password: string;
}

export interface N8nOptions {
  /** Where n8n is installed: `ensureN8n().directory`. */
  installation: string;
  /** n8n's data: its database, its key, and the community packages. Made when missing. */
  userFolder: string;
  port: number;
  /** A built checkout of n8n-nodes-dunning. */
  nodesPackage: string;
  owner: Owner;
  timeZone: string;
  /** More of n8n's settings, such as those of queue mode. */
  environment?: NodeJS.ProcessEnv;
  progress?: Progress;
}

export interface RunningN8n extends RunningProcess {
  url: string;
  owner: Owner;
}

/** Starts n8n on the loopback interface with our nodes installed as a community package, and waits until its editor answers. */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
  installNodes(options.nodesPackage, options.userFolder);
  let migrations = 0;
  const url = `http://127.0.0.1:${options.port}`;
  const n8n = await launch({
    ...(await n8nCommand('start', options)),
    // /healthz answers before the routes exist.
    ready: /Editor is now accessible/,
    onLine: (line) => {
      if (/Finished migration/.test(line)) options.progress?.(`setting up its database: ${++migrations} changes`);
      else if (/Task Broker ready/.test(line)) options.progress?.('starting');
    },
  });
  return { ...n8n, url, owner: options.owner };
}

/** Queue mode: starts a worker beside an n8n that has been started with the same `userFolder` and `environment`, on a port of its own. */
export async function startN8nWorker(options: N8nOptions): Promise<RunningProcess> {
  return launch({ ...(await n8nCommand('worker', options)), ready: /n8n worker is now ready/ });
}

async function n8nCommand(command: 'start' | 'worker', options: N8nOptions): Promise<Omit<Launch, 'ready'>> {
  const { installation, userFolder, environment } = options;
  return {
    name: command === 'start' ? 'n8n' : 'n8n worker',
    args: [join(installation, 'node_modules/n8n/bin/n8n'), command],
    cwd: userFolder,
    env: { ...environmentWithoutN8n(), ...(await settings(options)), ...environment },
    logFile: join(userFolder, command === 'start' ? 'n8n.log' : 'worker.log'),
    timeoutMs: 180_000,
    graceMs: 15_000,
  };
}

/** Puts the package where n8n keeps community packages: with what npm would publish, so that it is loaded as for any user. */
function installNodes(nodesPackage: string, userFolder: string): void {
  const target = join(userFolder, '.n8n/nodes/node_modules/n8n-nodes-dunning');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(join(nodesPackage, 'package.json'), join(target, 'package.json'));
  cpSync(join(nodesPackage, 'dist'), join(target, 'dist'), { recursive: true });
}

/** A person's own n8n settings (its database, say) must not reach this one. */
function environmentWithoutN8n(): NodeJS.ProcessEnv {
  const foreign =
    /^(N8N|DB|EXECUTIONS|QUEUE|WEBHOOK|GENERIC|CREDENTIALS|NODES|VITEST|npm)_|^(NODE_ENV|NODE_OPTIONS|TEST|VITEST)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

async function settings({ installation, userFolder, port, owner, timeZone }: N8nOptions): Promise<NodeJS.ProcessEnv> {
  const requireFromN8n = createRequire(join(installation, 'node_modules/n8n/package.json'));
  const bcrypt = requireFromN8n('bcryptjs') as { hash(text: string, rounds: number): Promise<string> };
  return {
    N8N_USER_FOLDER: userFolder,
    N8N_PORT: String(port),
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}`,
    N8N_RUNNERS_BROKER_PORT: String(await freePortFrom(port + 1)),
    N8N_SECURE_COOKIE: 'false',
    GENERIC_TIMEZONE: timeZone,
    TZ: timeZone,
    N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
    N8N_INSTANCE_OWNER_EMAIL: owner.email,
    N8N_INSTANCE_OWNER_PASSWORD_HASH: await bcrypt.hash(owner.password, 10),
    N8N_INSTANCE_OWNER_FIRST_NAME: 'Demo',
    N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
    N8N_DYNAMIC_BANNERS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
    // Modules that would ask n8n's servers for news, and the assistants.
    N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,chat-hub,quick-connect',
    N8N_VERIFIED_PACKAGES_ENABLED: 'false',
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    N8N_AI_ENABLED: 'false',
    N8N_HIDE_USAGE_PAGE: 'true',
  };
}
