import { type Clock, localTime } from '../clock.ts';
import { businessCalendar, type Calendar } from '../domain/calendar.ts';
import type { Day } from '../domain/day.ts';
import { countryHolidays } from '../domain/holidays.ts';
import { DEFAULT_SETTINGS, minutesOf, type Settings } from '../domain/settings.ts';
import type { Session } from '../store/store.ts';

/** One instant as the organisation sees it; everything that one call decides is decided on one moment. */
export interface Moment {
  readonly now: number;
  readonly today: Day;
  readonly settings: Settings;
  readonly calendar: Calendar;
  /** DAT-3, DAT-4: a business day, at or after the send time. */
  readonly isSendTime: boolean;
}

let parsed: { json: string; settings: Settings; calendar: Calendar } | null = null;

/** The settings as stored, defaults where nothing was set. */
export async function readSettings(session: Session): Promise<Settings> {
  return (await readOrganization(session)).settings;
}

async function readOrganization(session: Session): Promise<{ settings: Settings; calendar: Calendar }> {
  const row = await session.db.selectFrom('organization').select('settingsJson').where('id', '=', 1).executeTakeFirst();
  const json = row?.settingsJson ?? '{}';
  if (parsed?.json === json) return parsed;
  const settings: Settings = Object.freeze({ ...DEFAULT_SETTINGS, ...(JSON.parse(json) as Partial<Settings>) });
  const ownDays = new Set(settings.holidays.dates);
  const ofCountry = settings.holidays.country === null ? null : await countryHolidays(settings.holidays.country);
  const calendar = businessCalendar((day) => ownDays.has(day) || (ofCountry?.(day) ?? false));
  parsed = { json, settings, calendar };
  return parsed;
}

/** Now, by the one clock (CLK-1) and the organisation's zone and calendar. */
export async function currentMoment(session: Session, clock: Clock): Promise<Moment> {
  const { settings, calendar } = await readOrganization(session);
  const now = clock.now();
  const { day, minutes } = localTime(now, settings.timeZone);
  const isSendTime = calendar.isBusinessDay(day) && minutes >= minutesOf(settings.sendTime);
  return { now, today: day, settings, calendar, isSendTime };
}
