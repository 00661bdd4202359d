import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Org } from './org.ts';

interface Job {
  readonly id: string;
  readonly object: string;
  readonly operation: string;
  csv: string;
  state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  failed: Record<string, string>[];
  succeeded: Record<string, string>[];
}

export interface BulkAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Ingest jobs of the Bulk API 2.0, as its documentation has them; a job is carried out between two looks at it. */
export class BulkJobs {
  readonly jobs = new Map<string, Job>();
  readonly #org: Org;

  constructor(org: Org) {
    this.#org = org;
  }

  /** `path`: what follows `/jobs/ingest`. */
  answer(method: string, path: string, body: string): BulkAnswer {
    const [, id, part] = path.split('/');
    if (!id) return this.#open(JSON.parse(body) as { object: string; operation: string });
    const job = this.jobs.get(id);
    if (!job)
      return { status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }] };
    if (method === 'PUT' && part === 'batches') {
      if (job.state !== 'Open') return invalid('the job is not open');
      job.csv = body;
      return { status: 201, body: null };
    }
    if (method === 'PATCH') job.state = (JSON.parse(body) as { state: Job['state'] }).state;
    else if (part === 'failedResults') return { status: 200, body: csv(job.failed) };
    else if (part === 'successfulResults') return { status: 200, body: csv(job.succeeded) };
    else if (job.state === 'UploadComplete') job.state = 'InProgress';
    else if (job.state === 'InProgress') this.#carryOut(job);
    return { status: 200, body: info(job) };
  }

  #open({ object, operation }: { object: string; operation: string }): BulkAnswer {
    const id = `750AAAA${String(this.jobs.size + 1).padStart(8, '0')}EAA`;
    if (operation !== 'update') return invalid(`operation ${operation}`);
    const job: Job = { id, object, operation, csv: '', state: 'Open', failed: [], succeeded: [] };
    this.jobs.set(id, job);
    return { status: 200, body: info(job) };
  }

  #carryOut(job: Job): void {
    for (const row of parse<Record<string, string>>(job.csv, { columns: true })) {
      const { Id, ...cells } = row;
      const values = Object.fromEntries(
        Object.entries(cells).flatMap(([name, cell]) =>
          cell === '' ? [] : [[name, this.#value(job.object, name, cell)]],
        ),
      );
      const problem = this.#org.update(job.object, Id!, values);
      if (problem) job.failed.push({ sf__Id: '', sf__Error: `${problem.code}:${problem.message}:--`, ...row });
      else job.succeeded.push({ sf__Id: Id!, sf__Created: 'false', ...row });
    }
    job.state = 'JobComplete';
  }

  #value(object: string, name: string, cell: string): string | number | null {
    if (cell === '#N/A') return null;
    const type = this.#org.fields[object as 'Account'].find((field) => field.name === name)?.type ?? '';
    return ['currency', 'double', 'int'].includes(type) ? Number(cell) : cell;
  }
}

function info({ id, object, operation, state }: Job) {
  return {
    id,
    object,
    operation,
    state,
    contentType: 'CSV',
    apiVersion: 60,
    lineEnding: 'LF',
    columnDelimiter: 'COMMA',
  };
}

function invalid(message: string): BulkAnswer {
  return { status: 400, body: [{ errorCode: 'INVALIDJOBSTATE', message }] };
}

const csv = (rows: Record<string, string>[]) => (rows.length === 0 ? '' : stringify(rows, { header: true }));
