import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const { toMinorUnits } = require('../../dist/nodes/shared/amount.js') as {
  toMinorUnits(amount: unknown, currency: unknown, format: 'minorUnits' | 'decimalPoint' | 'decimalComma'): number;
};
const { toCalendarDate } = require('../../dist/nodes/shared/calendarDate.js') as {
  toCalendarDate(value: unknown, timeZone: string): string;
};

describe('MON-1: amounts', () => {
  test.each([
    [12.5, 'EUR', 'decimalPoint', 1_250],
    [0.07, 'EUR', 'decimalPoint', 7],
    [1.005, 'KWD', 'decimalPoint', 1_005],
    [1_234_567.89, 'USD', 'decimalPoint', 123_456_789],
    ['12.50', 'eur', 'decimalPoint', 1_250],
    ['1,234,567.8', 'EUR', 'decimalPoint', 123_456_780],
    ["1'234.50", 'CHF', 'decimalPoint', 123_450],
    ['-3.10', 'EUR', 'decimalPoint', -310],
    ['12.000', 'EUR', 'decimalPoint', 1_200],
    ['1234', 'JPY', 'decimalPoint', 1_234],
    ['1250.00', 'HUF', 'decimalPoint', 125_000],
    ['1.234', 'KWD', 'decimalPoint', 1_234],
    ['1.250,5', 'EUR', 'decimalComma', 125_050],
    ['1\u202f250,50', 'EUR', 'decimalComma', 125_050],
    [12.5, 'EUR', 'decimalComma', 1_250],
    ['1250', 'EUR', 'minorUnits', 1_250],
    [1_250, 'JPY', 'minorUnits', 1_250],
  ] as const)('%s %s as %s is %i', (amount, currency, format, expected) => {
    expect(toMinorUnits(amount, currency, format)).toBe(expected);
  });

  test.each([
    ['12.505', 'EUR', 'decimalPoint', '3 decimals, EUR has 2'],
    ['12.5', 'JPY', 'decimalPoint', '1 decimals, JPY has 0'],
    ['12,50', 'EUR', 'decimalPoint', 'decimal point'],
    ['12.50', 'EUR', 'decimalComma', 'decimal comma'],
    ['12,5,0', 'EUR', 'decimalPoint', 'decimal point'],
    ['€ 12', 'EUR', 'decimalPoint', 'not an amount'],
    ['', 'EUR', 'decimalPoint', 'not an amount'],
    ['12.50', 'EUR', 'minorUnits', 'whole number of minor units'],
    [12.5, 'EUR', 'minorUnits', 'whole number of minor units'],
    ['99999999999999999', 'EUR', 'decimalPoint', 'too large'],
  ] as const)('%s %s as %s is refused', (amount, currency, format, complaint) => {
    expect(() => toMinorUnits(amount, currency, format)).toThrow(complaint);
  });
});

describe('DAT-1: dates count as they are written', () => {
  test.each([
    ['2026-11-23', '2026-11-23'],
    ['2026-11-23T00:00:00', '2026-11-23'],
    ['2026-11-23T23:30:00.000-05:00', '2026-11-23'],
    ['2026-11-23T00:00:00.000Z', '2026-11-23'],
    ['2026-11-23 08:00', '2026-11-23'],
    [new Date('2026-11-22T23:30:00Z'), '2026-11-23'],
  ])('%s', (value, expected) => {
    expect(toCalendarDate(value, 'Europe/Paris')).toBe(expected);
  });

  test.each(['23/11/2026', '11-23-2026', '46349', '', '2026-11-23x', new Date(Number.NaN)])(
    '%s is refused',
    (value) => {
      expect(() => toCalendarDate(value, 'Europe/Paris')).toThrow('YYYY-MM-DD');
    },
  );
});
