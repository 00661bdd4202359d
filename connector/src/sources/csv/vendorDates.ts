import { parseIsoDate, toIsoDate } from '../../domain/day.ts';

/** In which order a system writes dates; `monthOrDayFirst`: by its country, so that the file must show which. */
export type DateOrder = 'iso' | 'dayFirst' | 'monthFirst' | 'monthOrDayFirst';

const NUMBERS = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})\b/;
const ISO = /^\d{4}-\d{2}-\d{2}(?=$|[T ])/;

/** A date of any order → `YYYY-MM-DD`; a time behind it is dropped. What is no date stays as it is, for the checks to quote. */
export function toIso(text: string, order: DateOrder): string {
  const iso = ISO.exec(text)?.[0];
  if (iso !== undefined) return iso;
  const match = NUMBERS.exec(text);
  if (!match || order === 'iso') return text;
  const [first, second, year] = [match[1]!, match[2]!, match[3]!];
  const [day, month] = order === 'dayFirst' ? [first, second] : [second, first];
  const written = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = parseIsoDate(written);
  return parsed === null ? text : toIsoDate(parsed);
}

/** Sees many dates, and says in which order they are: months stop at 12. */
export class DateEvidence {
  #dayFirst = false;
  #monthFirst = false;

  add(text: string): void {
    const match = NUMBERS.exec(text);
    if (!match) return;
    this.#dayFirst ||= Number(match[1]) > 12;
    this.#monthFirst ||= Number(match[2]) > 12;
  }

  order(): 'dayFirst' | 'monthFirst' | 'unclear' | 'contradictory' {
    if (this.#dayFirst && this.#monthFirst) return 'contradictory';
    return this.#dayFirst ? 'dayFirst' : this.#monthFirst ? 'monthFirst' : 'unclear';
  }
}
