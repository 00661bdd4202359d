import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/**
 * Sends chunks as they come, no faster than they are taken. What goes wrong before the first one may still be answered with a problem;
 * afterwards the connection is cut, so that half a file does not pass for a whole one. Whoever goes away in the middle is no error.
 */
export async function sendStream(response: Response, chunks: AsyncIterable<string | Uint8Array>): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  let next = await iterator.next();
  async function* all() {
    try {
      for (; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  try {
    await pipeline(Readable.from(all(), { objectMode: false }), response);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
