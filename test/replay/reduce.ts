import { differingCustomers } from './compare.ts';
import type { Environment } from './environment.ts';
import { replay } from './replay.ts';
import type { Story } from './story.ts';
import { storyScript } from './storyScript.ts';

const ROUNDS = 8;

/**
 * The smallest story found that still differs. Every way to leave one thing out is tried at the same time, each as a
 * customer of its own in one replay; then the same with what remains.
 */
export async function reduceStory(story: Story, environment: Environment): Promise<Story> {
  let smallest = story;
  for (let round = 0; round < ROUNDS; round += 1) {
    const smaller = leavingOneOut(smallest);
    if (smaller.length === 0) break;
    const differing = differingCustomers(await replay(storyScript(smaller, environment)));
    const next = smaller.find((_, index) => differing.includes(`S${index}`));
    if (!next) break;
    smallest = next;
  }
  return smallest;
}

function leavingOneOut(story: Story): Story[] {
  const without = <T>(list: readonly T[]): T[][] => list.map((_, index) => list.toSpliced(index, 1));
  const [first, second] = story.plans;
  const halves = [
    story.incidents.slice(0, story.incidents.length / 2),
    story.incidents.slice(story.incidents.length / 2),
  ];
  return [
    ...(story.incidents.length > 2 ? halves : []).map((incidents) => ({ ...story, incidents })),
    ...without(story.incidents).map((incidents) => ({ ...story, incidents })),
    ...(story.invoices.length > 1 ? without(story.invoices) : []).map((invoices) => ({ ...story, invoices })),
    ...(first.steps.length > 1 ? without(first.steps) : []).map((steps): Story => ({
      ...story,
      plans: [{ ...first, steps }, second],
    })),
    ...(second.steps.length > 1 ? without(second.steps) : []).map((steps): Story => ({
      ...story,
      plans: [first, { ...second, steps }],
    })),
  ];
}
