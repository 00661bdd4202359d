import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { readConfig } from '../../connector/src/config.ts';
import { startConnector } from '../../connector/src/connector.ts';
import type { BenchDatabase } from './database.ts';
import { startPostgres } from './postgres.ts';
import type { Options, Report } from './report.ts';
import { startSqlite } from './sqlite.ts';
import { median } from './statistics.ts';

const KEY = 'bench-key-0123456789';
const WAITING = 10_000;
/** What a subscriber takes for each event: with 10,000 of them that is work for minutes. */
const SLOW_MS = 20;
const MEASURED = 100;
const BATCH = 1000;

interface Latency {
  readonly database: string;
  /** Milliseconds from the call that changes something to the subscriber's having the event. */
  readonly median: number;
  readonly highest: number;
}

/** A subscriber that says when the event of a customer came. */
async function startSubscriber() {
  const arrivals = new Map<string, number>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const at = performance.now();
      const { data } = JSON.parse(body) as { data: { name?: string } };
      if (data.name) arrivals.set(data.name, at);
      setTimeout(() => response.writeHead(204).end(), SLOW_MS);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { arrivals, url: `http://127.0.0.1:${port}/`, close };
}

async function measure(database: BenchDatabase, waiting: number): Promise<Latency> {
  const url = await database.create('webhooks');
  const env = { DUNNING_DATABASE_URL: url, DUNNING_PORT: '0', DUNNING_API_KEY: KEY, DUNNING_RATE_LIMIT: '0' };
  const connector = await startConnector(readConfig(env), pino({ level: 'silent' }));
  const subscriber = await startSubscriber();
  try {
    const call = async (path: string, body: unknown) => {
      const response = await fetch(`http://127.0.0.1:${connector.port}${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    };
    await call('/v1/webhooks', { url: subscriber.url, events: ['customerCreated'] });
    for (let from = 0; from < waiting; from += BATCH) {
      const customers = Array.from({ length: BATCH }, (_, place) => ({
        externalId: `W-${from + place}`,
        name: `Waiting ${from + place}`,
      }));
      await call('/v1/customers/batch', { customers });
    }
    const latencies: number[] = [];
    for (let index = 0; index < MEASURED; index++) {
      const name = `Measured ${index}`;
      const start = performance.now();
      await call('/v1/customers', { externalId: `M-${index}`, name });
      while (!subscriber.arrivals.has(name)) await sleep(1);
      latencies.push(subscriber.arrivals.get(name)! - start);
    }
    if (subscriber.arrivals.size >= waiting) throw new Error('Nothing waits any more: the figure says nothing');
    return { database: database.name, median: median(latencies), highest: Math.max(...latencies) };
  } finally {
    await connector.stop();
    await subscriber.close();
    await database.drop(url);
  }
}

/** How long an event takes to a subscriber that is busy with 10,000 others (EVT-1). */
export async function benchWebhooks({ quick, say }: Options): Promise<Report> {
  const rows: Latency[] = [];
  for (const start of [startSqlite, startPostgres]) {
    const database = await start();
    try {
      say(`${database.name}: webhooks`);
      rows.push(await measure(database, quick ? WAITING / 5 : WAITING));
    } finally {
      await database.stop();
    }
  }
  const waiting = (quick ? WAITING / 5 : WAITING).toLocaleString('en');
  const lines = rows.map((row) => `| ${row.database} | ${row.median.toFixed(0)} | ${row.highest.toFixed(0)} |`);
  const head = `| an event’s way to a subscriber, ${waiting} others waiting | median, ms | highest, ms |`;
  return { text: [head, '|---|---:|---:|', ...lines].join('\n'), figures: rows };
}
