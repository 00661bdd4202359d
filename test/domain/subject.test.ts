import { describe, expect, test } from 'vitest';
import { type Outlook, outlook, type SubjectState } from '../../connector/src/domain/subject.ts';
import { dailyRuns, letters } from './dailyRuns.ts';
import { call, day, invoice, iso, planWith, progress, step, subject, weekdays } from './examples.ts';

const reference = invoice({ due: '2026-11-02' });
const plan = planWith({ steps: [3, 10] });
const callFirst = planWith({ steps: [call(3), 10] });

function inWords(ahead: Outlook): string {
  if (ahead.kind === 'idle') return ahead.reason;
  return `${ahead.next.step.name} on ${iso(ahead.next.dueOn)}${ahead.toDo ? ' by a person' : ''}`;
}
const ahead = (state: SubjectState, today: string) => inWords(outlook(state, day(today), weekdays));

describe('what keeps a subject from being written to', () => {
  test.each<[string, Partial<SubjectState>, string]>([
    ['CUS-2: an excluded customer', { excluded: true }, 'excluded'],
    ['PAU-1: paused until resumed', { pausedIndefinitely: true }, 'paused'],
    ['CLM-1, MAN-3: a claimed or uncertain action', { blocked: true }, 'blocked'],
    ['REF-1: nothing to collect on', { reference: null }, 'noReference'],
    ['REF-4: a plan that is through', { progress: progress({ done: ['+3', '+10'] }) }, 'finished'],
  ])('%s: nothing is planned', (_, facts, reason) => {
    expect(ahead(subject(plan, reference), '2026-11-23')).toBe('+3 on 2026-11-23');
    expect(ahead(subject(plan, reference, facts), '2026-11-23')).toBe(reason);
  });

  test.each(['unreadReply', 'automaticCharging'] as const)(
    'HLD-1: %s holds automatic steps, not manual ones',
    (hold) => {
      expect(ahead(subject(plan, reference, { hold }), '2026-11-23')).toBe(hold);
      expect(ahead(subject(callFirst, reference, { hold }), '2026-11-05')).toBe('+3 on 2026-11-05 by a person');
    },
  );

  test('HLD-1: a held step that expires makes room for the manual one behind it', () => {
    const contextual = planWith({ logic: 'contextual', steps: [step(3), step(10, { mode: 'manual' })] });
    const held = subject(contextual, reference, { hold: 'unreadReply' });
    expect(outlook(held, day('2026-11-05'), weekdays)).toMatchObject({
      reason: 'unreadReply',
      held: { expiresOn: day('2026-11-12') },
    });
    expect(ahead(held, '2026-11-12')).toBe('+10 on 2026-11-12 by a person');
  });

  test('PAU-1: a pause with an end plans for its end', () => {
    expect(ahead(subject(plan, reference, { progress: progress({ heldUntil: '2026-11-25' }) }), '2026-11-23')).toBe(
      '+3 on 2026-11-25',
    );
  });
});

describe('MAN-1', () => {
  test('MAN-1: a manual action is for a person from its day on, not before', () => {
    expect(ahead(subject(callFirst, reference), '2026-11-04')).toBe('+3 on 2026-11-05');
    expect(ahead(subject(callFirst, reference), '2026-11-05')).toBe('+3 on 2026-11-05 by a person');
    expect(ahead(subject(planWith({ steps: [step(3, { mode: 'manual' })] }), reference), '2026-11-05')).toBe(
      '+3 on 2026-11-05 by a person',
    );
    expect(ahead(subject(plan, reference), '2026-11-05')).toBe('+3 on 2026-11-05');
  });

  const since = (date: string, referenceId = 'F-1') => ({ stepId: '+3', referenceId, since: day(date) });

  test('MAN-1: listed, it keeps its date and blocks the plan until it is done or ignored', () => {
    expect(ahead(subject(callFirst, reference, { listed: since('2026-11-05') }), '2026-11-23')).toBe(
      '+3 on 2026-11-05 by a person',
    );
    const done = { listed: since('2026-11-20'), progress: progress({ done: ['+3'] }) };
    expect(ahead(subject(callFirst, reference, done), '2026-11-23')).toBe('+10 on 2026-11-23');
  });

  test('MAN-1: listed on one invoice, it has no date on another', () => {
    expect(ahead(subject(callFirst, reference, { listed: since('2026-11-05', 'F-0') }), '2026-11-23')).toBe(
      '+3 on 2026-11-23 by a person',
    );
  });

  test('MAN-1: listed, it gives its date up when something puts it off', () => {
    const put = (facts: Parameters<typeof progress>[0]) =>
      subject(callFirst, reference, { listed: since('2026-11-05'), progress: progress(facts) });
    expect(ahead(put({ snoozed: ['+3', '2026-11-26'] }), '2026-11-23')).toBe('+3 on 2026-11-26');
    expect(ahead(put({ heldUntil: '2026-11-26' }), '2026-11-23')).toBe('+3 on 2026-11-26');
    expect(
      ahead(subject(callFirst, invoice({ due: '2026-11-30' }), { listed: since('2026-11-05') }), '2026-11-23'),
    ).toBe('+3 on 2026-12-03');
  });

  test('MAN-1, LOG-2: listed, it stays until the next step’s trigger date, over a weekend as well', () => {
    const contextual = planWith({ logic: 'contextual', steps: [call(3), 14] });
    const listed = { listed: since('2026-11-05') };
    expect(ahead(subject(contextual, reference, listed), '2026-11-13')).toBe('+3 on 2026-11-05 by a person');
    expect(ahead(subject(contextual, reference, listed), '2026-11-14')).toBe('+3 on 2026-11-05 by a person');
    expect(ahead(subject(contextual, reference, listed), '2026-11-15')).toBe('+3 on 2026-11-05 by a person');
    expect(ahead(subject(contextual, reference, listed), '2026-11-16')).toBe('+14 on 2026-11-16');
  });
});

describe('REF-2, SND-2', () => {
  const two = planWith({ steps: [3, 10, 14], minimumContactDelayDays: 3 });
  const a = invoice({ number: 'A', due: '2026-11-02' });
  const b = invoice({ number: 'B', due: '2026-11-04' });
  const run = (
    invoices: (today: number) => (typeof a)[],
    until = '2026-12-31',
    logic: 'standard' | 'contextual' = 'standard',
  ) => letters(dailyRuns({ plan: { ...two, logic }, invoices, from: day('2026-11-05'), until: day(until) }));

  test('REF-2: when the reference is paid, the next one starts the plan afresh; contacts already made count', () => {
    const paidOn = day('2026-11-13');
    expect(run((today) => [today < paidOn ? a : { ...a, outstanding: 0 }, b])).toEqual([
      '2026-11-05 +3 for A',
      '2026-11-12 +10 for A',
      '2026-11-16 +3 for B',
      '2026-11-19 +10 for B',
      '2026-11-23 +14 for B',
    ]);
  });

  test('REF-2, LOG-2: in a contextual plan the next one starts where its age puts it', () => {
    const paidOn = day('2026-11-13');
    expect(run((today) => [today < paidOn ? a : { ...a, outstanding: 0 }, b], '2026-12-31', 'contextual')).toEqual([
      '2026-11-05 +3 for A',
      '2026-11-12 +10 for A',
      '2026-11-16 +10 for B',
      '2026-11-19 +14 for B',
    ]);
  });

  test('REF-2: when an older invoice arrives, it takes over', () => {
    const arrives = day('2026-11-10');
    expect(run((today) => (today < arrives ? [b] : [a, b]), '2026-11-20')).toEqual([
      '2026-11-09 +3 for B',
      '2026-11-12 +3 for A',
      '2026-11-16 +10 for A',
      '2026-11-19 +14 for A',
    ]);
  });

  test('SND-2: a reference that comes back goes on where it stood', () => {
    const disputed = (today: number) => today >= day('2026-11-13') && today < day('2026-11-24');
    expect(run((today) => [{ ...a, isDisputed: disputed(today) }, b])).toEqual([
      '2026-11-05 +3 for A',
      '2026-11-12 +10 for A',
      '2026-11-16 +3 for B',
      '2026-11-19 +10 for B',
      '2026-11-23 +14 for B',
      '2026-11-26 +14 for A',
    ]);
  });

  test('REF-4: a reference whose plan is finished stays the reference; younger invoices wait', () => {
    expect(run(() => [a, b])).toEqual(['2026-11-05 +3 for A', '2026-11-12 +10 for A', '2026-11-16 +14 for A']);
  });

  test('MIN-3: a task is no contact and holds nothing back', () => {
    const withTask = planWith({
      steps: [step(3, { channel: 'task', mode: 'manual' }), 4],
      minimumContactDelayDays: 10,
    });
    const executed = dailyRuns({ plan: withTask, invoices: [a], from: day('2026-11-05'), until: day('2026-12-31') });
    expect(letters(executed)).toEqual(['2026-11-05 +3 for A', '2026-11-06 +4 for A']);
  });
});
