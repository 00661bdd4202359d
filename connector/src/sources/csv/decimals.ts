export type DecimalMark = '.' | ',';

/** `125000`, EUR → `1250.00`; `decimals` as in `currencyDecimals`. */
export function toDecimal(amount: number, decimals: number): string {
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${amount < 0 ? '-' : ''}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''}`;
}

/**
 * A decimal amount as people write it → minor units, or what is wrong with it. Thousands may be grouped by spaces, apostrophes, or the mark
 * that is not the decimal one; without `mark`, which of the two is decimal must be plain to see.
 */
export function parseDecimal(
  text: string,
  decimals: number,
  mark?: DecimalMark,
): { readonly amount: number } | { readonly problem: string } {
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, '');
  const wrong = (why: string) => ({ problem: `'${text}' ${why}` });
  if (!/^[+-]?\d[\d.,]*$/.test(plain)) return wrong('is not an amount such as 1250.00');
  const decimalMark = mark ?? markOf(plain, decimals);
  if (decimalMark === null) return wrong('may mean thousands or decimals: write it with all decimals, such as 1250.00');
  const group = decimalMark === '.' ? ',' : '.';
  const [whole = '', fraction = '', ...more] = plain.split(decimalMark);
  if (more.length > 0 || fraction.includes(group) || !isGrouped(whole, group)) {
    return wrong('is not an amount such as 1250.00');
  }
  const rest = fraction.slice(decimals);
  if (/[1-9]/.test(rest)) return wrong(`has more than the ${decimals} decimals of its currency`);
  const amount = Number(whole.replaceAll(group, '') + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return Number.isSafeInteger(amount) ? { amount: amount + 0 } : wrong('is too large');
}

function markOf(plain: string, decimals: number): DecimalMark | null {
  const marks = plain.replace(/[^.,]/g, '');
  const last = marks.at(-1) as DecimalMark | undefined;
  if (last === undefined) return '.';
  // Both kinds: the last one is decimal. Several of one kind: they group.
  if (new Set(marks).size === 2) return last;
  if (marks.length > 1) return last === '.' ? ',' : '.';
  const behind = plain.length - plain.indexOf(last) - 1;
  // Of a currency without decimals they can be nothing but thousands.
  if (behind === 3 && decimals === 0) return last === '.' ? ',' : '.';
  return behind === 3 && !(decimals === 3 && last === '.') ? null : last;
}

function isGrouped(whole: string, group: string): boolean {
  const [first = '', ...groups] = whole.replace(/^[+-]/, '').split(group);
  return groups.length === 0 || (/^\d{1,3}$/.test(first) && groups.every((digits) => /^\d{3}$/.test(digits)));
}
