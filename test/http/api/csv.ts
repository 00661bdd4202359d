import type { importAnswer } from '../../../connector/src/http/contracts/csv.ts';
import type { Client, Output, Problem } from './client.ts';

export type Imported = Output<typeof importAnswer>;
export type LineResult = Imported['results'][number];
type File = string | Uint8Array<ArrayBuffer>;
export type Records = 'customers' | 'invoices' | 'payments' | 'contacts' | 'assignments';

const headers = { 'Content-Type': 'text/csv' };

/** Imports a file; lines may come as a list. */
export async function importCsv(
  api: Client,
  records: Records,
  file: File | readonly string[],
  query = '',
): Promise<Imported> {
  const answer = await api.request<Imported>('POST', `/v1/${records}/import${query}`, { raw: text(file), headers });
  if (answer.status !== 200) throw new Error(`The import of ${records} answered ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** First its customers, then its invoices, as people do. */
export async function importBoth(api: Client, file: File, query = '') {
  const customers = await importCsv(api, 'customers', file, query);
  const invoices = await importCsv(api, 'invoices', file, query);
  return { customers, invoices };
}

/** A file of these lines. */
export const lines = (...all: string[]) => `${all.join('\n')}\n`;

/** The problem that an import ends in. */
export function refusedFile(api: Client, records: Records, file: File | readonly string[]): Promise<Problem> {
  return api.problem('POST', `/v1/${records}/import`, { raw: text(file), headers });
}

export function exportCsv(api: Client, records: Records, query = ''): Promise<string> {
  return api.get<string>(`/v1/${records}/export${query}`);
}

/** Line and status of each result. */
export function statuses({ results }: Imported): [number, string][] {
  return results.map(({ line, status }) => [line, status]);
}

function text(file: File | readonly string[]): File {
  return typeof file === 'string' || file instanceof Uint8Array ? file : `${file.join('\n')}\n`;
}
