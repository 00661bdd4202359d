import { describe, expect, test } from 'vitest';
import { furthestIndex, isAlwaysManual, isContact, triggerDay } from '../../connector/src/domain/plan.ts';
import { invoice, iso, planWith, step } from './examples.ts';

test('TRG-1: a trigger date is the due or the issue date plus or minus the step’s days', () => {
  const reference = invoice({ issued: '2026-10-17', due: '2026-11-16' });
  const triggers = [3, 0, -5, 'issue+0', 'issue+10', 'issue-2'].map((timing) =>
    iso(triggerDay(step(timing), reference)),
  );
  expect(triggers).toEqual(['2026-11-19', '2026-11-16', '2026-11-11', '2026-10-17', '2026-10-27', '2026-10-15']);
});

test('PLN-2: calls and tasks are done by people', () => {
  const channels = ['email', 'sms', 'letter', 'call', 'task'] as const;
  expect(channels.filter(isAlwaysManual)).toEqual(['call', 'task']);
});

test('MIN-3: e-mails, SMS, letters and calls are contacts, tasks are none', () => {
  const channels = ['email', 'sms', 'letter', 'call', 'task'] as const;
  expect(channels.filter(isContact)).toEqual(['email', 'sms', 'letter', 'call']);
});

describe('REF-5', () => {
  const plan = planWith({ steps: [3, 10, 14, 17] });

  test('REF-5: the position is the furthest step done, in the plan’s order, not the latest', () => {
    expect(furthestIndex(plan, [])).toBe(-1);
    expect(furthestIndex(plan, ['+3'])).toBe(0);
    expect(furthestIndex(plan, ['+14', '+3'])).toBe(2);
  });

  test('REF-5: the plan’s order is that of its list, not of its days', () => {
    expect(furthestIndex(planWith({ steps: [14, 3, 10] }), ['+14'])).toBe(0);
  });

  test('PLN-5: a removed step counts as its predecessor at the time, that one as its own if removed too', () => {
    const removedSteps = { b: 'a', a: '+10', first: null };
    const edited = planWith({ steps: [3, 10, 14], removedSteps });
    expect(furthestIndex(edited, ['b'])).toBe(1);
    expect(furthestIndex(edited, ['first'])).toBe(-1);
    expect(furthestIndex(edited, ['b', '+14'])).toBe(2);
    expect(furthestIndex(edited, ['never heard of'])).toBe(-1);
  });
});
