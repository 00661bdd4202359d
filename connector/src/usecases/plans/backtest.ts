import { setImmediate } from 'node:timers/promises';
import { localTime } from '../../clock.ts';
import type { Actor } from '../../domain/actor.ts';
import { type BacktestAction, backtestCustomer } from '../../domain/backtest.ts';
import { BacktestTally } from '../../domain/backtestTally.ts';
import { type Day, toIsoDate } from '../../domain/day.ts';
import { unprocessable } from '../../domain/errors.ts';
import type { FilterInput } from '../../domain/filter.ts';
import type { Plan } from '../../domain/plan.ts';
import { minutesOf } from '../../domain/settings.ts';
import { customerIdsAfter } from '../../store/customerSelection.ts';
import { loadPasts } from '../../store/history.ts';
import type { Session } from '../../store/store.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import { customerFilter } from '../lists/checkFilters.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { Stopping } from '../stopping.ts';
import { toReference } from '../lists/records.ts';

export interface BacktestInput {
  /** The day on which the plan is entered; left out, each customer enters it with the first invoice. */
  readonly from?: Day;
  /** Today, if left out. */
  readonly to?: Day;
  readonly customers?: readonly string[];
  readonly where?: readonly FilterInput[];
  /** So many customers at most, in the order of their ids. */
  readonly limit?: number;
  readonly sampleSize?: number;
}

export interface Backtest {
  readonly plan: Plan;
  /** Null where there is no invoice at all. */
  readonly from: Day | null;
  readonly to: Day;
  readonly tally: BacktestTally;
  /** What was gone through. */
  readonly considered: { readonly customers: number; readonly invoices: number };
  /** False where `limit` left customers out. */
  readonly complete: boolean;
  readonly sample: readonly SampledAction[];
}

export interface SampledAction extends BacktestAction {
  readonly customer: { readonly id: string; readonly externalId: string | null; readonly name: string };
}

const BATCH = 250;
const SAMPLE = 50;

/**
 * What a plan would have sent over the past that is in the database, had it been in force: reads only, some customers at a time, in the
 * order of their ids. Other calls are served in between.
 */
export async function backtest(deps: Deps, actor: Actor, plan: Plan, input: BacktestInput): Promise<Backtest> {
  const { session } = deps.store;
  const moment = await currentMoment(session, deps.clock);
  const window = { from: input.from ?? -Infinity, to: input.to ?? moment.today };
  refuseEmpty(window);
  const idsAfter = await selection(session, actor, input, moment);
  const tally = new BacktestTally(plan, input.sampleSize ?? SAMPLE);
  const considered = { customers: 0, invoices: 0 };
  const limit = input.limit ?? Infinity;
  let first = Infinity;
  let complete = true;
  for (let after = ''; complete;) {
    const room = Math.min(BATCH, limit - considered.customers);
    const found = await idsAfter(after, room + 1);
    const ids = found.slice(0, room);
    for (const past of await loadPasts(session, ids, effectiveDay(moment))) {
      considered.customers++;
      considered.invoices += past.invoices.length;
      for (const { issuedOn } of past.invoices) first = Math.min(first, issuedOn);
      for (const action of backtestCustomer(plan, past, window, moment.calendar)) tally.add(action);
    }
    if (found.length <= room) break;
    complete = considered.customers < limit;
    after = ids.at(-1)!;
    if (deps.stopping.aborted) throw new Stopping();
    // SQLite answers at once: without this nobody else would be served until the end.
    await setImmediate();
  }
  const from = input.from ?? (first === Infinity ? null : first);
  return { plan, from, to: window.to, tally, considered, complete, sample: await named(session, tally.sample()) };
}

function refuseEmpty({ from, to }: { readonly from: Day; readonly to: Day }): void {
  if (from <= to) return;
  const message = `must not be before from, ${toIsoDate(from)}`;
  throw unprocessable('A back-test goes forward in time', [{ path: 'to', message }]);
}

/** What happened at an instant counts on that day if it was before the send time, else from the next day on (DAT-3). */
function effectiveDay({ settings }: Moment): (at: number) => Day {
  const sendMinutes = minutesOf(settings.sendTime);
  return (at) => {
    const { day, minutes } = localTime(at, settings.timeZone);
    return minutes < sendMinutes ? day : day + 1;
  };
}

type IdsAfter = (after: string, limit: number) => Promise<string[]>;

/** The customers that are meant, in the order of their ids; those whom the actor may not see are not there (CUS-5). */
async function selection(session: Session, actor: Actor, input: BacktestInput, moment: Moment): Promise<IdsAfter> {
  if (!input.customers) {
    const filter = await customerFilter(session, input.where ?? [], 'where');
    return (after, limit) => customerIdsAfter(session, actor, { filter }, moment, after, limit);
  }
  const find = await findVisible(session, actor, 'customers', input.customers.map(toReference));
  const rows = input.customers.map((name) => find(toReference(name)));
  const errors = rows.flatMap((row, index) =>
    row ? [] : [{ path: `customers.${index}`, message: `there is no customer '${input.customers![index]!}'` }],
  );
  if (errors.length > 0) throw unprocessable('A customer is not there', errors);
  const ids = [...new Set(rows.map((row) => row!.id))].sort();
  return async (after, limit) => ids.filter((id) => id > after).slice(0, limit);
}

async function named(session: Session, actions: readonly BacktestAction[]): Promise<SampledAction[]> {
  const rows = await session.db
    .selectFrom('customers')
    .select(['id', 'externalId', 'name'])
    .where(session.oneOf('id', new Set(actions.map(({ customerId }) => customerId))))
    .execute();
  const customers = new Map(rows.map((row) => [row.id, row]));
  return actions.map((action) => ({ ...action, customer: customers.get(action.customerId)! }));
}
