import type { DunningPlan, Level, PlanStep } from '../oracle/history.ts';

type When = readonly ['due' | 'issue', number];

/** An automatic e-mail plan whose steps are named after their position. */
export function emailPlan(
  key: string,
  level: Level,
  logic: DunningPlan['logic'],
  minimumContactDelayDays: number,
  steps: readonly When[],
): DunningPlan {
  return {
    key,
    level,
    logic,
    minimumContactDelayDays,
    steps: steps.map(([anchor, days], index): PlanStep => {
      const name = `step${index + 1}`;
      return { key: `${key}-${name}`, name, when: { anchor, days }, channel: 'email', mode: 'automatic' };
    }),
  };
}

/** The same plan with one step in three manual, by changing channels. */
export function partlyManual(plan: DunningPlan): DunningPlan {
  const channels = ['call', 'task', 'letter', 'email'] as const;
  return {
    ...plan,
    steps: plan.steps.map((step, index) =>
      index % 3 === 1
        ? { ...step, mode: 'manual', channel: channels[(index + plan.minimumContactDelayDays) % 4] ?? 'call' }
        : step,
    ),
  };
}

export const SCHEDULES: readonly { readonly minimum: number; readonly steps: readonly When[] }[] = [
  { minimum: 7, steps: [['due', -5], ['due', 3], ['due', 10], ['due', 17], ['due', 30]] }, // prettier-ignore
  { minimum: 0, steps: [['due', -10], ['due', -2], ['due', 0], ['due', 1], ['due', 2], ['due', 8]] }, // prettier-ignore
  { minimum: 3, steps: [['issue', 0], ['issue', 14], ['due', 1], ['issue', 50]] }, // prettier-ignore
  { minimum: 14, steps: [['due', 1], ['due', 5], ['due', 9], ['due', 13]] }, // prettier-ignore
  { minimum: 2, steps: [['due', -1], ['due', -6], ['due', 4], ['due', 2], ['issue', 40]] }, // prettier-ignore
];
