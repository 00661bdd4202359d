import { type Day, fromIsoDate, toIsoDate } from './day.ts';

type IsHoliday = (day: Day) => boolean;
const byCountry = new Map<string, Promise<IsHoliday>>();

async function loadCountry(country: string): Promise<IsHoliday> {
  const { default: Holidays } = await import('date-holidays');
  const holidays = new Holidays(country);
  const years = new Map<string, Set<Day>>();
  return (day) => {
    const year = toIsoDate(day).slice(0, 4);
    let days = years.get(year);
    if (!days) {
      const found = holidays.getHolidays(Number(year)).filter(({ type }) => type === 'public');
      days = new Set(found.map(({ date }) => fromIsoDate(date.slice(0, 10))));
      years.set(year, days);
    }
    return days.has(day);
  };
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
