import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { RunningProcess } from '../../../demo/childProcess.ts';
import { type RunningN8n, startN8n, startN8nWorker } from '../../../demo/n8n/start.ts';
import { freePort } from '../../support/connector.ts';
import { type PostgresServer, startPostgres } from '../../support/postgresServer.ts';
import { type Redis, startRedis } from './redis.ts';

export interface QueueMode {
  readonly n8n: RunningN8n;
  readonly postgres: PostgresServer;
  startWorker(): Promise<RunningProcess>;
  /** Ends n8n and its workers, and leaves the databases. */
  stopN8n(): Promise<void>;
  stop(): Promise<void>;
}

/** n8n in queue mode, as a company runs it: PostgreSQL, Redis, a main process that takes schedules and puts runs into the queue. */
export async function startQueueMode(): Promise<QueueMode> {
  const userFolder = mkdtempSync(join(tmpdir(), 'dunning-queue-'));
  const servers: { stop(): Promise<void> }[] = [];
  const processes: RunningProcess[] = [];
  const stopN8n = async () => {
    for (const each of processes.toReversed()) await each.stop();
  };
  const stop = async () => {
    await stopN8n();
    for (const each of servers.toReversed()) await each.stop();
    rmSync(userFolder, { recursive: true, force: true });
  };
  try {
    const postgres = await startPostgres();
    servers.push(postgres);
    await postgres.createDatabase('n8n');
    const redis = await startRedis();
    servers.push(redis);
    const { installation, owner } = inject('n8n');
    const options = {
      ...{ installation, userFolder, owner },
      nodesPackage: join(import.meta.dirname, '../../..'),
      timeZone: 'Europe/Paris',
      environment: queueSettings(postgres, redis),
    };
    const n8n = await startN8n({ ...options, port: await freePort() });
    processes.push(n8n);
    const startWorker = async () => {
      const worker = await startN8nWorker({ ...options, port: await freePort() });
      processes.push(worker);
      return worker;
    };
    return { n8n, postgres, startWorker, stopN8n, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function queueSettings(postgres: PostgresServer, redis: Redis): NodeJS.ProcessEnv {
  const { hostname, port, username, password } = new URL(postgres.url);
  return {
    EXECUTIONS_MODE: 'queue',
    N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
    QUEUE_BULL_REDIS_HOST: '127.0.0.1',
    QUEUE_BULL_REDIS_PORT: String(redis.port),
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: hostname,
    DB_POSTGRESDB_PORT: port,
    DB_POSTGRESDB_DATABASE: 'n8n',
    DB_POSTGRESDB_USER: username,
    DB_POSTGRESDB_PASSWORD: password,
  };
}
