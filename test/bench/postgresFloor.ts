import pg from 'pg';
import { PLANNER } from '../../connector/src/store/postgres.ts';
import type { Floor } from './database.ts';
import { BATCH, batchReads, dueQuery, partsOf, PORTION, revisionQuery } from './floorQueries.ts';
import type { PlainRow, Written } from './runRecord.ts';

const among = (column: string) => `${column} = ANY($1)`;

/** Plain pg, one connection, reading and writing what a run read and wrote, in the same transactions and by sets. */
export async function postgresFloor(url: string, written: readonly Written[]): Promise<Floor> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(PLANNER);
  try {
    const run = preparing(client);
    let committing = 0;
    const transaction = async (work: () => Promise<void>) => {
      await run('BEGIN');
      await work();
      const start = performance.now();
      await run('COMMIT');
      committing += performance.now() - start;
    };
    const start = performance.now();
    for (const batch of partsOf(written, BATCH)) {
      await transaction(() => readBatch(run, batch));
      // SND-3: what became of a portion is written in the transaction that hands over the next.
      let sent: readonly Written[] = [];
      for (const portion of [...partsOf(batch, PORTION), []]) {
        await transaction(async () => {
          if (sent.length > 0) await writeOutcomes(run, sent);
          if (portion.length > 0) await writeSending(run, portion);
        });
        sent = portion;
      }
    }
    return { total: performance.now() - start, commit: committing };
  } finally {
    await client.end();
  }
}

type Run = (text: string, values?: unknown[]) => Promise<pg.QueryResult>;

/** Queries under a name, so that the server plans each text once. */
function preparing(client: pg.Client): Run {
  const names = new Map<string, string>();
  return (text, values = []) => {
    let name = names.get(text);
    if (name === undefined) names.set(text, (name = `q${names.size}`));
    return client.query({ name, text, values });
  };
}

async function readBatch(run: Run, batch: readonly Written[]): Promise<void> {
  const due = await run(`${dueQuery} FOR UPDATE SKIP LOCKED`);
  const subjects = due.rows.map((row: { subject_id: string }) => row.subject_id);
  await run(`UPDATE schedule SET lease_token = $2, lease_until = $3 WHERE ${among('subject_id')}`, [
    subjects,
    'floor',
    Number.MAX_SAFE_INTEGER,
  ]);
  const [done, ...reads] = batchReads(among);
  for (const read of reads) await run(read, [batch.map(({ customerId }) => customerId)]);
  await run(done!, [batch.map(({ referenceId }) => referenceId)]);
}

async function writeSending(run: Run, portion: readonly Written[]): Promise<void> {
  await run(`${revisionQuery(among)} ORDER BY subject_id FOR UPDATE`, [portion.map(({ customerId }) => customerId)]);
  await insert(
    run,
    'actions',
    portion.map(({ action }) => ({ ...action, status: 'sending' })),
  );
  await insert(
    run,
    'messages',
    portion.map(({ message }) => message),
  );
}

async function writeOutcomes(run: Run, portion: readonly Written[]): Promise<void> {
  const outcomes = portion.map(({ action }) => ({ id: action.id!, status: action.status!, lease_until: null }));
  await update(run, 'actions', 'id', outcomes);
  const contacts = portion.map(({ customer: { id, last_contact_on, last_dunning_on } }) => ({
    id: id!,
    last_contact_on: last_contact_on!,
    last_dunning_on: last_dunning_on!,
  }));
  await update(run, 'customers', 'id', contacts);
  await insert(
    run,
    'events',
    portion.map(({ event }) => event),
  );
  await update(
    run,
    'schedule',
    'subject_id',
    portion.map(({ customerId, planned }) => ({ subject_id: customerId, ...planned })),
  );
}

async function insert(run: Run, table: string, rows: readonly PlainRow[]): Promise<void> {
  const columns = Object.keys(rows[0]!).join(', ');
  const source = `json_populate_recordset(null::${table}, $1::json)`;
  await run(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${source}`, [JSON.stringify(rows)]);
}

async function update(run: Run, table: string, key: string, rows: readonly PlainRow[]): Promise<void> {
  const columns = Object.keys(rows[0]!).filter((column) => column !== key);
  const set = columns.map((column) => `${column} = r.${column}`).join(', ');
  const source = `json_populate_recordset(null::${table}, $1::json) AS r`;
  await run(`UPDATE ${table} AS t SET ${set} FROM ${source} WHERE t.${key} = r.${key}`, [JSON.stringify(rows)]);
}
