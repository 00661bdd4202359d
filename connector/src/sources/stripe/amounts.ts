import { currencyDecimals } from '../../domain/money.ts';

/**
 * Stripe's smallest unit where it is not that of ISO 4217: ISK and UGX are given in hundredths, for old times' sake, MGA in whole ariary.
 * https://docs.stripe.com/currencies#special-cases
 */
const STRIPE_DECIMALS: ReadonlyMap<string, number> = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', 0],
]);

/** An amount of Stripe's in the minor unit of ISO 4217 (MON-1), exactly; NaN where it has a fraction of that. */
export function minorUnits(amount: number, currency: string): number {
  const stripe = STRIPE_DECIMALS.get(currency);
  if (stripe === undefined) return amount;
  const difference = currencyDecimals(currency) - stripe;
  if (difference >= 0) return amount * 10 ** difference;
  return amount % 10 ** -difference === 0 ? amount / 10 ** -difference : NaN;
}
