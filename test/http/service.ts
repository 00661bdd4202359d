import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { readConfig } from '../../connector/src/config.ts';
import { createDeps } from '../../connector/src/connector.ts';
import { createApp } from '../../connector/src/http/app.ts';
import type { Route } from '../../connector/src/http/route.ts';
import { allRoutes } from '../../connector/src/http/routes/index.ts';
import type { Deps } from '../../connector/src/usecases/deps.ts';
import { ensureOwnerKey } from '../../connector/src/usecases/organization/manageAccess.ts';

const KEY = 'an-owner-key-for-tests';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Service {
  readonly deps: Deps;
  /** The lines of the log. */
  readonly log: string[];
  /** A call with the owner's key; a text is sent as it is, anything else as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** As fetch, with the owner's key; the answer as it comes. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

interface Options {
  /** Come beside the real ones. */
  readonly routes?: readonly Route[];
  readonly rateLimit?: number;
  readonly isReady?: () => Promise<boolean>;
}

/** The HTTP service in this process, on a store of its own in memory. */
export async function startService({ routes = [], rateLimit = 0, isReady }: Options = {}): Promise<Service> {
  const config = readConfig({
    DUNNING_DATABASE_URL: 'sqlite::memory:',
    DUNNING_TEST_CLOCK: '2026-11-23T09:00:00Z',
    DUNNING_RATE_LIMIT: String(rateLimit),
  });
  const deps = await createDeps(config);
  await ensureOwnerKey(deps, KEY);
  const log: string[] = [];
  const app = createApp({
    config,
    deps,
    routes: [...allRoutes('0.0.0'), ...routes],
    version: '0.0.0',
    log: pino({ level: 'debug' }, { write: (line) => void log.push(line) }),
    isReady: isReady ?? (() => Promise.resolve(true)),
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    deps,
    log,
    async call(method, path, body, headers = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${KEY}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
      return { status: response.status, headers: response.headers, body: json };
    },
    fetch: (path, init) =>
      fetch(url + path, { ...init, headers: { authorization: `Bearer ${KEY}`, ...(init?.headers as object) } }),
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await deps.store.close();
    },
  };
}
