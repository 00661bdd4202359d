import type { Call } from '../../http/roles/calls.ts';
import { type FuzzedDocument, type FuzzedOperation, fitting } from './document.ts';
import { brokenJson, mangle, oddText } from './mangle.ts';
import { Random } from './random.ts';

export interface Ammunition {
  readonly document: FuzzedDocument;
  readonly operations: readonly FuzzedOperation[];
  /** By `METHOD /path/{id}`: a call that works, or worked once. */
  readonly calls: ReadonlyMap<string, Call>;
  /** Ids of records that there are. */
  readonly ids: readonly string[];
  readonly keys: readonly string[];
}

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

const CONTENT_TYPES = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json; charset=nonsense',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/vnd.api+json',
  'text/csv',
  'application/pdf',
  ';',
];
const ENCODINGS = ['gzip', 'br', 'deflate', 'zstd', 'identity, identity', 'nonsense'];
const IDEMPOTENCY_KEYS = ['', ' ', 'k'.repeat(255), 'k'.repeat(256), 'k'.repeat(4_000), 'é', '"quoted"', '\u00a0', ','];
const AUTHORIZATIONS = [
  '',
  'Bearer',
  'Bearer  ',
  'Basic Og==',
  'Bearer a b',
  'Bearer é',
  `Bearer ${'k'.repeat(5_000)}`,
];
const ESCAPES = [
  '%',
  '%zz',
  '%00',
  '%ff',
  '%c0%af',
  '%ed%a0%80',
  '..',
  '%2e%2e%2f',
  '%2F',
  ';',
  '*',
  '%0d%0a',
  '\u00e9',
];
const PARAMETERS = ['limit', 'cursor', 'after', 'status', 'where', '__proto__', 'limit[]', 'limit[$gt]', 'constructor'];

/** The request of a number: the same seeds and ammunition make the same request. */
export function requestOf(ammunition: Ammunition, ...seeds: readonly number[]): FuzzRequest {
  const random = new Random(...seeds);
  const { document, calls, ids } = ammunition;
  const operation = random.pick(ammunition.operations);
  const known = calls.get(`${operation.method} ${operation.path}`);
  const base = known && random.chance(0.6) ? known : made(document, operation, random, ids);
  // One thing wrong at least; now and then several.
  let path = base.path;
  let method = operation.method;
  let json: unknown = base.body;
  let isWrong = false;
  if (operation.body && !base.file && random.chance(0.6)) {
    for (let times = random.chance(0.3) ? 3 : 1; times > 0; times--) json = mangle(json ?? {}, random);
    isWrong = true;
  }
  if (random.chance(0.25)) {
    path = oddPath(path, operation, random);
    isWrong = true;
  }
  if (random.chance(0.25)) {
    path = oddQuery(path, operation, random);
    isWrong = true;
  }
  if (random.chance(0.02)) method = random.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE']);
  // Whoever asks for a HEAD expects no body, not even with what Node itself refuses.
  if (method === 'HEAD') path = path.replace(/[^\x21-\x7e]/g, encodeURIComponent);
  const headers: Record<string, string> = { authorization: `Bearer ${random.pick(ammunition.keys)}` };
  let body: FuzzRequest['body'] = base.file?.content ?? (json === undefined ? undefined : JSON.stringify(json));
  const contentType = base.file?.type ?? 'application/json';
  if (body !== undefined) headers['content-type'] = contentType;
  if (body !== undefined && random.chance(isWrong ? 0.05 : 0.7)) {
    body = brokenJson(String(body), random);
    isWrong = true;
  }
  if (random.chance(0.06)) headers['content-type'] = random.pick(CONTENT_TYPES);
  if (random.chance(0.03)) headers['content-encoding'] = random.pick(ENCODINGS);
  if (random.chance(0.1)) headers['idempotency-key'] = random.pick([...IDEMPOTENCY_KEYS, `k${random.below(1_000)}`]);
  if (random.chance(0.05)) headers['accept'] = random.pick(['text/html', '*/*;q=0', 'application/pdf', ';;;']);
  if (random.chance(0.03)) headers['x-dunning-workflow'] = 'é'.repeat(300);
  if (random.chance(0.03)) headers['x-request-id'] = random.pick(['', 'x'.repeat(500), 'a b', '"', 'é']);
  if (random.chance(isWrong ? 0.03 : 0.3)) headers['authorization'] = random.pick(AUTHORIZATIONS);
  return { method, path, headers, body };
}

function made(document: FuzzedDocument, operation: FuzzedOperation, random: Random, ids: readonly string[]): Call {
  const path = operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(random.pick(ids)));
  if (operation.body === null) return { path };
  const { contentType, schema } = operation.body;
  if (contentType === 'application/json') return { path, body: fitting(document, schema, random, ids) };
  return { path, file: { type: contentType, content: random.pick(FILES) } };
}

const FILES = [
  '',
  '%PDF-1.7 and no more',
  'id;name\n1;A\n2',
  'externalId,name\n"never closed',
  '\ufeffexternalId\tname\r\n=1+1\t\u0000',
  'a,a,a\n1,2,3',
  ','.repeat(10_000),
  '\n'.repeat(1_000),
  '"'.repeat(999),
];

function oddPath(path: string, operation: FuzzedOperation, random: Random): string {
  const odd = random.chance(0.5) ? random.pick(ESCAPES) : encodeOdd(oddText(random));
  const parts = path.split('/');
  const open = operation.path.split('/').flatMap((part, place) => (part.startsWith('{') ? [place] : []));
  const place = open.length > 0 && random.chance(0.8) ? random.pick(open) : random.below(parts.length - 2) + 2;
  parts[place] = random.chance(0.3) ? `external:${odd}` : odd;
  if (random.chance(0.1)) parts[2] = parts[2]!.toUpperCase();
  return parts.map(printable).join('/');
}

function oddQuery(path: string, operation: FuzzedOperation, random: Random): string {
  const names = [...operation.query.map(({ name }) => name), random.pick(PARAMETERS)];
  const pairs = Array.from({ length: random.below(3) + 1 }, () => {
    const name = random.pick(names);
    if (name === 'cursor' && random.chance(0.7)) return `${name}=${forgedCursor(operation, random)}`;
    const odd = random.chance(0.2) ? random.pick(ESCAPES) : encodeOdd(oddText(random));
    return `${name}=${odd}`;
  });
  return printable(`${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`);
}

/** One that is made as lists make them, of what no list puts in. */
function forgedCursor({ query }: FuzzedOperation, random: Random): string {
  const sorts = query.some(({ name }) => name === 'sort')
    ? ['outstanding', '-createdAt', 'name', 'number', '-dueDate']
    : [];
  const place = Array.from({ length: random.below(3) + 1 }, () => oddText(random));
  if (sorts.length === 0) return Buffer.from(JSON.stringify(place)).toString('base64url');
  const sort = random.pick(sorts);
  return `${Buffer.from(JSON.stringify([sort, ...place].slice(0, 3))).toString('base64url')}&sort=${sort}`;
}

/** Percent-encoded as UTF-8, lone surrogates as the bytes that nobody should send. */
function encodeOdd(text: string): string {
  return encodeURIComponent(text.slice(0, 2_000).toWellFormed());
}

/** What a request line can carry. */
function printable(text: string): string {
  return text.replace(/[^\x21-\xff]/g, (letter) => encodeURIComponent(letter.toWellFormed()));
}
