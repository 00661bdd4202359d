import { type Day, fromIsoDate, toIsoDate } from './day.ts';

type IsHoliday = (day: Day) => boolean;
const byCountry = new Map<string, Promise<IsHoliday>>();

/** Every day of a holiday; the library gives the first, and instants in the country's zone that may lie an hour less apart. */
function daysOf({ date, start, end }: { date: string; start: Date; end: Date }): Day[] {
  const length = Math.floor((end.getTime() - start.getTime()) / 86_400_000 + 0.1);
  return Array.from({ length: Math.max(length, 1) }, (_, index) => fromIsoDate(date.slice(0, 10)) + index);
}

async function loadCountry(country: string): Promise<IsHoliday> {
  const { default: Holidays } = await import('date-holidays');
  const holidays = new Holidays(country);
  const years = new Map<string, Set<Day>>();
  return (day) => {
    const year = toIsoDate(day).slice(0, 4);
    let days = years.get(year);
    if (!days) {
      // Last year's too: a holiday of several days may reach into this one.
      const found = [Number(year) - 1, Number(year)].flatMap((each) => holidays.getHolidays(each));
      days = new Set(found.filter(({ type }) => type === 'public').flatMap(daysOf));
      years.set(year, days);
    }
    return days.has(day);
  };
}

/** Whether the holidays of a country (ISO 3166 alpha-2) are known. */
export async function hasHolidays(country: string): Promise<boolean> {
  const { default: Holidays } = await import('date-holidays');
  return country in new Holidays().getCountries();
}

/** DAT-2: whether a day is a public holiday of a country (ISO 3166 alpha-2); loaded at first use and kept. */
export function countryHolidays(country: string): Promise<IsHoliday> {
  let loading = byCountry.get(country);
  if (!loading) {
    loading = loadCountry(country);
    byCountry.set(country, loading);
  }
  return loading;
}
