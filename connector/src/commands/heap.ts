import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect garbage before the old heap is 1.4 times what is in use; on a machine with much memory it lets it grow fourfold. It reads
 * this flag at every collection, so that it may be set late. The young heap's size is fixed before any code runs: `npm start` and the Docker image
 * give `--max-semi-space-size`.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=40');
}
