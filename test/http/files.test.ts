import { afterEach, expect, test } from 'vitest';
import { empty } from '../../connector/src/http/contracts/common.ts';
import { defineRoute, defineUploadRoute } from '../../connector/src/http/route.ts';
import { type Service, startService } from './service.ts';

let service: Service;
afterEach(() => service.close());

const MEGABYTE = 1024 * 1024;
const CSV = { 'content-type': 'text/csv; charset=utf-8' };
let received = 0;

/** Answers what it was sent. */
const upload = defineUploadRoute({
  method: 'post',
  path: '/v1/try-upload',
  summary: 'Try',
  tag: 'Test',
  consumes: { types: ['text/csv', 'text/plain'], limitMegabytes: 1 },
  answer: empty,
  handle: async ({ upload: { contentType, size, stream, bytes } }) => {
    received += 1;
    let streamed = 0;
    for await (const chunk of stream()) streamed += (chunk as Buffer).length;
    return { body: { contentType, size, streamed, text: (await bytes()).toString().slice(0, 20) } };
  },
});

const download = (chunks: () => AsyncIterable<string>) =>
  defineRoute({
    method: 'get',
    path: '/v1/try-download',
    summary: 'Try',
    tag: 'Test',
    answer: empty,
    produces: 'text/csv',
    handle: async () => ({ body: chunks(), headers: { 'Content-Disposition': 'attachment; filename="try.csv"' } }),
  });

const post = (body: string, headers: Record<string, string> = CSV) =>
  service.call('POST', '/v1/try-upload', body, headers);

test('a file comes as it was sent, and may be read more than once', async () => {
  service = await startService({ routes: [upload] });
  expect(await post('a;b\n1;2\n')).toMatchObject({
    status: 200,
    body: { contentType: CSV['content-type'], size: 8, streamed: 8, text: 'a;b\n1;2\n' },
  });
});

test('a file above the limit is a 413, announced or not; one of exactly the limit is read', async () => {
  service = await startService({ routes: [upload] });
  expect(await post('x'.repeat(MEGABYTE))).toMatchObject({ status: 200, body: { size: MEGABYTE } });
  expect(await post('x'.repeat(MEGABYTE + 1))).toMatchObject({
    status: 413,
    body: { detail: expect.stringMatching(/larger than 1 MB/) },
  });
});

test.each([
  ['nothing', '', CSV, 400, /empty/],
  ['JSON', '{}', { 'content-type': 'application/json' }, 415, /Content-Type: text\/csv/],
  ['something packed', 'x', { ...CSV, 'content-encoding': 'gzip' }, 415, /compressed/],
])('%s instead of the file is refused with the remedy', async (_what, body, headers, status, detail) => {
  service = await startService({ routes: [upload] });
  expect(await post(body, headers)).toMatchObject({ status, body: { detail: expect.stringMatching(detail) } });
});

test('nobody unknown gets a file read', async () => {
  service = await startService({ routes: [upload] });
  expect((await post('a', { ...CSV, authorization: 'Bearer wrong' })).status).toBe(401);
});

test('a file under an Idempotency-Key is taken once; another file under it is a 409', async () => {
  service = await startService({ routes: [upload] });
  const headers = { ...CSV, 'idempotency-key': 'one' };
  const before = received;
  const first = await post('a;b', headers);
  expect((await post('a;b', headers)).body).toEqual(first.body);
  expect(received).toBe(before + 1);
  expect((await post('a;c', headers)).status).toBe(409);
});

test('a file is answered with its type and name, chunk after chunk', async () => {
  const chunks = async function* () {
    for (let count = 0; count < 1000; count++) yield 'x'.repeat(1000);
  };
  service = await startService({ routes: [download(chunks)] });
  const answer = await service.fetch('/v1/try-download');
  expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
  expect(answer.headers.get('content-disposition')).toContain('try.csv');
  expect((await answer.text()).length).toBe(1_000_000);
});

test('what fails before the first chunk is a problem; what fails later cuts the file short, and is logged', async () => {
  let good = 0;
  const chunks = async function* () {
    for (let count = 0; count < good; count++) yield 'x'.repeat(100_000);
    throw new Error('The database went away');
  };
  service = await startService({ routes: [download(chunks)] });
  expect((await service.fetch('/v1/try-download')).status).toBe(500);
  good = 20;
  await expect(service.fetch('/v1/try-download').then((answer) => answer.text())).rejects.toThrow();
  expect(service.log.filter((line) => line.includes('The database went away'))).toHaveLength(2);
});
