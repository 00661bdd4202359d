import { type Clock, localTime } from '../clock.ts';
import { businessCalendar, type Calendar } from '../domain/calendar.ts';
import type { Day } from '../domain/day.ts';
import { countryHolidays } from '../domain/holidays.ts';
import type { OwnTemplates } from '../domain/messageTemplate.ts';
import { DEFAULT_SETTINGS, minutesOf, type Settings } from '../domain/settings.ts';
import { ownTemplates, TEMPLATES_EDITION } from '../store/messageTemplates.ts';
import type { Session } from '../store/store.ts';

/** One instant as the organisation sees it; everything that one call decides is decided on one moment. */
export interface Moment {
  readonly now: number;
  readonly today: Day;
  readonly settings: Settings;
  readonly calendar: Calendar;
  /** DAT-3, DAT-4: a business day, at or after the send time. */
  readonly isSendTime: boolean;
  /** The organisation's own message templates, as every process on the database sees them now. */
  readonly ownTemplates: OwnTemplates;
}

let parsed: { json: string; settings: Settings; calendar: Calendar } | null = null;

/** The settings as stored, defaults where nothing was set. */
export async function readSettings(session: Session): Promise<Settings> {
  return (await readOrganization(session)).settings;
}

interface Organization {
  readonly settings: Settings;
  readonly calendar: Calendar;
  readonly templatesEdition: string | null;
}

/** One query, since every call begins with it. */
async function readOrganization({ db }: Session): Promise<Organization> {
  const { settingsJson, templatesEdition } = await db
    .selectNoFrom(({ selectFrom }) => [
      selectFrom('organization').select('settingsJson').where('id', '=', 1).as('settingsJson'),
      selectFrom('stateValues').select('value').where('key', '=', TEMPLATES_EDITION).as('templatesEdition'),
    ])
    .executeTakeFirstOrThrow();
  return { ...(await parse(settingsJson ?? '{}')), templatesEdition };
}

async function parse(json: string): Promise<{ settings: Settings; calendar: Calendar }> {
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
  const { settings, calendar, templatesEdition } = await readOrganization(session);
  const now = clock.now();
  const { day, minutes } = localTime(now, settings.timeZone);
  const isSendTime = calendar.isBusinessDay(day) && minutes >= minutesOf(settings.sendTime);
  const own = await ownTemplates(session, templatesEdition);
  return { now, today: day, settings, calendar, isSendTime, ownTemplates: own };
}
