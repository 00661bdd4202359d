import { currencyDecimals } from '../../domain/money.ts';
import { parseDecimal } from '../csv/decimals.ts';

/**
 * MON-1: an amount of QuickBooks Online, a JSON number such as 1234.5, in minor units: by its digits, since 1.15 × 100 is not 115 to a
 * computer. Undefined for what is no amount of the currency.
 */
export function minorUnits(value: number, currency: string): number | undefined {
  const parsed = parseDecimal(String(value), currencyDecimals(currency), '.');
  return 'amount' in parsed ? parsed.amount : undefined;
}
