import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgePromise, type PromiseToPay, type SettledPart } from '../../connector/src/domain/promise.ts';

const GROSS = 10_000;

function promise(facts: Partial<PromiseToPay> = {}): PromiseToPay {
  return { date: 100, amount: GROSS, madeOn: 90, pause: false, status: 'open', settledBefore: 0, ...facts };
}

test.each([
  ['all of it on the day', {}, [{ on: 100, amount: GROSS }], 'kept'],
  ['all of it a day late', {}, [{ on: 101, amount: GROSS }], 'open'],
  ['one minor unit short', {}, [{ on: 99, amount: GROSS - 1 }], 'open'],
  ['the part that was promised', { amount: 3_000 }, [{ on: 99, amount: 3_000 }], 'kept'],
  ['what had been paid before', { amount: 3_000, settledBefore: 5_000 }, [{ on: 80, amount: 5_000 }], 'open'],
  ['less by a refund', {}, [{ on: 99, amount: GROSS }].concat({ on: 99, amount: -1 }), 'open'],
  ['late money on a broken one', { status: 'broken' }, [{ on: 101, amount: GROSS }], 'broken'],
  ['money in time on a broken one', { status: 'broken' }, [{ on: 100, amount: GROSS }], 'kept'],
  ['nothing on a kept one', { status: 'kept' }, [], 'kept'],
] as const)('PRO-1: %s', (_what, facts, parts, expected) => {
  expect(judgePromise(promise(facts), GROSS, parts)).toBe(expected);
});

test('PRO-1: an invoice whose amount was lowered to what is settled keeps an open promise, and mends no broken one', () => {
  const settled = [{ on: 80, amount: 4_000 }];
  expect(judgePromise(promise({ amount: 6_000, settledBefore: 4_000 }), 4_000, settled)).toBe('kept');
  expect(judgePromise(promise({ amount: 6_000, settledBefore: 4_000, status: 'broken' }), 4_000, settled)).toBe(
    'broken',
  );
});

const parts = fc.array(
  fc.record({ on: fc.integer({ min: 80, max: 120 }), amount: fc.integer({ min: 1, max: 9_000 }) }),
);

test('PRO-1: more money in time never breaks a promise, later money never keeps it, whatever the order of arrival', () => {
  fc.assert(
    fc.property(parts, fc.integer({ min: 1, max: GROSS }), fc.nat({ max: 5_000 }), (entries, amount, more) => {
      const made = promise({ amount });
      const judged = (list: readonly SettledPart[]) => judgePromise(made, GROSS, list);
      const late = { on: made.date + 1, amount: GROSS };
      expect(judged([...entries, late])).toBe(judged(entries));
      expect(judged(entries.toReversed())).toBe(judged(entries));
      if (judged(entries) === 'kept') expect(judged([...entries, { on: made.date, amount: more }])).toBe('kept');
      const inTime = entries.filter(({ on }) => on <= made.date).reduce((sum, part) => sum + part.amount, 0);
      expect(judged(entries)).toBe(inTime >= amount ? 'kept' : 'open');
    }),
  );
});
