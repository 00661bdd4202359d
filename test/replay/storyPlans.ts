import type { DunningPlan, PlanStep } from '../oracle/history.ts';
import type { Story } from './story.ts';

export function planStep(
  planKey: string,
  name: string,
  when: PlanStep['when'],
  mode: PlanStep['mode'] = 'automatic',
  channel: PlanStep['channel'] = 'email',
): PlanStep {
  return { key: `${planKey}-${name}`, name, when, mode, channel };
}

/** The two plans of a story under the story's name. */
export function plansOf({ level, plans }: Story, customer: string): [DunningPlan, DunningPlan] {
  const named = (index: 0 | 1): DunningPlan => {
    const { logic, minimumContactDelayDays, steps } = plans[index];
    const key = `${customer}-plan${index + 1}`;
    return {
      key,
      level,
      logic,
      minimumContactDelayDays,
      steps: steps.map(({ when, mode, channel }, at) => planStep(key, `step${at + 1}`, when, mode, channel)),
    };
  };
  return [named(0), named(1)];
}
