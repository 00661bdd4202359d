import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecast, type ForecastStart } from '../../connector/src/domain/forecast.ts';
import { toIsoDate } from '../../connector/src/domain/day.ts';
import { openInvoice, someCalendar, somePlan, START } from './arbitraries.ts';
import { dailyRuns, timetable } from './dailyRuns.ts';
import { call, calendarWithout, day, invoice, iso, planWith, progress, step, weekdays } from './examples.ts';

type Start = Partial<Omit<ForecastStart, 'from'>> & Pick<ForecastStart, 'plan'> & { readonly from: string };

const late = invoice({ due: '2026-11-06' });

/** `<step> <day it is due, or the outcome>: <rules>`, a line each. */
function lines({ from, ...start }: Start): string[] {
  const steps = forecast({ progress: progress(), reference: late, calendar: weekdays, ...start, from: day(from) });
  return steps.map(({ step: { name }, dueOn, outcome, reasons }) => {
    const rules = reasons.map(({ rule }) => rule);
    return `${name} ${dueOn === null ? outcome : toIsoDate(dueOn)}: ${rules.join(' ')}`;
  });
}

describe('the dates of a plan', () => {
  const plan = planWith({ level: 'invoice', steps: [3, 10, 14, 17], minimumContactDelayDays: 5 });

  test('MIN-2: the article’s example, with the rules that decide', () => {
    expect(lines({ plan, from: '2026-11-23' })).toEqual([
      '+3 2026-11-23: TRG-1 MIN-2',
      '+10 2026-11-30: TRG-1 MIN-1 DAT-2',
      '+14 2026-12-07: TRG-1 MIN-1 DAT-2',
      '+17 2026-12-14: TRG-1 MIN-1 DAT-2',
    ]);
  });

  test('DAT-2: a reason says whether a weekend or a holiday moved the date', () => {
    const calendar = calendarWithout('2026-12-07');
    const [, second, third] = forecast({
      plan,
      progress: progress(),
      reference: late,
      from: day('2026-11-23'),
      calendar,
    });
    expect(second!.reasons.at(-1)).toMatchObject({
      code: 'notBusinessDay',
      values: { cause: 'weekend', date: '2026-11-28' },
    });
    expect(second!.reasons.at(-1)!.text).toBe(
      '2026-11-28 is a Saturday: moved to Monday 2026-11-30, the next business day.',
    );
    expect(third!.reasons.at(-1)!.values).toEqual({ date: '2026-12-05', cause: 'weekend', movedTo: '2026-12-08' });
    const one = forecast({ plan, progress: progress(), reference: late, from: day('2026-12-07'), calendar })[0]!;
    expect(one.reasons.at(-1)!.text).toBe(
      'Monday 2026-12-07 is a holiday: moved to Tuesday 2026-12-08, the next business day.',
    );
  });

  test('LOG-1: a step before the due date that the plan comes to too late has expired', () => {
    const before = planWith({ steps: [-5, 3] });
    const steps = forecast({
      plan: before,
      progress: progress(),
      reference: late,
      from: day('2026-11-09'),
      calendar: weekdays,
    });
    expect(steps[0]).toMatchObject({ outcome: 'expired', dueOn: null, earliestOn: null, expiresOn: day('2026-11-06') });
    expect(steps[0]!.reasons.map(({ code }) => code)).toEqual(['expiredAtDueDate']);
    expect(iso(steps[1]!.dueOn)).toBe('2026-11-09');
  });

  test('LOG-2: a contextual plan passes over steps whose successor has come; one that the delay holds too long expires', () => {
    const contextual = planWith({ logic: 'contextual', steps: [3, 10, 14, 17], minimumContactDelayDays: 5 });
    expect(lines({ plan: contextual, from: '2026-11-17' })).toEqual([
      '+3 expired: LOG-2',
      '+10 2026-11-17: TRG-1 MIN-2',
      '+14 expired: TRG-1 MIN-1 DAT-2 LOG-2',
      '+17 2026-11-23: TRG-1',
    ]);
  });

  test('SND-2, REF-5: what was carried out is done, what was jumped is behind; contacts before count', () => {
    const behind = { plan, from: '2026-11-23', progress: progress({ done: ['+10'], lastContact: '2026-11-20' }) };
    expect(lines(behind)).toEqual([
      '+3 expired: REF-5',
      '+10 done: SND-2',
      '+14 2026-11-25: TRG-1 MIN-1',
      '+17 2026-11-30: TRG-1 MIN-1',
    ]);
  });

  test('PAU-1, MAN-3: a pause and a snooze put steps off', () => {
    const held = progress({ heldUntil: '2026-11-26', snoozed: ['+10', '2026-12-03'] });
    expect(lines({ plan, from: '2026-11-23', progress: held }).slice(0, 2)).toEqual([
      '+3 2026-11-26: TRG-1 PAU-1',
      '+10 2026-12-03: TRG-1 MAN-3',
    ]);
  });

  test('MIN-3: a task holds nothing back; a call does', () => {
    const task = step('+5', { channel: 'task', mode: 'manual', template: null });
    const mixed = planWith({ steps: [3, task, call(6), 7], minimumContactDelayDays: 7 });
    expect(lines({ plan: mixed, from: '2026-11-23' })).toEqual([
      '+3 2026-11-23: TRG-1 MIN-2',
      '+5 2026-11-30: TRG-1 MIN-1',
      '+6 2026-11-30: TRG-1 MIN-1',
      '+7 2026-12-07: TRG-1 MIN-1',
    ]);
  });

  test('MAN-1: what is listed keeps its date; the next counts from today', () => {
    const listed = { stepId: '+3', since: day('2026-11-09') };
    expect(lines({ plan: planWith({ steps: [call(3), 10] }), from: '2026-11-23', listed })).toEqual([
      '+3 2026-11-09: TRG-1 MAN-1',
      '+10 2026-11-24: TRG-1 MIN-1',
    ]);
  });
});

test('MIN-2, LOG: a forecast is what runs on every day carry out, whatever the plan', () => {
  fc.assert(
    fc.property(
      somePlan,
      openInvoice,
      someCalendar,
      fc.integer({ min: START - 20, max: START + 90 }),
      (plan, reference, calendar, from) => {
        const steps = forecast({ plan, progress: progress(), reference, from, calendar });
        expect(steps.map(({ index }) => index)).toEqual(plan.steps.map((_, index) => index));
        const due = steps.filter(({ outcome }) => outcome === 'due');
        const runs = dailyRuns({ plan, invoices: [reference], from, until: from + 400, calendar, runsOn: () => 6 });
        expect(due.map((each) => `${toIsoDate(each.dueOn!)} ${each.step.name}`)).toEqual(timetable(runs));
        for (const { reasons } of steps) expect(reasons.length).toBeGreaterThan(0);
      },
    ),
  );
});
