import { describe, expect, test } from 'vitest';
import { editSteps, type StepDraft } from '../../connector/src/domain/planEdit.ts';
import type { Plan, Step } from '../../connector/src/domain/plan.ts';
import { invoice, next, planWith, step } from './examples.ts';

const old = planWith({ steps: [3, 10, 14] });
const named = ({ id: _, ...draft }: Step): StepDraft => draft;
const renamed = (name: string, one: Step): Step => ({ ...one, name });

/** The plan after an edit; new steps are called new1, new2 … */
function edit(plan: Plan | null, ...drafts: StepDraft[]): Plan {
  let count = 0;
  return { ...planWith({ steps: [] }), ...plan, ...editSteps(plan, drafts, () => `new${++count}`) };
}
const ids = (plan: Plan) => plan.steps.map(({ id }) => id);

const reference = invoice({ due: '2026-11-02' });

describe('PLN-5', () => {
  test('PLN-5: an edit matches steps by id, whatever their names and order have become', () => {
    const edited = edit(old, renamed('Last', step(14)), renamed('+10', step(3)), step(10));
    expect(ids(edited)).toEqual(['+14', '+3', '+10']);
    expect(edited.steps.map(({ name }) => name)).toEqual(['Last', '+10', '+10']);
    expect(edited.removedSteps).toEqual({});
  });

  test('PLN-5: a step without an id is matched by its name', () => {
    const later = { ...named(step(10)), when: { anchor: 'due' as const, days: 12 } };
    const edited = edit(old, named(step(3)), later, named(step(20)));
    expect(ids(edited)).toEqual(['+3', '+10', 'new1']);
    expect(edited.steps[1]!.when.days).toBe(12);
    expect(edited.removedSteps).toEqual({ '+14': '+10' });
  });

  test('PLN-5: a name never takes a step that another draft names by its id', () => {
    expect(ids(edit(old, named(renamed('+3', step(5))), renamed('First', step(3))))).toEqual(['new1', '+3']);
  });

  test('PLN-5: an id that the plan does not know is matched by name before it counts as new', () => {
    const copied = { ...step(3), id: 'of-another-installation' };
    expect(ids(edit(old, copied, step(10), step(14)))).toEqual(['+3', '+10', '+14']);
    expect(ids(edit(old, { ...step(20), id: 'of-another-installation' }, step(10)))).toEqual([
      'of-another-installation',
      '+10',
    ]);
    expect(ids(edit(null, { ...step(3), id: 'of-another-installation' }))).toEqual(['of-another-installation']);
  });

  test('PLN-5: a removed step leaves the position at its predecessor', () => {
    const edited = edit(old, step(3), step(14));
    expect(edited.removedSteps).toEqual({ '+10': '+3' });
    expect(next(edited, reference, '2026-11-23', { done: ['+3', '+10'] })).toBe('+14 on 2026-11-23');
    expect(next(edited, reference, '2026-11-23', { done: ['+10'] })).toBe('+14 on 2026-11-23');
  });

  test('PLN-5: a removed first step leaves the position before the first', () => {
    const edited = edit(old, step(10), step(14));
    expect(edited.removedSteps).toEqual({ '+3': null });
    expect(next(edited, reference, '2026-11-23', { done: ['+3'] })).toBe('+10 on 2026-11-23');
  });

  test('PLN-5: steps removed one after the other and all at once leave the same position', () => {
    const atOnce = edit(old, step(3), step(20));
    const inTurn = edit(edit(old, step(3), step(10), step(20)), step(3), step(20));
    for (const edited of [atOnce, inTurn]) {
      expect(next(edited, reference, '2026-11-23', { done: ['+3', '+10', '+14'] })).toBe('+20 on 2026-11-23');
    }
  });

  test('PLN-5: a removed step keeps the position through later edits', () => {
    const later = edit(edit(old, step(3), step(10)), step(3), step(10), step(20));
    expect(later.removedSteps).toEqual({ '+14': '+10' });
    expect(next(later, reference, '2026-11-23', { done: ['+14'] })).toBe('+20 on 2026-11-23');
  });

  test('PLN-5: the id of a removed step brings that step back, even if another has its name by now', () => {
    const replaced = edit(edit(old, step(3), step(14)), step(3), named(step(10)), step(14));
    expect(ids(replaced)).toEqual(['+3', 'new1', '+14']);
    expect(ids(edit(replaced, step(3), step(10), step(14)))).toEqual(['+3', '+10', '+14']);
  });

  test('PLN-5: a removed step that comes back has been done', () => {
    const back = edit(edit(old, step(3), step(14)), step(3), step(10), step(14));
    expect(back.removedSteps).toEqual({});
    expect(next(back, reference, '2026-11-23', { done: ['+3', '+10'] })).toBe('+14 on 2026-11-23');
  });

  test('PLN-5: a step put before the position already reached is skipped', () => {
    const edited = edit(old, step(3), step(5), step(10), step(14));
    expect(next(edited, reference, '2026-11-23', { done: ['+3', '+10'] })).toBe('+14 on 2026-11-23');
  });

  test('PLN-5: a step put behind the position reached comes, even behind the former last one', () => {
    const edited = edit(old, step(3), step(10), step(14), step(1));
    expect(next(edited, reference, '2026-11-23', { done: ['+3', '+10', '+14'] })).toBe('+1 on 2026-11-23');
  });

  test('PLN-5: next means the plan’s order: a step moved to the end takes the position with it', () => {
    const edited = edit(old, step(10), step(14), step(3));
    expect(next(edited, reference, '2026-11-23', { done: ['+3'] })).toBe('finished');
  });
});
