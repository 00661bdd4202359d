// Run in a process of its own: carries out all that is due in the database that DUNNING_DATABASE_URL names, in a heap that is kept as the
// service keeps it, and prints the most memory that the process ever held, in bytes.
import { keepHeapSmall } from '../../connector/src/commands/heap.ts';
import { peakMemory } from './peakMemory.ts';

keepHeapSmall();
const { openDeps, timedRun } = await import('./timedRun.ts');
const url = process.env.DUNNING_DATABASE_URL!;
const deps = await openDeps(url);
await deps.store.close();
const { actionIds } = await timedRun(url, deps.templates);
process.stdout.write(JSON.stringify({ sent: actionIds.length, bytes: peakMemory() }));
