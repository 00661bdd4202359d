/** MON-1: an amount is an integer in the currency's minor unit; amounts of two currencies are never added. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Sums over many amounts stay exact up to here. */
export const LARGEST_AMOUNT = 999_999_999_999_999;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Where ISO 4217 has not 2 decimals. Intl says how amounts are usually written instead: HUF, COP or IDR without any. */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG'].map((code) => [code, 0] as const),
  ...['RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((code) => [code, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
  ...['CLF', 'UYW'].map((code) => [code, 4] as const),
]);

/** Whether `code` is an ISO 4217 code, upper case. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** MON-1: decimals of the minor unit by ISO 4217: EUR 2, JPY 0, KWD 3. */
export function currencyDecimals(code: string): number {
  return DECIMALS.get(code) ?? 2;
}
