const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 15 * 60_000;

/** CLK-2: when a failed send may be tried again, by the wall clock. */
export function retryAt(wall: number, attempts: number): number {
  return wall + Math.min(FIRST_RETRY_MS * 2 ** attempts, LONGEST_RETRY_MS);
}
