import { CONNECTOR } from '../../domain/actor.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { Deps } from '../deps.ts';
import { promiseColumns, promiseData, promiseOf } from './judgePromises.ts';
import { currentMoment } from '../moment.ts';

const BATCH = 1000;

/**
 * PRO-1: promises whose day has passed are broken, and told so once, by whichever process comes first. Served by the index on open
 * promises: cost follows what has come due.
 */
export async function breakPromises(deps: Deps): Promise<void> {
  for (let more = true; more;) {
    more = await deps.store.transaction(async (session) => {
      const moment = await currentMoment(session, deps.clock);
      const passed = session.db.selectFrom('invoices').where('promisedOn', '<', moment.today);
      const found = await passed.select(['id', 'customerId']).orderBy('promisedOn').limit(BATCH).execute();
      if (found.length === 0) return false;
      await lockCustomers(
        session,
        found.map(({ customerId }) => customerId),
      );
      // Read when nobody else can keep, replace or break them any more.
      const ids = found.map(({ id }) => id);
      const invoices = await passed.selectAll().where(session.oneOf('id', ids)).execute();
      const broken = invoices.map((invoice) => ({ invoice, promise: promiseOf(invoice)! }));
      await session.update(
        'invoices',
        ['id'],
        broken.map(({ invoice, promise }) => ({
          id: invoice.id,
          ...promiseColumns({ ...promise, status: 'broken' }),
          updatedAt: moment.now,
        })),
      );
      const events = broken.map(({ invoice, promise }): NewEvent => {
        const { id, number, customerId, outstanding } = invoice;
        const data = { invoiceId: id, number, ...promiseData(promise, invoice), outstanding };
        return { type: 'promiseBroken', customerId, data };
      });
      await appendEvents(session, deps.newId, moment.now, CONNECTOR, events);
      return found.length === BATCH;
    });
  }
}
