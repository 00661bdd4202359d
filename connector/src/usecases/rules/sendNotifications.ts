import type { Delivery, OutgoingMessage } from '../../delivery/mailer.ts';
import { CONNECTOR } from '../../domain/actor.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { NotificationTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { retryAt } from '../messages/retryAt.ts';
import { giveBack, reserve } from '../messages/sendingLimit.ts';

/** As with reminders (SND-3), at most so many are between handing over and recording. */
const BATCH = 20;
const LEASE_MS = 10 * 60_000;
const ATTEMPTS = 10;
/** While the mail server is away, three days: nothing is wrong with the message. */
const ATTEMPTS_AWAY = 300;

/** Once the change that a session writes has committed, its notifications go out. */
export function sendAfterCommit(session: Session, deps: Deps): void {
  // What fails here is taken up by the next minute (`passTime`), which logs what is wrong.
  session.afterCommit(() => void sendNotifications(deps).catch(() => undefined));
}

/**
 * Sends the e-mails of smart rules that wait (RUL-3), each once: handing over is written down before, its outcome after; one that a dead
 * process was handing over is not repeated (SND-2).
 */
export async function sendNotifications(deps: Deps): Promise<void> {
  await giveUpOnDead(deps);
  // Nobody who has nothing to send waits for a mail server that is slow with others' messages.
  for (let more = (await waiting(deps.store.session, deps, 1)).length > 0; more && !deps.stopping.aborted;) {
    more = await deps.handingOver.run(async () => {
      const places = await reserve(deps, (await waiting(deps.store.session, deps)).length);
      const taken = await take(deps, places.granted);
      await deps.unwritten.writeSometime(() => giveBack(deps, places, taken.length));
      const outcomes = await Promise.all(
        taken.map(async (row) => ({
          row,
          delivery: await deps.mailer.send(JSON.parse(row.messageJson) as OutgoingMessage),
        })),
      );
      if (taken.length > 0) await deps.unwritten.write(() => record(deps, outcomes));
      return taken.length === BATCH;
    });
  }
}

/** Notes which are about to go; where its answer is lost with the connection, they wait as before: none has left. */
function take(deps: Deps, places: number): Promise<NotificationTable[]> {
  const leaseUntil = deps.clock.wall() + LEASE_MS;
  let taken: NotificationTable[] = [];
  return deps.unwritten.orUndo(
    () =>
      deps.store.transaction(async (session) => {
        const rows = await waiting(session, deps, places);
        const leased = { status: 'sending' as const, retryAt: leaseUntil };
        await session.update(
          'notifications',
          ['id'],
          rows.map(({ id }) => ({ id, ...leased })),
        );
        return (taken = rows);
      }),
    () => letWait(deps, taken, leaseUntil),
  );
}

async function letWait({ store, clock }: Deps, taken: readonly NotificationTable[], leaseUntil: number): Promise<void> {
  const ids = taken.map(({ id }) => id);
  if (ids.length === 0) return;
  const { session } = store;
  await session.db
    .updateTable('notifications')
    .set({ status: 'waiting', retryAt: clock.wall() })
    .where('status', '=', 'sending')
    .where('retryAt', '=', leaseUntil)
    .where(session.oneOf('id', ids))
    .execute();
}

/** The first of those that wait; in a transaction on PostgreSQL locked, without those that another connector has. */
function waiting(session: Session, { clock, store }: Deps, limit = BATCH): Promise<NotificationTable[]> {
  let query = session.db
    .selectFrom('notifications')
    .selectAll()
    .where('status', '=', 'waiting')
    .where('retryAt', '<=', clock.wall())
    .orderBy('retryAt')
    .limit(limit);
  if (session.dialect.name === 'postgres' && session !== store.session) query = query.forUpdate().skipLocked();
  return query.execute();
}

async function record(
  deps: Deps,
  outcomes: readonly { readonly row: NotificationTable; readonly delivery: Delivery }[],
): Promise<void> {
  await deps.store.transaction(async (session) => {
    const after = outcomes.map(({ row, delivery }) => ({ ...row, ...outcomeOf(deps, row, delivery) }));
    await session.update(
      'notifications',
      ['id'],
      after.map((row) => ({ ...row })),
    );
    await tellGivenUp(session, deps, after);
  });
}

function outcomeOf({ clock }: Deps, { attempts }: NotificationTable, delivery: Delivery): Partial<NotificationTable> {
  if (delivery.kind === 'accepted') return { status: 'sent', reason: null, attempts: attempts + 1 };
  const { reason } = delivery;
  if (delivery.kind === 'unknown') return { status: 'uncertain', reason, attempts: attempts + 1 };
  const isOver = delivery.permanent || attempts + 1 >= (delivery.serverDown ? ATTEMPTS_AWAY : ATTEMPTS);
  const again = retryAt(clock.wall(), attempts);
  return { status: isOver ? 'failed' : 'waiting', reason, attempts: attempts + 1, retryAt: again };
}

/** A process that died, or lost its database, while it handed over. */
async function giveUpOnDead(deps: Deps): Promise<void> {
  const dead = await deps.store.session.db
    .selectFrom('notifications')
    .selectAll()
    .where('status', '=', 'sending')
    .where('retryAt', '<=', deps.clock.wall())
    .execute();
  if (dead.length === 0) return;
  await deps.store.transaction(async (session) => {
    const reason = 'The process that handed it over ended before the answer was written down';
    const after = dead.map((row) => ({ ...row, status: 'uncertain' as const, reason }));
    await session.update('notifications', ['id'], after);
    await tellGivenUp(session, deps, after);
  });
}

async function tellGivenUp(session: Session, deps: Deps, rows: readonly NotificationTable[]): Promise<void> {
  const events = rows
    .filter(({ status }) => status === 'failed' || status === 'uncertain')
    .map(({ ruleId, customerId, status, reason }) => ({
      type: 'ruleWithoutEffect' as const,
      customerId,
      data: {
        ruleId,
        reason: `The notification ${status === 'failed' ? 'did not go out' : 'may not have gone out'}: ${reason}`,
      },
    }));
  await appendEvents(session, deps.newId, deps.clock.now(), CONNECTOR, events);
}
