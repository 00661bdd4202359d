import { documentPath, readWhole } from '../store/documentFiles.ts';
import { StoreError } from '../store/store.ts';

/** A document as it was kept; a StoreError where it is missing or damaged. */
export async function wholeDocument(folder: string, hash: string): Promise<Uint8Array> {
  const content = await readWhole(folder, hash);
  if (content !== null) return content;
  throw new StoreError(`The document ${documentPath(folder, hash)} is missing or damaged: restore it from a backup`);
}
