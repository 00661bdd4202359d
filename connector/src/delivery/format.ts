import { toIsoDate, type Day } from '../domain/day.ts';
import { currencyDecimals } from '../domain/money.ts';
import { FieldValue } from './fieldValue.ts';

/** How amounts, dates and numbers are written in one language. */
export interface Formats {
  /** Minor units (MON-1) → `€1,240.00`, `1 240,00 €`. */
  amount(minorUnits: number, currency: string): string;
  /** Long form, so that 03/04 is never read the other way round: `April 3, 2026`, `3 avril 2026`; raw `2026-04-03`. */
  date(day: Day): FieldValue;
  /** Without thousands separators: numbers in custom fields are often codes. */
  number(value: number): string;
  /** `a, b and c`. */
  list(texts: readonly string[]): string;
  isSingular(count: number): boolean;
}

const MS_PER_DAY = 86_400_000;
const MAX_LANGUAGES = 100;
const MAX_REMEMBERED = 4096;
const EXACT_IN_A_DOUBLE = 1e15;

/** The first of a month is an ordinal where Intl leaves a plain number. */
const FIRST_OF_MONTH: Readonly<Record<string, (date: string) => string>> = {
  fr: (date) => date.replace(/^1 /, '1er '),
  it: (date) => date.replace(/^1 /, '1º '),
};

const byLanguage = new Map<string, Formats>();

/** The formats of a BCP 47 language tag, made once and kept; an unknown tag throws a RangeError. */
export function formatsFor(language: string): Formats {
  let formats = byLanguage.get(language);
  if (!formats) {
    if (byLanguage.size >= MAX_LANGUAGES) byLanguage.clear();
    formats = createFormats(language);
    byLanguage.set(language, formats);
  }
  return formats;
}

function createFormats(language: string): Formats {
  const amounts = new Map<string, (minorUnits: number) => string>();
  const dates = new Map<Day, FieldValue>();
  const singular = new Map<number, boolean>();
  const dateFormat = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  const numberFormat = new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 15 });
  const listFormat = new Intl.ListFormat(language, { type: 'conjunction' });
  const pluralRules = new Intl.PluralRules(language);
  const firstOfMonth = FIRST_OF_MONTH[new Intl.Locale(language).language] ?? ((date: string) => date);
  return {
    amount(minorUnits, currency) {
      let format = amounts.get(currency);
      if (!format) amounts.set(currency, (format = amountFormat(language, currency)));
      return format(minorUnits);
    },
    date(day) {
      let date = dates.get(day);
      if (!date) {
        if (dates.size >= MAX_REMEMBERED) dates.clear();
        dates.set(day, (date = new FieldValue(firstOfMonth(dateFormat.format(day * MS_PER_DAY)), toIsoDate(day))));
      }
      return date;
    },
    number: (value) => numberFormat.format(value),
    list: (texts) => listFormat.format(texts),
    isSingular(count) {
      let one = singular.get(count);
      if (one === undefined) {
        if (singular.size >= MAX_REMEMBERED) singular.clear();
        singular.set(count, (one = pluralRules.select(count) === 'one'));
      }
      return one;
    },
  };
}

function amountFormat(language: string, currency: string): (minorUnits: number) => string {
  const decimals = currencyDecimals(currency);
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  const divisor = 10 ** decimals;
  return (minorUnits) =>
    Math.abs(minorUnits) < EXACT_IN_A_DOUBLE
      ? format.format(minorUnits / divisor)
      : format.format(`${minorUnits}E-${decimals}` as Intl.StringNumericLiteral);
}
