import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import type { IngestJobV2 } from 'jsforce/lib/api/bulk2.js';
import type { Schema } from 'jsforce/lib/types/index.js';
import type { SalesforceClient } from './client.ts';
import { SalesforceError } from './errors.ts';

/** A record and the fields to set; null empties one. */
export interface RowUpdate {
  readonly id: string;
  readonly fields: Readonly<Record<string, string | number | null>>;
}

/** How one row ended; null is done. */
export interface RowFailure {
  /** As Salesforce names it: `ENTITY_IS_DELETED`, `FIELD_CUSTOM_VALIDATION_EXCEPTION`, … */
  readonly code: string;
  readonly message: string;
}

export type RowOutcomes = ReadonlyMap<string, RowFailure | null>;

/** Above this the Bulk API takes fewer of an org's requests than collections do. */
export const BULK_ABOVE = 2000;
const COLLECTION = 200;
/** A job takes 150 MB; this many rows are 20 MB at most. */
const JOB = 50_000;
const FIRST_LOOK_MS = 250;
const LAST_LOOKS_MS = 10_000;
const LONGEST_JOB_MS = 30 * 60_000;

/**
 * Updates records of one object, all rows with the same fields: 200 at a time, or above 2,000 rows by the Bulk API 2.0. `done` is called with
 * each portion as soon as Salesforce has answered, so that what is done is known whatever happens next. Setting a row twice does no harm.
 */
export async function updateRows(
  client: SalesforceClient,
  object: string,
  rows: readonly RowUpdate[],
  done: (portion: RowOutcomes) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const isBulk = rows.length > BULK_ABOVE;
  const size = isBulk ? JOB : COLLECTION;
  for (let start = 0; start < rows.length; start += size) {
    const part = rows.slice(start, start + size);
    await done(isBulk ? await updateByJob(client, object, part, signal) : await updateCollection(client, object, part));
  }
}

async function updateCollection(
  client: SalesforceClient,
  object: string,
  rows: readonly RowUpdate[],
): Promise<RowOutcomes> {
  const records = rows.map(({ id, fields }) => ({ Id: id, ...fields }));
  const answers = await client.ask((connection) => connection.update(object, records, { allOrNone: false }));
  return new Map(
    rows.map(({ id }, index) => {
      const answer = answers[index];
      if (answer?.success) return [id, null];
      const [error] = answer?.errors ?? [];
      const named = error && { code: errorCode(error), message: error.message };
      return [id, named ?? { code: 'UNKNOWN', message: 'Salesforce said nothing about this record' }];
    }),
  );
}

/** In collections Salesforce calls it `statusCode`, elsewhere `errorCode`; jsforce knows the latter alone. */
function errorCode(error: { readonly errorCode?: string; readonly statusCode?: string }): string {
  return error.statusCode ?? error.errorCode ?? 'UNKNOWN';
}

async function updateByJob(
  client: SalesforceClient,
  object: string,
  rows: readonly RowUpdate[],
  signal: AbortSignal,
): Promise<RowOutcomes> {
  const job = await client.ask(async (connection) => {
    const made = connection.bulk2.createJob({ object, operation: 'update', lineEnding: 'LF' });
    await made.open();
    return made;
  });
  // jsforce sends a job's rows as a stream, which it cannot send again when the token expires just then.
  const headers = { 'Content-Type': 'text/csv; charset=utf-8' };
  const url = `/jobs/ingest/${job.id}/batches`;
  await client.ask((connection) => connection.request({ method: 'PUT', url, headers, body: toCsv(rows) }));
  await client.ask(() => job.close());
  await untilFinished(client, job, signal);
  const failed = await client.ask(() => job.getFailedResults());
  const succeeded = await client.ask(() => job.getSuccessfulResults());
  const outcomes = new Map<string, RowFailure | null>(
    rows.map(({ id }) => [id, { code: 'UNPROCESSED', message: 'Salesforce did not come to this record' }]),
  );
  for (const row of succeeded) outcomes.set(row.sf__Id, null);
  for (const row of failed) {
    const { Id } = row as { readonly Id?: string }; // sf__Id came with version 53
    outcomes.set(Id ?? row.sf__Id, failureOf(row.sf__Error));
  }
  return outcomes;
}

async function untilFinished(client: SalesforceClient, job: IngestJobV2<Schema>, signal: AbortSignal): Promise<void> {
  const until = Date.now() + LONGEST_JOB_MS;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LAST_LOOKS_MS)) {
    const { state, errorMessage } = await client.ask(() => job.check());
    if (state === 'JobComplete') return;
    if (state === 'Failed' || state === 'Aborted') {
      const message = `Salesforce did not carry out bulk job ${job.id} (${errorMessage ?? state})`;
      throw new SalesforceError({ kind: 'refused', message });
    }
    if (Date.now() > until) {
      const message = `Salesforce has not finished bulk job ${job.id} after half an hour`;
      throw new SalesforceError({ kind: 'unavailable', message });
    }
    await wait(pause, undefined, { signal });
  }
}

/** In a job's rows `#N/A` empties a field, where nothing leaves it as it is. */
function toCsv(rows: readonly RowUpdate[]): string {
  const names = Object.keys(rows[0]!.fields);
  return stringify([
    ['Id', ...names],
    ...rows.map(({ id, fields }) => [id, ...names.map((name) => fields[name] ?? '#N/A')]),
  ]);
}

/** As jobs have it: `CODE:message:Field1,Field2 --`. */
function failureOf(text: string): RowFailure {
  const [, code, message] = /^([A-Z_]+):(.*?)(?::[^:]*--)?$/s.exec(text) ?? [];
  return code === undefined ? { code: 'UNKNOWN', message: text } : { code, message: message! };
}
