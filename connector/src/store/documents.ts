import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Session } from './store.ts';

/**
 * Keeps bytes under their SHA-256 and answers it (hex); the same bytes are kept once. On a database file they lie in the folder beside it,
 * elsewhere in the database, so that several connectors share them. Call it inside the transaction that refers to the document.
 */
export async function saveDocument(session: Session, content: Uint8Array, now: number): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex');
  const { documentFolder } = session.dialect;
  // The file first: a row never points to nothing, and a file without a row does no harm.
  if (documentFolder !== null) await writeOnce(pathOf(documentFolder, hash), content);
  await session.db
    .insertInto('documents')
    .values({ hash, size: content.length, content: documentFolder === null ? content : null, createdAt: now })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
  return hash;
}

/** The bytes of a document; null if there is no such one, or its file is gone. */
export async function readDocument({ db, dialect }: Session, hash: string): Promise<Uint8Array | null> {
  const row = await db.selectFrom('documents').select(['content']).where('hash', '=', hash).executeTakeFirst();
  if (!row) return null;
  if (row.content !== null) return row.content;
  if (dialect.documentFolder === null) return null;
  return readFile(pathOf(dialect.documentFolder, hash)).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}

function pathOf(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), hash);
}

/** Whole or not at all, also when the power goes: written beside, flushed, renamed. */
async function writeOnce(path: string, content: Uint8Array): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await flushFolder(folder);
}

/** Renaming is lasting once the folder is on disk; where folders cannot be opened (Windows) the system sees to it. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
