// Run in a process of its own: syncs the Stripe at BENCH_STRIPE into DUNNING_DATABASE_URL and prints what it then knows, in which time, with
// how much memory.
import { readConfig } from '../../connector/src/config.ts';
import { createDeps } from '../../connector/src/connector.ts';
import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import { countObjects } from '../../connector/src/store/sources.ts';
import { createSource } from '../../connector/src/usecases/sources/manageSources.ts';
import { syncSource } from '../../connector/src/usecases/sources/syncSource.ts';
import { peakMemory } from './peakMemory.ts';
import { STRIPE_SECRETS } from './stripeSecrets.ts';

const deps = await createDeps(readConfig(process.env));
const id = await createSource(deps, CONNECTOR, {
  type: 'stripe',
  settings: { customFields: {}, apiUrl: process.env.BENCH_STRIPE! },
  secrets: STRIPE_SECRETS,
});
const before = peakMemory();
const start = performance.now();
const outcome = await syncSource(deps, id);
if (outcome !== 'done') throw new Error(`The sync did not end: ${JSON.stringify(outcome)}`);
const seconds = (performance.now() - start) / 1000;
// Counting is not the sync's.
const bytes = peakMemory();
const { objects } = await countObjects(deps.store.session, id);
await deps.mailer.close();
await deps.store.close();
process.stdout.write(JSON.stringify({ objects, seconds, bytes, before }));
