import type { z } from 'zod';
import { isCurrency, currencyDecimals } from '../../domain/money.ts';
import { type Day, parseIsoDate } from '../../domain/day.ts';
import { parseDecimal } from '../csv/decimals.ts';
import type { Company } from './company.ts';

/** An object that no record can be made of; its message says which field is wrong and what to do. */
export class Misfit extends Error {}

/** The object with the fields that are read, or a misfit that names the first one that is wrong. */
export function fitting<T>(schema: z.ZodType<T>, object: unknown): T {
  const parsed = schema.safeParse(object);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Misfit(`${issue!.path.join('.')} ${issue!.message}`);
}

/** The currency of a transaction; that of the company where it names none. */
export function currencyOf(ref: { readonly value: string } | undefined, { homeCurrency }: Company): string {
  const currency = ref?.value ?? homeCurrency;
  if (currency === null) throw new Misfit('CurrencyRef is missing, and the company’s home currency is not known');
  if (!isCurrency(currency)) throw new Misfit(`CurrencyRef.value '${currency}' is not an ISO 4217 code`);
  return currency;
}

/**
 * MON-1: an amount of QuickBooks Online, a JSON number such as 1234.5, in minor units: by its digits, since 1.15 × 100 is not 115 to a
 * computer.
 */
export function minorUnits(field: string, value: number, currency: string): number {
  const parsed = parseDecimal(String(value), currencyDecimals(currency), '.');
  if ('problem' in parsed) throw new Misfit(`${field} ${parsed.problem} (${currency})`);
  if (parsed.amount < 0) throw new Misfit(`${field} ${value} is below 0`);
  return parsed.amount;
}

export function dayIn(field: string, text: string): Day {
  const day = parseIsoDate(text);
  if (day === null) throw new Misfit(`${field} '${text}' is not a calendar date (YYYY-MM-DD)`);
  return day;
}
