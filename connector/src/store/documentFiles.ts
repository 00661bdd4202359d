import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where a document lies in the folder beside a SQLite database. */
export function documentPath(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), hash);
}

/** A document’s bytes; null if they are not what their hash says, or not there. */
export async function readWhole(folder: string, hash: string): Promise<Uint8Array | null> {
  const content = await readFile(documentPath(folder, hash)).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  return content !== null && createHash('sha256').update(content).digest('hex') === hash ? content : null;
}

/** Whole or not at all, also when the power goes: written beside, flushed, renamed. */
export async function writeOnce(path: string, content: Uint8Array): Promise<void> {
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

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
