import { type Actor, requireAdmin } from '../domain/actor.ts';
import { invalid } from '../domain/errors.ts';
import { hasHolidays } from '../domain/holidays.ts';
import type { Settings } from '../domain/settings.ts';
import { appendEvents } from '../store/events.ts';
import type { Deps } from './deps.ts';
import { readSettings } from './moment.ts';
import { replanMany } from './replanMany.ts';

/** Changes the settings that the input names; a changed calendar or zone plans everybody anew. */
export async function changeSettings(deps: Deps, actor: Actor, input: Partial<Settings>): Promise<Settings> {
  requireAdmin(actor, 'settings');
  const country = input.holidays?.country ?? null;
  if (country !== null && !(await hasHolidays(country))) {
    const message = `the public holidays of ${country} are not known: leave the country out and list the days off under dates`;
    throw invalid([{ path: 'holidays.country', message }]);
  }
  return deps.store.transaction(async (session) => {
    await session.lockTable('organization');
    const old = await readSettings(session);
    const named = Object.entries(input).filter(([, value]) => value !== undefined);
    const settings = { ...old, ...Object.fromEntries(named) };
    const changed = named
      .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(old[key as keyof Settings]))
      .map(([key]) => key);
    if (changed.length === 0) return settings;
    const settingsJson = JSON.stringify(settings);
    await session.db
      .insertInto('organization')
      .values({ id: 1, settingsJson })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ settingsJson }))
      .execute();
    await appendEvents(session, deps.newId, deps.clock.now(), actor, [
      { type: 'settingsChanged', customerId: null, data: { changed } },
    ]);
    if (changed.includes('holidays') || changed.includes('timeZone')) await replanMany(session, deps, actor);
    return settings;
  });
}
