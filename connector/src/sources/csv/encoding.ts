import iconv from 'iconv-lite';
import { type DomainError, invalid } from '../../domain/errors.ts';
import { Utf8Census } from './utf8Census.ts';

const HEAD = 4096;
const REMEDY = 'save it as “CSV UTF-8”';

/** A file that can be read from its beginning as often as needed. */
export interface CsvFile {
  /** What the sender says about the encoding (the `charset` of the content type); null for nothing. */
  readonly charset: string | null;
  open(): AsyncIterable<Buffer>;
}

/** A file that is refused as a whole; `message` names the remedy. */
export function unreadable(message: string): DomainError {
  return invalid([{ path: 'file', message }]);
}

/**
 * The encoding of a file: by its byte order mark, what the sender says, else UTF-8 where all of it is, else Windows-1252. Reads it to its
 * end, so that nothing of a damaged file is taken: bytes that fit no encoding are an error that names their line.
 */
export async function detectEncoding({ charset, open }: CsvFile): Promise<string> {
  const census = new Utf8Census();
  let head = Buffer.alloc(0);
  for await (const chunk of open()) {
    if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD)]);
    census.add(chunk);
  }
  census.end();
  if (head.length === 0) throw unreadable('is empty');
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03) {
    throw unreadable('is an Excel workbook or a ZIP archive, not CSV: in Excel, choose “Save as”, then “CSV UTF-8”');
  }
  const marked = byMark(head) ?? byZeros(head);
  if (marked !== null) return marked;
  const named = charset === null ? null : charset.toLowerCase();
  if (named !== null && !iconv.encodingExists(named)) {
    throw unreadable(`has the charset '${charset}', which is not known: ${REMEDY}`);
  }
  const isUtf8 = named === 'utf-8' || named === 'utf8' || named === 'us-ascii';
  if (named !== null && !isUtf8) return named === 'iso-8859-1' || named === 'latin1' ? 'windows-1252' : named;
  if (census.firstInvalidLine === null) return 'utf-8';
  if (isUtf8) throw unreadable(`is not UTF-8, as its charset says: see line ${census.firstInvalidLine}; ${REMEDY}`);
  if (census.multibyte > 0) {
    throw unreadable(`is damaged: most of it is UTF-8, line ${census.firstInvalidLine} is not; ${REMEDY}`);
  }
  return 'windows-1252';
}

function byMark(head: Buffer): string | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;
}

/** UTF-16 without a mark: in what is mostly Latin, every other byte is zero. */
function byZeros(head: Buffer): string | null {
  const zeros = [0, 0];
  for (const [place, byte] of head.entries()) if (byte === 0) zeros[place % 2]! += 1;
  const many = head.length / 4;
  if (zeros[1]! > many && zeros[0]! < zeros[1]! / 10) return 'utf-16le';
  return zeros[0]! > many && zeros[1]! < zeros[0]! / 10 ? 'utf-16be' : null;
}

/** The text of a file, chunk by chunk, without its byte order mark. */
export async function* decode(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  for await (const chunk of chunks) {
    const text = decoder.write(chunk);
    if (text) yield text;
  }
  const rest = decoder.end();
  if (rest) yield rest;
}
