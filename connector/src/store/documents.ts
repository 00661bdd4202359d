import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { documentPath, isMissing, writeOnce } from './documentFiles.ts';
import type { Session } from './store.ts';

/**
 * Keeps bytes under their SHA-256 and answers it (hex); the same bytes are kept once. On a database file they lie in the folder beside it,
 * elsewhere in the database, so that several connectors share them. Call it inside the transaction that refers to the document.
 */
export async function saveDocument(session: Session, content: Uint8Array, now: number): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex');
  const { documentFolder } = session.dialect;
  // The file first: a row never points to nothing, and a file without a row does no harm.
  if (documentFolder !== null) await writeOnce(documentPath(documentFolder, hash), content);
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
  return readFile(documentPath(dialect.documentFolder, hash)).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}
