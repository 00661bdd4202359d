import { expect, test } from 'vitest';
import { currencyDecimals, isCurrency } from '../../connector/src/domain/money.ts';

test.each([
  [0, ['JPY', 'KRW', 'CLP', 'VND', 'ISK', 'UGX', 'XAF', 'XOF', 'XPF']],
  [2, ['EUR', 'USD', 'GBP', 'CHF', 'HUF', 'COP', 'IDR', 'PKR', 'TWD', 'RSD', 'ALL', 'MGA']],
  [3, ['KWD', 'BHD', 'OMR', 'JOD', 'TND', 'LYD', 'IQD']],
])('MON-1: the minor unit has %i decimals by ISO 4217 in %s', (decimals, codes) => {
  expect(codes.map((code) => [code, currencyDecimals(code)])).toEqual(codes.map((code) => [code, decimals]));
});

test('MON-1: a currency is an ISO 4217 code in upper case', () => {
  expect(['EUR', 'JPY', 'KWD', 'HUF'].map(isCurrency)).toEqual([true, true, true, true]);
  expect(['eur', 'EURO', 'EU', '', '€', 'XYZ'].map(isCurrency)).toEqual([false, false, false, false, false, false]);
});
