/** MON-1: an amount is an integer in the currency's minor unit; amounts of two currencies are never added. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const decimalsOf = new Map<string, number>();

/** Whether `code` is an ISO 4217 code, upper case. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** Decimals of the minor unit: EUR 2, JPY 0, KWD 3. */
export function currencyDecimals(code: string): number {
  let decimals = decimalsOf.get(code);
  if (decimals === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency: code });
    decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
    decimalsOf.set(code, decimals);
  }
  return decimals;
}
