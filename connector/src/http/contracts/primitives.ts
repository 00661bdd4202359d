import { z } from 'zod';
import { isTimeZone } from '../../clock.ts';
import { parseIsoDate } from '../../domain/day.ts';
import { isEmailAddress } from '../../domain/emailAddress.ts';
import { isCurrency, LARGEST_AMOUNT } from '../../domain/money.ts';
import { canonicalLanguage, isCountry } from '../../domain/places.ts';
import { expected, quote } from './issues.ts';

const CONTROL = /\p{Cc}|[\u2028\u2029]/u;
const CONTROL_IN_TEXT = /(?![\n\r\t])\p{Cc}/u;
const NO_CONTROL = 'must not contain line breaks or control characters';
// PostgreSQL takes no such text in JSON.
const NO_HALVES = 'holds half of a character (a lone surrogate): send the text in UTF-8';
const isWhole = (text: string) => text.isWellFormed();

/** Whether a text may be an id, or a part of a cursor: the rest could be no text for PostgreSQL. */
export const isKeepable = (text: string) => isWhole(text) && !CONTROL.test(text);

/** A name, subject, number …: one line, surrounding spaces dropped. */
export const line = (longest = 200) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(longest)
    .refine((text) => !CONTROL.test(text), NO_CONTROL)
    .refine(isWhole, NO_HALVES);

/** As `line`; the empty text and null both mean that there is none. */
export const optionalLine = (longest = 200) =>
  z
    .string()
    .trim()
    .max(longest)
    .refine((text) => !CONTROL.test(text), NO_CONTROL)
    .refine(isWhole, NO_HALVES)
    .transform((text) => (text === '' ? null : text))
    .nullable()
    .optional();

/** A body, note, comment: may have several lines. */
export const paragraphs = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((text) => !CONTROL_IN_TEXT.test(text), 'must not contain control characters')
    .refine(isWhole, NO_HALVES);

/** An id as the connector or another system gives it: kept exactly as it is. */
export const id = z
  .string({ error: expected('an id: a text of 1 to 200 characters') })
  .min(1, 'must not be empty')
  .max(200)
  .refine((text) => !CONTROL.test(text), NO_CONTROL)
  .refine(isWhole, NO_HALVES);

export const externalId = id.meta({ description: 'The id in your own system', example: 'C-1042' });

/** Names a record by its id, or by yours as `external:<externalId>`. */
export const recordId = id.meta({ description: 'The id, or `external:<externalId>`', example: 'external:C-1042' });

export const isoDate = z
  .string({ error: expected('a calendar date (YYYY-MM-DD)') })
  .meta({ format: 'date', example: '2026-11-23' })
  .transform((text, context) => {
    const day = parseIsoDate(text);
    if (day !== null && text >= '1900' && text < '3000') return day;
    context.issues.push({
      code: 'custom',
      message: `${quote(text)} is not a calendar date (YYYY-MM-DD) of the years 1900 to 2999`,
      input: text,
    });
    return z.NEVER;
  });

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** ISO 8601 text with its offset → ms since 1970, or null. */
export function parseInstant(text: string): number | null {
  const match = INSTANT.exec(text);
  if (!match || parseIsoDate(match[1]!) === null) return null;
  return Date.parse(text);
}

export const instant = z
  .string({ error: expected('an instant (ISO 8601 in UTC, such as 2026-11-23T08:30:00Z)') })
  .meta({ format: 'date-time', example: '2026-11-23T08:30:00Z' })
  .transform((text, context) => {
    const ms = parseInstant(text);
    if (ms !== null) return ms;
    context.issues.push({
      code: 'custom',
      message: `${quote(text)} is not an instant (ISO 8601 in UTC, such as 2026-11-23T08:30:00Z)`,
      input: text,
    });
    return z.NEVER;
  });

const MINOR_UNITS = 'an integer in minor units (125000 for 1,250.00 EUR)';

export const amount = z
  .int({ error: expected(MINOR_UNITS) })
  .min(-LARGEST_AMOUNT)
  .max(LARGEST_AMOUNT)
  .meta({ description: 'In the currency’s minor unit', example: 125000 });

export const currency = z
  .string({ error: expected('an ISO 4217 currency code, upper case, such as EUR') })
  .refine(isCurrency, { error: expected('an ISO 4217 currency code, upper case, such as EUR') })
  .meta({ description: 'ISO 4217 code', example: 'EUR' });

/** An address of the web that may be put into a page as a link: https, without a name and password in it. */
export const httpsUrl = z
  .string({ error: expected('an https address, such as https://pay.example.com/I-1042') })
  .trim()
  .max(2000)
  .refine(isHttpsUrl, { error: expected('an https address, such as https://pay.example.com/I-1042') })
  .meta({ format: 'uri', example: 'https://pay.example.com/I-1042' });

function isHttpsUrl(text: string): boolean {
  if (!/^https:\/\/[^\s\p{Cc}]+$/iu.test(text) || !text.isWellFormed() || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}

export const email = z
  .string({ error: expected('an e-mail address, such as accounting@example.com') })
  .trim()
  .refine(isEmailAddress, { error: expected('an e-mail address, such as accounting@example.com') })
  .meta({ format: 'email', example: 'accounting@example.com' });

export const language = z
  .string({ error: expected('a language (BCP 47), such as fr or de-AT') })
  .refine((text) => canonicalLanguage(text) !== null, { error: expected('a language (BCP 47), such as fr or de-AT') })
  .overwrite((text) => canonicalLanguage(text) ?? text)
  .meta({ description: 'BCP 47 tag', example: 'fr' });

export const country = z
  .string({ error: expected('a country (ISO 3166 alpha-2), such as FR') })
  .toUpperCase()
  .refine(isCountry, { error: expected('a country (ISO 3166 alpha-2), such as FR') })
  .meta({ description: 'ISO 3166 alpha-2 code', example: 'FR' });

export const timeZone = z
  .string({ error: expected('an IANA time zone, such as Europe/Paris') })
  .refine(isTimeZone, { error: expected('an IANA time zone, such as Europe/Paris') })
  .meta({ description: 'IANA time zone', example: 'Europe/Paris' });

export const timeOfDay = z
  .string({ error: expected('a time of day (HH:MM), such as 08:30') })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: expected('a time of day (HH:MM), such as 08:30') })
  .meta({ example: '08:30' });
