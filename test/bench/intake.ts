import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { StripeBooks } from '../sources/stripe/books.ts';
import { signed } from '../sources/stripe/signed.ts';
import { startServer } from './ownProcess.ts';
import { SECRETS_KEY, STRIPE_SECRETS } from './stripeSecrets.ts';

const KEY = 'bench-key-0123456789';
/** Stripe tells several things at once. */
const CONNECTIONS = 16;
/** What a process does once, connections and compiled code, is not measured. */
const WARM_UP = 500;

/** Events a second. */
export interface Intake {
  readonly ours: number;
  readonly express: number;
}

/** How many signed events of Stripe's a connector takes in and stores a second, beside bare Express with the same inserts into the same table. */
export async function measureIntake(databaseUrl: string, events: number): Promise<Intake> {
  const env = {
    DUNNING_DATABASE_URL: databaseUrl,
    DUNNING_PORT: '0',
    DUNNING_API_KEY: KEY,
    DUNNING_RATE_LIMIT: '0',
    DUNNING_SECRETS_KEY: SECRETS_KEY,
  };
  let sourceId: string | null = null;
  const rate = async (server: 'connector' | 'express') => {
    const { port, stop } = await startServer('intakeServer.ts', { ...env, BENCH_SERVER: server });
    try {
      sourceId ??= await connectStripe(port);
      const deliveries = deliveriesOf(WARM_UP + events);
      const url = `http://127.0.0.1:${port}/v1/sources/${sourceId}/webhook`;
      await post(url, deliveries.slice(0, WARM_UP));
      const start = performance.now();
      await post(url, deliveries.slice(WARM_UP));
      return events / ((performance.now() - start) / 1000);
    } finally {
      await stop();
    }
  };
  const checked = async (server: 'connector' | 'express') => {
    const perSecond = await rate(server);
    const stored = takeStored(databaseUrl);
    if (stored !== WARM_UP + events) throw new Error(`${server} stored ${stored} events, not ${WARM_UP + events}`);
    return perSecond;
  };
  return { ours: await checked('connector'), express: await checked('express') };
}

/** Switched off, so that what is told is stored and applied later: applying is not what is measured. */
async function connectStripe(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/sources`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'stripe', secrets: STRIPE_SECRETS, enabled: false }),
  });
  if (!response.ok) throw new Error(`Stripe was not connected: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

type Delivery = ReturnType<typeof signed>;

/** Each tells of a new invoice; signed now, since a signature holds for five minutes. */
function deliveriesOf(count: number): Delivery[] {
  const books = new StripeBooks();
  for (let place = 0; place < count; place++) books.invoice(`in_${place}`, `cus_${place}`);
  return books.events.map((event) => signed(event));
}

async function post(url: string, deliveries: readonly Delivery[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const left = deliveries.values();
  const sender = async () => {
    for (const { raw, headers } of left) await postOne(agent, url, raw, headers);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  agent.destroy();
}

function postOne(agent: Agent, url: string, raw: string, headers: Delivery['headers']): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      text(response).then((answer) => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`An event was refused: ${response.statusCode} ${answer}`));
      }, reject);
    });
    outgoing.on('error', reject).end(raw);
  });
}

/** Counts the events that wait and takes them away. */
function takeStored(databaseUrl: string): number {
  const database = new Database(databaseUrl.slice('sqlite:'.length));
  const { changes } = database.prepare('DELETE FROM source_events').run();
  database.close();
  return changes;
}
