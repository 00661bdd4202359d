// Run in a process of its own: a connector, all of it, that syncs the Stripe at BENCH_STRIPE into DUNNING_DATABASE_URL; prints what it then knows,
// in which time, with how much memory.
import { setTimeout } from 'node:timers/promises';
import { keepHeapSmall } from '../../connector/src/commands/heap.ts';
import { peakMemory } from './peakMemory.ts';
import { STRIPE_SECRETS } from './stripeSecrets.ts';

// As main.ts: the rest is loaded only then.
keepHeapSmall();
const { pino } = await import('pino');
const { readConfig } = await import('../../connector/src/config.ts');
const { startConnector } = await import('../../connector/src/connector.ts');
const { CONNECTOR } = await import('../../connector/src/domain/actor.ts');
const { countObjects } = await import('../../connector/src/store/sources.ts');
const { createSource } = await import('../../connector/src/usecases/sources/manageSources.ts');
const { findSource } = await import('../../connector/src/usecases/sources/findSource.ts');

const { deps, stop } = await startConnector(readConfig(process.env), pino({ level: 'silent' }));
const before = peakMemory();
const start = performance.now();
const id = await createSource(deps, CONNECTOR, {
  type: 'stripe',
  settings: { customFields: {}, apiUrl: process.env.BENCH_STRIPE! },
  secrets: STRIPE_SECRETS,
  intervalMinutes: 1440,
});
for (let isDone = false; !isDone;) {
  await setTimeout(200);
  const { lastSyncAt, lastError } = await findSource(deps.store.session, id);
  if (lastError !== null) throw new Error(`The sync did not end: ${lastError}`);
  isDone = lastSyncAt !== null;
}
const seconds = (performance.now() - start) / 1000;
// Counting is not the sync's.
const bytes = peakMemory();
const { objects } = await countObjects(deps.store.session, id);
await stop();
process.stdout.write(JSON.stringify({ objects, seconds, bytes, before }));
