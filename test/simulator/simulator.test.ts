import { expect, test } from 'vitest';
import { NO_RETRY } from '../support/noRetry.ts';
import { simulate } from './simulate.ts';

/** DUNNING_SIMULATE_FRESH for more fresh seeds than these. */
const FIXED = 200;
const FRESH = Number(process.env['DUNNING_SIMULATE_FRESH'] ?? 20);
const DAYS = 8;
const AT_ONCE = 20;

const fixed = Array.from({ length: FIXED }, (_, index) => index + 1);
const fresh = Array.from({ length: FRESH }, () => 1_000 + Math.floor(Math.random() * 1_000_000_000));
const portions = (seeds: readonly number[]) =>
  Array.from({ length: Math.ceil(seeds.length / AT_ONCE) }, (_, index) => [
    seeds.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  ]);

test.each(portions([...fixed, ...fresh]))(
  'SND-1, SND-2, SND-3, REF, LOG, MIN-1, BAL-1, EVT-1: whatever dies, is refused or comes twice, nothing is lost or goes out twice (seeds %s)',
  { ...NO_RETRY, timeout: 600_000 },
  async (seeds) => {
    const counts = { kills: 0, refusals: 0, lostAnswers: 0, delivered: 0, sends: 0, changes: 0, events: 0 };
    for (const seed of seeds) {
      const { violations, checked, ...report } = await simulate(seed, DAYS);
      expect(violations, `npm run simulate -- --seed ${seed} --days ${DAYS}`).toEqual([]);
      for (const name of ['kills', 'refusals', 'lostAnswers', 'delivered', 'events'] as const)
        counts[name] += report[name];
      for (const name of ['sends', 'changes'] as const) counts[name] += checked[name];
    }
    process.stdout.write(`Simulated seeds ${seeds[0]} to ${seeds.at(-1)}: ${JSON.stringify(counts)}\n`);
    expect(counts.sends).toBeGreaterThan(seeds.length);
  },
);

test('a seed lives through the same world again', { ...NO_RETRY, timeout: 120_000 }, async () => {
  expect(await simulate(7, 5)).toEqual(await simulate(7, 5));
});
