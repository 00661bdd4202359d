// Run in a process of its own: keeps some records and makes many more that live for a while, as a long sync does; prints the bytes kept and the
// most that the heap held.
import { keepHeapSmall } from '../../connector/src/commands/heap.ts';

keepHeapSmall();
const record = (place: number) => ({
  externalId: `in_${place}`,
  lines: Array.from({ length: 8 }, (_, line) => place + line),
});
const kept = Array.from({ length: 200_000 }, (_, place) => record(place));
globalThis.gc!();
const alive = process.memoryUsage().heapUsed;
let most = 0;
const recent: object[][] = [];
for (let batch = 0; batch < 200; batch++) {
  recent[batch % 2] = Array.from({ length: 20_000 }, (_, place) => record(place));
  most = Math.max(most, process.memoryUsage().heapTotal);
}
process.stdout.write(JSON.stringify({ kept: kept.length, alive, most }));
