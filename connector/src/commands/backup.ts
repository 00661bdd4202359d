import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { documentPath, writeOnce } from '../store/documentFiles.ts';
import { StoreError } from '../store/store.ts';
import { wholeDocument } from './wholeDocument.ts';

/** Pages of 4 kB between two looks at whoever writes meanwhile. */
const PAGES = 4_096;

/**
 * Copies a SQLite database as of one moment, with its documents, while a connector may be writing to it. What is at `file` afterwards is
 * whole and checked, or there is nothing there. Throws a StoreError with a remedy.
 */
export async function backup(databaseUrl: string, file: string, say: (line: string) => void): Promise<void> {
  if (!databaseUrl.startsWith('sqlite:'))
    throw new StoreError(
      'PostgreSQL is backed up by its own tool, documents included: pg_dump --format=custom --file=<file> "$DUNNING_DATABASE_URL"',
    );
  const path = databaseUrl.slice('sqlite:'.length);
  if (!existsSync(path)) throw new StoreError(`There is no database at ${path}: set DUNNING_DATABASE_URL`);
  if (!existsSync(dirname(file)))
    throw new StoreError(`There is no folder ${dirname(file)}: make it, or name another one`);
  for (const there of [file, `${file}.documents`])
    if (existsSync(there)) throw new StoreError(`${there} is there already: name a new file, or move it away`);
  try {
    await copy(path, file, say);
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    // Of SQLite and the system: no room, no right to write there, no database.
    throw /^(SQLITE_|E[A-Z]+$)/.test(code)
      ? new StoreError(`No backup of ${path} was made in ${file}: ${message}`)
      : error;
  }
}

async function copy(path: string, file: string, say: (line: string) => void): Promise<void> {
  const draft = `${file}.unfinished`;
  const draftDocuments = `${draft}.documents`;
  await rm(draft, { force: true });
  await rm(draftDocuments, { recursive: true, force: true });
  await copyPages(path, draft, say);
  const { documents, counts } = check(draft);
  // The documents of the copy’s own moment: each was written before its row, and none is ever taken away.
  for (const [index, hash] of documents.entries()) {
    await writeOnce(documentPath(draftDocuments, hash), await wholeDocument(`${path}.documents`, hash));
    if ((index + 1) % 1_000 === 0) say(`documents: ${index + 1} of ${documents.length}`);
  }
  if (documents.length > 0) await rename(draftDocuments, `${file}.documents`);
  await rename(draft, file);
  say(`${file}: checked, with ${counts.join(', ')} and ${documents.length} documents`);
}

async function copyPages(path: string, draft: string, say: (line: string) => void): Promise<void> {
  const source = new Database(path, { fileMustExist: true, readonly: true });
  try {
    // Without a moment to hold on to, SQLite would begin again whenever somebody writes between two looks, and never end.
    source.exec('BEGIN');
    source.prepare('SELECT 1 FROM sqlite_schema').get();
    let told = 0;
    await source.backup(draft, {
      progress({ totalPages, remainingPages }) {
        const percent = Math.floor((100 * (totalPages - remainingPages)) / totalPages);
        if (percent >= told + 10) say(`database: ${(told = percent)} %`);
        return PAGES;
      },
    });
  } finally {
    source.close();
  }
}

/** Throws where the copy is not whole. */
function check(draft: string): { documents: string[]; counts: string[] } {
  const copy = new Database(draft, { fileMustExist: true });
  try {
    // A copy is one file: without this, opening it would leave two more beside it.
    copy.pragma('journal_mode = DELETE');
    const problems = copy.pragma('integrity_check', { simple: true });
    if (problems !== 'ok') throw new StoreError(`The copy is damaged, as the database may be: ${String(problems)}`);
    if ((copy.pragma('foreign_key_check') as unknown[]).length > 0)
      throw new StoreError('The copy misses records that others refer to, as the database may');
    const count = (table: string) =>
      (copy.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number }).rows;
    return {
      documents: copy.prepare('SELECT hash FROM documents').pluck().all() as string[],
      counts: ['customers', 'invoices', 'actions'].map((table) => `${count(table)} ${table}`),
    };
  } finally {
    copy.close();
  }
}
