import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, type RunningProcess } from './childProcess.ts';
import { connectorApi, type ConnectorApi } from './connectorApi.ts';

const checkout = join(import.meta.dirname, '..');

export interface DemoConnector extends RunningProcess {
  url: string;
  api: ConnectorApi;
}

/** Starts the connector on SQLite in `folder`, on a test clock that begins at `clockStart` (an instant, ISO in UTC). */
export async function startConnector(options: {
  folder: string;
  port: number;
  apiKey: string;
  clockStart: string;
}): Promise<DemoConnector> {
  mkdirSync(options.folder, { recursive: true });
  const url = `http://127.0.0.1:${options.port}`;
  const ours = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DUNNING_')));
  const connector = await launch({
    name: 'The connector',
    args: [join(checkout, 'connector/src/main.ts')],
    cwd: checkout,
    env: {
      ...ours,
      DUNNING_DATABASE_URL: `sqlite:${join(options.folder, 'dunning.sqlite')}`,
      DUNNING_HOST: '127.0.0.1',
      DUNNING_PORT: String(options.port),
      DUNNING_API_KEY: options.apiKey,
      DUNNING_TEST_CLOCK: options.clockStart,
    },
    logFile: join(options.folder, 'connector.log'),
    ready: `${url}/healthz`,
    timeoutMs: 60_000,
    graceMs: 15_000,
  });
  return { ...connector, url, api: connectorApi(url, options.apiKey) };
}
