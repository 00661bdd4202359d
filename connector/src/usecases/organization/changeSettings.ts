import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { conflict, invalid } from '../../domain/errors.ts';
import { hasHolidays } from '../../domain/holidays.ts';
import type { Dispute } from '../../domain/invoice.ts';
import type { DisputeReason, Settings } from '../../domain/settings.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, readSettings } from '../moment.ts';
import { replanMany } from '../schedule/replanMany.ts';
import { seeAllFigures } from '../rules/figures.ts';

/** What moves planned actions. */
const PLANNING: readonly string[] = [
  'holidays',
  'timeZone',
  'holdOnUnreadReply',
  'holdOnAutomaticCharging',
] satisfies (keyof Settings)[];

/** What is named is set, also of the holidays. */
export type SettingsInput = Partial<Omit<Settings, 'holidays'>> & { readonly holidays?: Partial<Settings['holidays']> };

/** Changes the settings that the input names; those that move planned actions plan everybody anew. */
export async function changeSettings(deps: Deps, actor: Actor, given: SettingsInput): Promise<Settings> {
  requireAdmin(actor, 'settings');
  const country = given.holidays?.country ?? null;
  if (country !== null && !(await hasHolidays(country))) {
    const message = `the public holidays of ${country} are not known: leave the country out and list the days off under dates`;
    throw invalid([{ path: 'holidays.country', message }]);
  }
  return deps.store.transaction(async (session) => {
    await session.lockTable('organization');
    const old = await readSettings(session);
    const { holidays, ...others } = given;
    const input: Partial<Settings> = { ...others, ...(holidays && { holidays: { ...old.holidays, ...holidays } }) };
    const named = Object.entries(input).filter(([, value]) => value !== undefined);
    const settings = { ...old, ...Object.fromEntries(named) };
    const changed = named
      .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(old[key as keyof Settings]))
      .map(([key]) => key);
    if (changed.length === 0) return settings;
    if (input.disputeReasons && changed.includes('disputeReasons')) await refuseUsed(session, input.disputeReasons);
    const settingsJson = JSON.stringify(settings);
    await session.db
      .insertInto('organization')
      .values({ id: 1, settingsJson })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ settingsJson }))
      .execute();
    await appendEvents(session, deps.newId, deps.clock.now(), actor, [
      { type: 'settingsChanged', customerId: null, data: { changed } },
    ]);
    if (changed.some((key) => PLANNING.includes(key))) await replanMany(session, deps, actor);
    // Another way of counting is no crossing (RUL-5).
    if (changed.includes('scoreIncludes') || changed.includes('currency'))
      await seeAllFigures(session, await currentMoment(session, deps.clock));
    return settings;
  });
}

/** DIS-1: a reason stays as long as a dispute with it is open. */
async function refuseUsed(session: Session, reasons: readonly DisputeReason[]): Promise<void> {
  const kept = new Set(reasons.map(({ key }) => key));
  const open = await session.db
    .selectFrom('invoices')
    .select(['number', 'disputeJson'])
    .where('isDisputed', '=', 1)
    .where('disputeJson', 'is not', null)
    .execute();
  const used = new Map(open.map(({ number, disputeJson }) => [(JSON.parse(disputeJson!) as Dispute).reason, number]));
  const errors = [...used]
    .filter(([key]) => !kept.has(key))
    .map(([key, number]) => ({
      path: 'disputeReasons',
      message: `'${key}' is the reason of an open dispute (invoice ${number}): close it first, or keep the reason`,
    }));
  if (errors.length > 0) throw conflict('A reason that an open dispute has cannot be removed', errors);
}
