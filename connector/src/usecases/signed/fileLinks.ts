import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Day } from '../../domain/day.ts';

/** How long a link in a claim gives its file. */
const VALID_DAYS = 7;

/** What a link leads to. */
export type FileRef =
  | { readonly kind: 'document'; readonly id: string }
  | { readonly kind: 'letter'; readonly id: string }
  | { readonly kind: 'statement'; readonly id: string; readonly language: string };

/** Signed links to files, for whoever carries an action out without an API key; they work until they expire. */
export interface FileLinks {
  linkFor(file: FileRef, fileName: string, today: Day): string;
  /** What a token names; null if it is forged or has expired. */
  fileOf(token: string, today: Day): FileRef | null;
}

export function fileLinks(secret: string, publicUrl: string): FileLinks {
  // Apart from what the same secret signs for the portal.
  const sign = (claim: string) =>
    createHmac('sha256', secret).update(`file:${claim}`).digest().subarray(0, 18).toString('base64url');
  return {
    linkFor(file, fileName, today) {
      const language = file.kind === 'statement' ? file.language : '';
      const claim = [file.kind, file.id, language, today + VALID_DAYS].join('.');
      return `${publicUrl}/files/${claim}.${sign(claim)}/${encodeURIComponent(fileName)}`;
    },
    fileOf(token, today) {
      const parts = token.split('.');
      const [kind, id, language, expiresOn, signature] = parts;
      if (parts.length !== 5 || !id || !signature) return null;
      const expected = Buffer.from(sign(parts.slice(0, 4).join('.')));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      if (Number(expiresOn) < today) return null;
      if (kind === 'statement') return { kind, id, language: language! };
      return kind === 'document' || kind === 'letter' ? { kind, id } : null;
    },
  };
}
