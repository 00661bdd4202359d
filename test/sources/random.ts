/** A whole number from 0 up to, not including, `below`. */
export type Pick = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function random(seed: number): Pick {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** The values in an order that is drawn. */
export function shuffled<T>(values: readonly T[], pick: Pick): T[] {
  return values
    .map((value) => [pick(1_000_000), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}
