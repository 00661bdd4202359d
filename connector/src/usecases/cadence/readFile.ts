import { notFound } from '../../domain/errors.ts';
import { readDocument } from '../../store/documents.ts';
import type { Deps } from '../deps.ts';
import type { FileRef } from '../signed/fileLinks.ts';
import { makeLetter } from './letter.ts';
import { makeStatement } from '../messages/statement.ts';

/** The PDF that a link leads to. */
export async function readFileRef(deps: Deps, file: FileRef): Promise<Uint8Array> {
  if (file.kind === 'letter') return makeLetter(deps, file.id);
  if (file.kind === 'statement') return (await makeStatement(deps, file.id, file.language)).content;
  const content = await readDocument(deps.store.session, file.id);
  if (!content) throw notFound('file', file.id);
  return content;
}
