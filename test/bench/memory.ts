// Run in a process of its own: carries out all that is due in the database that DUNNING_DATABASE_URL names, and prints the most memory
// that the process ever held, in bytes.
import { peakMemory } from './peakMemory.ts';
import { openDeps, timedRun } from './timedRun.ts';

const url = process.env.DUNNING_DATABASE_URL!;
const deps = await openDeps(url);
await deps.store.close();
const { actionIds } = await timedRun(url, deps.templates);
process.stdout.write(JSON.stringify({ sent: actionIds.length, bytes: peakMemory() }));
