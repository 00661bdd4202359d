import Database from 'better-sqlite3';
import type { Floor } from './database.ts';
import { BATCH, batchReads, dueQuery, partsOf, PORTION, revisionQuery } from './floorQueries.ts';
import type { PlainRow, Written } from './runRecord.ts';

const among = (column: string) => `${column} IN (SELECT value FROM json_each(?))`;

/** Plain better-sqlite3 reading and writing what a run read and wrote, in the same transactions. */
export function sqliteFloor(path: string, written: readonly Written[]): Floor {
  const database = new Database(path);
  try {
    for (const pragma of ['synchronous = FULL', 'foreign_keys = ON', 'cache_size = -49152']) database.pragma(pragma);
    const statements = prepare(database, written[0]!);
    let committing = 0;
    const commit = () => {
      const start = performance.now();
      statements.commit.run();
      committing += performance.now() - start;
    };
    const start = performance.now();
    for (const batch of partsOf(written, BATCH)) {
      statements.begin.run();
      readBatch(statements, batch);
      commit();
      // SND-3: what became of a portion is written in the transaction that hands over the next.
      let sent: readonly Written[] = [];
      for (const portion of [...partsOf(batch, PORTION), []]) {
        statements.begin.run();
        writeOutcomes(statements, sent);
        writeSending(statements, portion);
        commit();
        sent = portion;
      }
    }
    return { total: performance.now() - start, commit: committing };
  } finally {
    database.close();
  }
}

type Statements = ReturnType<typeof prepare>;

function prepare(database: Database.Database, sample: Written) {
  const insert = (table: string, row: PlainRow) => {
    const columns = Object.keys(row);
    const values = columns.map(() => '?').join(', ');
    return database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values})`);
  };
  const planned = Object.keys(sample.planned).map((column) => `${column} = ?`);
  return {
    begin: database.prepare('BEGIN'),
    commit: database.prepare('COMMIT'),
    due: database.prepare(dueQuery),
    lease: database.prepare(`UPDATE schedule SET lease_token = ?, lease_until = ? WHERE ${among('subject_id')}`),
    reads: batchReads(among).map((text) => database.prepare(text)),
    revision: database.prepare(revisionQuery(among)),
    action: insert('actions', sample.action),
    message: insert('messages', sample.message),
    event: insert('events', sample.event),
    outcome: database.prepare('UPDATE actions SET status = ?, lease_until = NULL WHERE id = ?'),
    customer: database.prepare('UPDATE customers SET last_contact_on = ?, last_dunning_on = ? WHERE id = ?'),
    schedule: database.prepare(`UPDATE schedule SET ${planned.join(', ')} WHERE subject_id = ?`),
  };
}

function readBatch(statements: Statements, batch: readonly Written[]): void {
  const due = statements.due.all() as { subject_id: string }[];
  statements.lease.run('floor', Number.MAX_SAFE_INTEGER, JSON.stringify(due.map((row) => row.subject_id)));
  const ids = {
    customers: JSON.stringify(batch.map(({ customerId }) => customerId)),
    references: JSON.stringify(batch.map(({ referenceId }) => referenceId)),
  };
  statements.reads.forEach((read, index) => read.all(index === 0 ? ids.references : ids.customers));
}

function writeSending(statements: Statements, portion: readonly Written[]): void {
  statements.revision.all(JSON.stringify(portion.map(({ customerId }) => customerId)));
  for (const { action } of portion) statements.action.run(Object.values({ ...action, status: 'sending' }));
  for (const { message } of portion) statements.message.run(Object.values(message));
}

function writeOutcomes(statements: Statements, portion: readonly Written[]): void {
  for (const { action } of portion) statements.outcome.run(action.status, action.id);
  for (const { customer } of portion) {
    statements.customer.run(customer.last_contact_on, customer.last_dunning_on, customer.id);
  }
  for (const { event } of portion) statements.event.run(Object.values(event));
  for (const { planned, customerId } of portion) statements.schedule.run([...Object.values(planned), customerId]);
}
