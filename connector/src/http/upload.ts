import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from './problem.ts';

/** The body that a route takes where it is not JSON. */
export interface Consumes {
  /** Content types without parameters; the first one stands in the OpenAPI document. */
  readonly types: readonly string[];
  readonly limitMegabytes: number;
  /** The use case says what an empty body means. */
  readonly mayBeEmpty?: true;
}

/**
 * A body that has arrived whole and waits in a file until the request is answered: it may be read more than once, and nothing in the
 * database waits for a slow sender.
 */
export interface Upload {
  /** As sent, parameters included. */
  readonly contentType: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  stream(): Readable;
  bytes(): Promise<Buffer>;
}

const MEGABYTE = 1024 * 1024;

/** Receives the body into `response.locals.upload`. 415 for another content type, 413 above the limit, 400 for none. */
export function receiveUpload(consumes: Consumes) {
  return async (request: Request, response: Response, next: NextFunction) => {
    refuseByHeaders(consumes, request);
    const folder = await mkdtemp(join(tmpdir(), 'dunning-upload-'));
    response.on('close', () => void rm(folder, { recursive: true, force: true }));
    response.locals['upload'] = await receive(request, join(folder, 'body'), consumes);
    next();
  };
}

function refuseByHeaders(consumes: Consumes, request: Request): void {
  const { types, limitMegabytes } = consumes;
  const announced = request.get('content-length');
  if ((announced === undefined || announced === '0') && request.get('transfer-encoding') === undefined) {
    if (consumes.mayBeEmpty) return;
    throw new Problem(400, `The body is empty: send the file as ${types[0]}`);
  }
  if (!request.is([...types])) {
    throw new Problem(415, `The body must be the file itself: send the header “Content-Type: ${types[0]}”`);
  }
  if ((request.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') {
    throw new Problem(415, 'The body must not be compressed: send it without Content-Encoding');
  }
  if (Number(announced ?? 0) > limitMegabytes * MEGABYTE) throw tooLarge(consumes);
}

function tooLarge({ limitMegabytes }: Consumes): Problem {
  return new Problem(413, `The body is larger than ${limitMegabytes} MB: send a smaller file, or it in parts`);
}

async function receive(request: Request, path: string, consumes: Consumes): Promise<Upload> {
  const hash = createHash('sha256');
  let size = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > consumes.limitMegabytes * MEGABYTE ? tooLarge(consumes) : null, chunk);
    },
  });
  try {
    // The request is left open on errors, so that the answer still reaches whoever sends.
    await pipeline(request.iterator({ destroyOnReturn: false }), measured, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    if (request.destroyed && !request.complete) throw new Problem(400, 'The body did not arrive whole');
    throw error;
  }
  return {
    contentType: request.get('content-type') ?? '',
    size,
    sha256: hash.digest('hex'),
    stream: () => createReadStream(path),
    bytes: () => readFile(path),
  };
}
