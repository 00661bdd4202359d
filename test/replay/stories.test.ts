import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { differingCustomers, report } from './compare.ts';
import { stopConnectors } from './connector.ts';
import { AUCKLAND, LOS_ANGELES, PARIS } from './environment.ts';
import { reduceStory } from './reduce.ts';
import { replay } from './replay.ts';
import { story } from './story.ts';
import type { Story } from './story.ts';
import { storyScript } from './storyScript.ts';

/** How many replays, each of sixty days and this many customers; DUNNING_REPLAY_RUNS and DUNNING_REPLAY_SEED for more of them. */
const RUNS = Number(process.env['DUNNING_REPLAY_RUNS'] ?? 1);
const SEED = Number(process.env['DUNNING_REPLAY_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const STORIES = 60;
const PATIENCE_MS = 120_000 * RUNS;

afterEach(stopConnectors);

test.each([
  [0, PARIS],
  [1, AUCKLAND],
  [2, LOS_ANGELES],
])(
  'REF, LOG, MIN, SND-2: random plans and lives, environment %s',
  async (number, environment) => {
    for (let run = 0; run < RUNS; run += 1) {
      const seed = SEED + 3 * run + number;
      const stories = fc.sample(story, { seed, numRuns: STORIES });
      const outcome = await replay(storyScript(stories, environment));
      const difference = report(outcome);
      const smallest = difference === '' ? '' : await smallestStory(stories, differingCustomers(outcome));
      expect(difference + smallest, `DUNNING_REPLAY_SEED=${SEED + 3 * run}`).toBe('');
      expect(outcome.oracle.length).toBeGreaterThan(STORIES);
    }

    async function smallestStory(stories: readonly Story[], differing: readonly string[]): Promise<string> {
      const first = stories.find((_, index) => differing.includes(`S${index}`));
      if (!first) return '';
      const smallest = await reduceStory(first, environment);
      return `\n\nThe smallest story that differs, alone:\n${report(await replay(storyScript([smallest], environment)))}`;
    }
  },
  PATIENCE_MS,
);
