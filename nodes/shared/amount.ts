/** Currencies of ISO 4217 whose minor unit is not a hundredth (MON-1). Intl is no source for it: it follows usage, not the norm. */
const DECIMALS: Record<string, number> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((c) => [c, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((c) => [c, 3])),
  ...Object.fromEntries('CLF UYW'.split(' ').map((c) => [c, 4])),
};

export type AmountFormat = 'minorUnits' | 'decimalPoint' | 'decimalComma';

/**
 * An amount as a person or a spreadsheet gives it, as an integer in the currency's minor unit; exact, by its digits.
 * Throws an Error that says what is wrong with it.
 */
export function toMinorUnits(amount: unknown, currency: unknown, format: AmountFormat): number {
  const text = String(amount ?? '').trim();
  if (format === 'minorUnits') return integer(text, `"${text}" is not a whole number of minor units`);

  const decimals = DECIMALS[String(currency).toUpperCase()] ?? 2;
  const [point, group] = format === 'decimalPoint' || typeof amount === 'number' ? ['.', ','] : [',', '.'];
  const pattern = new RegExp(`^([-−]?)(\\d+|\\d{1,3}(?:[\\${group} '’\\u00a0\\u202f]\\d{3})+)(?:\\${point}(\\d+))?$`);
  const match = pattern.exec(text);
  if (!match) {
    throw new Error(`"${text}" is not an amount with a decimal ${format === 'decimalPoint' ? 'point' : 'comma'}`);
  }
  const [, sign, whole = '', fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > decimals) {
    throw new Error(`"${text}" has ${kept.length} decimals, ${String(currency).toUpperCase()} has ${decimals}`);
  }
  const digits = whole.replace(/\D/g, '') + kept.padEnd(decimals, '0');
  return integer((sign ? '-' : '') + digits, `"${text}" is too large`);
}

function integer(text: string, complaint: string): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) throw new Error(complaint);
  return value;
}
