import { describe, expect, test } from 'vitest';
import { dailyRuns, timetable } from './dailyRuns.ts';
import { expiredBy } from '../../connector/src/domain/cadence.ts';
import type { Plan } from '../../connector/src/domain/plan.ts';
import { call, calendarWithout, day, invoice, next, planWith } from './examples.ts';

function datesOf(plan: Plan, due: string, from: string, calendar = calendarWithout()) {
  return timetable(
    dailyRuns({ plan, invoices: [invoice({ due })], from: day(from), until: day(from) + 200, calendar }),
  );
}

describe('MIN-2', () => {
  const plan = planWith({ level: 'invoice', steps: [3, 10, 14, 17], minimumContactDelayDays: 5 });

  test('MIN-2: the article’s example: an invoice entering 17 days late is chased every five days, weekends rolled', () => {
    expect(datesOf(plan, '2026-11-06', '2026-11-23')).toEqual([
      '2026-11-23 +3',
      '2026-11-30 +10',
      '2026-12-07 +14',
      '2026-12-14 +17',
    ]);
  });

  test('MIN-2: an invoice followed from its due date is chased on its trigger dates, each no earlier than the delay allows', () => {
    expect(datesOf(plan, '2026-11-06', '2026-11-06')).toEqual([
      '2026-11-09 +3',
      '2026-11-16 +10',
      '2026-11-23 +14',
      '2026-11-30 +17',
    ]);
  });

  test('MIN-2: the delay counts from the day rolled to, and a holiday rolls on', () => {
    const calendar = calendarWithout('2026-11-30', '2026-12-07', '2026-12-08');
    expect(datesOf(plan, '2026-11-06', '2026-11-23', calendar)).toEqual([
      '2026-11-23 +3',
      '2026-12-01 +10',
      '2026-12-09 +14',
      '2026-12-14 +17',
    ]);
  });

  test('MIN-2: the latest of trigger date, earliest date by MIN-1 and today decides, then it is rolled', () => {
    const one = planWith({ steps: [10], minimumContactDelayDays: 5 });
    const reference = invoice({ due: '2026-11-06' });
    expect(next(one, reference, '2026-11-09', { lastContact: '2026-11-09' })).toBe('+10 on 2026-11-16');
    expect(next(one, reference, '2026-11-09', { lastContact: '2026-11-12' })).toBe('+10 on 2026-11-17');
    const over = { lastContact: '2026-11-02', heldUntil: '2026-11-04', snoozed: ['+10', '2026-11-05'] } as const;
    expect(next(one, reference, '2026-11-09', over)).toBe('+10 on 2026-11-16');
    expect(next(one, reference, '2026-11-20', { lastContact: '2026-11-12' })).toBe('+10 on 2026-11-20');
    expect(next(one, reference, '2026-11-21', { lastContact: '2026-11-12' })).toBe('+10 on 2026-11-23');
  });
});

describe('MIN-1', () => {
  const reference = invoice({ due: '2026-11-06' });

  test.each([
    [0, '2026-11-24'],
    [1, '2026-11-24'],
    [2, '2026-11-25'],
    [4, '2026-11-27'],
    [5, '2026-11-30'],
    [30, '2026-12-23'],
  ])(
    'MIN-1: with a delay of %i calendar days after a contact on Monday 23 November the next comes on %s',
    (delay, on) => {
      const plan = planWith({ steps: [3, 10], minimumContactDelayDays: delay });
      expect(next(plan, reference, '2026-11-23', { done: ['+3'], lastContact: '2026-11-23' })).toBe(`+10 on ${on}`);
    },
  );

  test('MIN-1: a contact made before the plan counts as well', () => {
    const plan = planWith({ steps: [3], minimumContactDelayDays: 7 });
    expect(next(plan, reference, '2026-11-23', { lastContact: '2026-11-19' })).toBe('+3 on 2026-11-26');
  });

  test('MIN-1: even with a delay of 0 a subject gets at most one contact a day, however often the run comes', () => {
    const plan = planWith({ steps: [3, 10, 14, 17] });
    const executed = dailyRuns({
      plan,
      invoices: [reference],
      from: day('2026-11-23'),
      until: day('2026-11-30'),
      runsOn: () => 22,
    });
    expect(timetable(executed)).toEqual(['2026-11-23 +3', '2026-11-24 +10', '2026-11-25 +14', '2026-11-26 +17']);
  });
});

describe('LOG-1', () => {
  test('LOG-1: standard steps run in order from the first, however old the invoice', () => {
    expect(datesOf(planWith({ steps: [3, 10, 14] }), '2025-01-06', '2026-11-23')).toEqual([
      '2026-11-23 +3',
      '2026-11-24 +10',
      '2026-11-25 +14',
    ]);
  });

  test('LOG-1: the plan’s order holds even where its days are not in order', () => {
    expect(datesOf(planWith({ steps: [10, 3] }), '2026-11-06', '2026-11-06')).toEqual([
      '2026-11-16 +10',
      '2026-11-17 +3',
    ]);
  });

  const before = planWith({ steps: [-10, -3, 0, 5] });
  const reference = invoice({ due: '2026-11-20' });

  test('LOG-1: a step before the due date expires at the start of the due date', () => {
    expect(next(before, reference, '2026-11-19')).toBe('-10 on 2026-11-19 until 2026-11-20');
    expect(next(before, reference, '2026-11-20')).toBe('+0 on 2026-11-20');
    expect([
      expiredBy(before, '-10', reference, day('2026-11-19')),
      expiredBy(before, '-10', reference, day('2026-11-20')),
    ]).toEqual([false, true]);
  });

  test('LOG-1: a step on the due date or after never expires', () => {
    expect(next(before, reference, '2027-11-19')).toBe('+0 on 2027-11-19');
    expect(expiredBy(before, '+0', reference, day('2027-11-19'))).toBe(false);
  });

  test('LOG-1: a step after the issue date expires by its trigger date, not by its anchor', () => {
    const plan = planWith({ steps: ['issue+10', 'issue+30', 'issue+40'] });
    const onIssue = invoice({ issued: '2026-10-21', due: '2026-11-20' });
    expect(next(plan, onIssue, '2026-11-02')).toBe('issue+10 on 2026-11-02 until 2026-11-20');
    expect(next(plan, onIssue, '2026-11-20')).toBe('issue+30 on 2026-11-20');
  });

  test('LOG-1: a step that would be rolled onto the due date is passed over', () => {
    const monday = invoice({ due: '2026-11-23' });
    expect(next(before, monday, '2026-11-21', { done: ['-10'] })).toBe('+0 on 2026-11-23');
  });

  test('LOG-1: a step that the minimum contact delay holds back until the due date is passed over', () => {
    const plan = planWith({ steps: [-3, 0], minimumContactDelayDays: 10 });
    expect(next(plan, reference, '2026-11-16', { lastContact: '2026-11-12' })).toBe('+0 on 2026-11-23');
  });

  test('LOG-1: a plan that is through is finished', () => {
    expect(next(before, reference, '2026-11-30', { done: ['+5'] })).toBe('finished');
    expect(next(planWith({ steps: [-10] }), reference, '2026-11-20')).toBe('finished');
  });
});

describe('LOG-2', () => {
  const plan = planWith({ logic: 'contextual', steps: [3, 10, 17] });
  const reference = invoice({ due: '2026-11-02' });

  test('LOG-2: the plan is entered at the last step whose trigger date has come', () => {
    expect(next(plan, reference, '2026-11-05')).toBe('+3 on 2026-11-05 until 2026-11-12');
    expect(next(plan, reference, '2026-11-11')).toBe('+3 on 2026-11-11 until 2026-11-12');
    expect(next(plan, reference, '2026-11-12')).toBe('+10 on 2026-11-12 until 2026-11-19');
    expect(next(plan, reference, '2027-11-02')).toBe('+17 on 2027-11-02');
  });

  test('LOG-2: before any trigger date it is entered at the first', () => {
    expect(next(plan, reference, '2026-11-02')).toBe('+3 on 2026-11-05 until 2026-11-12');
  });

  test('LOG-2: the last step in the plan’s order counts, not the latest by its days', () => {
    const unsorted = planWith({ logic: 'contextual', steps: [3, 17, 10] });
    expect(next(unsorted, reference, '2026-11-12')).toBe('+10 on 2026-11-12');
    expect(next(unsorted, reference, '2026-11-30')).toBe('+10 on 2026-11-30');
  });

  test('LOG-2: a step expires when the next one’s trigger date comes, even if it was manual and not done', () => {
    const withCall = planWith({ logic: 'contextual', steps: [call(3), 10, 17] });
    expect(next(withCall, reference, '2026-11-11')).toBe('+3 on 2026-11-11 until 2026-11-12');
    expect(next(withCall, reference, '2026-11-12')).toBe('+10 on 2026-11-12 until 2026-11-19');
    expect([
      expiredBy(withCall, '+3', reference, day('2026-11-11')),
      expiredBy(withCall, '+3', reference, day('2026-11-12')),
    ]).toEqual([false, true]);
    expect(expiredBy(withCall, '+17', reference, day('2030-01-01'))).toBe(false);
  });

  test('LOG-2: a plan that stands further on than the invoice’s age goes on, never back', () => {
    expect(next(plan, reference, '2026-11-06', { done: ['+10'] })).toBe('+17 on 2026-11-19');
    expect(next(plan, reference, '2026-11-06', { done: ['+17'] })).toBe('finished');
  });

  test('LOG-2: a step that the delay holds back until the next one’s trigger date is passed over for that one', () => {
    const slow = planWith({ logic: 'contextual', steps: [3, 10, 17], minimumContactDelayDays: 10 });
    expect(next(slow, reference, '2026-11-05', { lastContact: '2026-11-02' })).toBe(
      '+10 on 2026-11-12 until 2026-11-19',
    );
    expect(next(slow, reference, '2026-11-05', { lastContact: '2026-11-09' })).toBe('+17 on 2026-11-19');
  });

  test('LOG-1: steps before the due date expire at its start in contextual plans too', () => {
    const early = planWith({ logic: 'contextual', steps: [-5, 10] });
    expect(next(early, reference, '2026-10-30')).toBe('-5 on 2026-10-30 until 2026-11-02');
    expect(next(early, reference, '2026-11-02')).toBe('+10 on 2026-11-12');
  });
});

describe('REF-5', () => {
  const plan = planWith({ steps: [3, 10, 14] });

  test('REF-5: on one reference a plan only moves forward, even when its due date moves into the future', () => {
    const moved = invoice({ due: '2027-01-04' });
    expect(next(plan, moved, '2026-11-23', { done: ['+3', '+10'] })).toBe('+14 on 2027-01-18');
    const contextual = planWith({ logic: 'contextual', steps: [3, 10, 14] });
    expect(next(contextual, moved, '2026-11-23', { done: ['+10'] })).toBe('+14 on 2027-01-18');
  });

  test('REF-5: a step before the furthest one does not come again, even if it was never done', () => {
    expect(next(plan, invoice({ due: '2026-11-06' }), '2026-11-23', { done: ['+10'] })).toBe('+14 on 2026-11-23');
  });
});

describe('PAU-1', () => {
  const reference = invoice({ due: '2026-11-02' });

  test('PAU-1: paused until a day, the plan goes on from that day’s start; trigger dates don’t move', () => {
    const plan = planWith({ steps: [3, 30] });
    expect(next(plan, reference, '2026-11-09', { heldUntil: '2026-11-20' })).toBe('+3 on 2026-11-20');
    expect(next(plan, reference, '2026-11-20', { heldUntil: '2026-11-20' })).toBe('+3 on 2026-11-20');
    expect(next(plan, reference, '2026-11-09', { done: ['+3'], heldUntil: '2026-11-20' })).toBe('+30 on 2026-12-02');
  });

  test('PAU-1: a pause that ends on a weekend goes on on Monday', () => {
    expect(next(planWith({ steps: [3] }), reference, '2026-11-09', { heldUntil: '2026-11-21' })).toBe(
      '+3 on 2026-11-23',
    );
  });

  test('PAU-1: what expires during the pause has expired', () => {
    const plan = planWith({ logic: 'contextual', steps: [3, 10, 17] });
    expect(next(plan, reference, '2026-11-05', { heldUntil: '2026-11-13' })).toBe('+10 on 2026-11-13 until 2026-11-19');
    const early = planWith({ steps: [-3, 3] });
    expect(next(early, reference, '2026-10-30', { heldUntil: '2026-11-02' })).toBe('+3 on 2026-11-05');
  });

  test('PAU-1: a pause that is over holds nothing back', () => {
    expect(next(planWith({ steps: [3] }), reference, '2026-11-23', { heldUntil: '2026-11-20' })).toBe(
      '+3 on 2026-11-23',
    );
  });
});

describe('MAN-3', () => {
  const reference = invoice({ due: '2026-11-02' });

  test('MAN-3: snoozing moves the date of that step alone', () => {
    const plan = planWith({ steps: [3, 10] });
    expect(next(plan, reference, '2026-11-05', { snoozed: ['+3', '2026-11-18'] })).toBe('+3 on 2026-11-18');
    expect(next(plan, reference, '2026-11-12', { done: ['+3'], snoozed: ['+3', '2026-11-18'] })).toBe(
      '+10 on 2026-11-12',
    );
  });

  test('MAN-3: snoozing does not move the expiry', () => {
    const plan = planWith({ logic: 'contextual', steps: [3, 10] });
    expect(next(plan, reference, '2026-11-05', { snoozed: ['+3', '2026-11-11'] })).toBe(
      '+3 on 2026-11-11 until 2026-11-12',
    );
    expect(next(plan, reference, '2026-11-05', { snoozed: ['+3', '2026-11-12'] })).toBe('+10 on 2026-11-12');
  });

  test('MAN-1: ignored jumps on to the next step, without waiting for the delay', () => {
    const plan = planWith({ steps: [call(3), 10], minimumContactDelayDays: 10 });
    expect(next(plan, reference, '2026-11-23', { done: ['+3'] })).toBe('+10 on 2026-11-23');
  });
});
