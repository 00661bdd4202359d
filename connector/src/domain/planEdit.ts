import type { Plan, Step } from './plan.ts';

export type StepDraft = Omit<Step, 'id'> & { readonly id?: string };

/**
 * PLN-5: the steps of an edited plan, matched with the old ones by id, else by name, and what was removed. `newId` names steps that are
 * new. An id that the plan has never had, under a name that it does not have either, is taken as given, so that plans can be copied between installations.
 */
export function editSteps(
  old: Plan | null,
  drafts: readonly StepDraft[],
  newId: () => string,
): Pick<Plan, 'steps' | 'removedSteps'> {
  const oldSteps = old?.steps ?? [];
  const known = new Set([...oldSteps.map((step) => step.id), ...Object.keys(old?.removedSteps ?? {})]);
  const taken = new Set(drafts.flatMap((draft) => (draft.id === undefined ? [] : [draft.id])));
  const steps = drafts.map((draft): Step => {
    if (draft.id !== undefined && known.has(draft.id)) return { ...draft, id: draft.id };
    const sameName = oldSteps.find((step) => step.name === draft.name && !taken.has(step.id));
    if (sameName) taken.add(sameName.id);
    return { ...draft, id: sameName?.id ?? draft.id ?? newId() };
  });
  const kept = new Set(steps.map((step) => step.id));
  const removedSteps: Record<string, string | null> = {};
  for (const [id, predecessor] of Object.entries(old?.removedSteps ?? {}))
    if (!kept.has(id)) removedSteps[id] = predecessor;
  oldSteps.forEach((step, index) => {
    if (!kept.has(step.id)) removedSteps[step.id] = oldSteps[index - 1]?.id ?? null;
  });
  return { steps, removedSteps };
}
