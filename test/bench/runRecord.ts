import type { Store } from '../../connector/src/store/store.ts';
import type { ScheduleTable, Tables } from '../../connector/src/store/tables.ts';
import { BATCH, partsOf } from './floorQueries.ts';
import { TODAY } from './ledger.ts';

export type PlainRow = Readonly<Record<string, string | number | null>>;

/** What one message of a run wrote, columns named as in the database. */
export interface Written {
  readonly customerId: string;
  readonly referenceId: string;
  readonly action: PlainRow;
  readonly message: PlainRow;
  readonly event: PlainRow;
  readonly customer: PlainRow;
  /** The columns of the schedule row that planning the next step sets. */
  readonly planned: PlainRow;
}

/** What a sent step changes in its schedule row, whatever comes next. */
const PLANNED = [
  'status reason action_id step_id step_name step_position channel mode due_on next_on',
  'lease_token lease_until revision',
]
  .join(' ')
  .split(' ');

/** The rows that a finished run wrote, in the order of handing over: what a floor writes again. */
export async function readRecord({ session }: Store, actionIds: readonly string[]): Promise<Written[]> {
  const db = session.db.withoutPlugins();
  const select = async (table: keyof Tables, key: string, values: readonly string[]) => {
    const rows = await db.selectFrom(table).selectAll().where(session.oneOf(key, values)).execute();
    return new Map((rows as unknown as PlainRow[]).map((row) => [String(row[key]), row]));
  };
  const written: Written[] = [];
  for (const ids of partsOf(actionIds, BATCH)) {
    const actions = await select('actions', 'id', ids);
    const messages = await select('messages', 'action_id', ids);
    const customerIds = ids.map((id) => String(actions.get(id)!.customer_id));
    const schedule = await select('schedule', 'subject_id', customerIds);
    const customers = await select('customers', 'id', customerIds);
    const events = await select('events', 'customer_id', customerIds);
    ids.forEach((id, index) => {
      const action = actions.get(id)!;
      const customerId = customerIds[index]!;
      const row = schedule.get(customerId)!;
      const { seq: _, ...event } = events.get(customerId)!;
      written.push({
        customerId,
        referenceId: String(action.reference_id),
        action,
        message: messages.get(id)!,
        event,
        customer: customers.get(customerId)!,
        planned: Object.fromEntries(PLANNED.map((column) => [column, row[column]!])),
      });
    });
  }
  return written;
}

/** Remembers how a filled ledger stands, to put it back there after a run: no actions but past ones, these schedule rows due. */
export async function restorePoint({ session }: Store): Promise<(store: Store) => Promise<void>> {
  const due: ScheduleTable[] = await session.db
    .selectFrom('schedule')
    .selectAll()
    .where('nextOn', '<=', TODAY)
    .execute();
  return async (store) => {
    await store.transaction(async (writing) => {
      const sent = writing.db.selectFrom('actions').select('id').where('executedOn', '=', TODAY);
      await writing.db.deleteFrom('messages').where('actionId', 'in', sent).execute();
      await writing.db.deleteFrom('actions').where('executedOn', '=', TODAY).execute();
      await writing.db.deleteFrom('events').execute();
    });
    for (const rows of partsOf(due, BATCH)) {
      const customers = rows.map(({ customerId }) => ({ id: customerId, lastContactOn: null, lastDunningOn: null }));
      await store.transaction(async (writing) => {
        await writing.update('schedule', ['subjectId'], rows);
        await writing.update('customers', ['id'], customers);
      });
    }
  };
}
