import { expect, test } from 'vitest';
import { MATRIX } from '../http/roles/matrix.ts';
import { createWorld, WORLD_ENV } from '../http/roles/world.ts';
import { claim, run, setClock } from '../http/api/cadence.ts';
import type { Client } from '../http/api/client.ts';
import type { OpenApiDocument } from '../http/api/contract.ts';
import { createDue, emailStep } from '../http/api/records.ts';
import { start, startSink } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';

const [sqlite] = databases;

test('without a key, with a wrong one and with a revoked one every operation of the document is a 401', async () => {
  const api = await start(sqlite!, { env: WORLD_ENV });
  const world = await createWorld(api);
  const { id, key } = await api.post<{ id: string; key: string }>('/v1/api-keys', { name: 'gone', role: 'owner' });
  await api.delete(`/v1/api-keys/${id}`);
  const { paths } = await api.withKey(null).get<OpenApiDocument>('/v1/openapi.json');
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const wrong: string[] = [];
  for (const operation of operations) {
    const { path, body, file } = await MATRIX[operation]!.call('own', world);
    for (const [which, client] of Object.entries({
      none: api.withKey(null),
      unknown: api.withKey(`${key.slice(0, -1)}!`),
      revoked: api.withKey(key),
    })) {
      const sending = file ? { raw: file.content, headers: { 'Content-Type': file.type } } : { body };
      const { status } = await client.request(operation.split(' ')[0]!, path, sending);
      if (status !== 401) wrong.push(`${operation} with ${which}: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(operations.length).toBeGreaterThan(100);
}, 120_000);

/** The link with each letter of its claim and signature changed once, and with parts of another. */
function forgeries(link: string, other: string): string[] {
  const changed = [...link].flatMap((letter, place) => {
    if (letter === '/' || place < link.indexOf('/', 1)) return [];
    return [link.slice(0, place) + (letter === 'a' ? 'b' : 'a') + link.slice(place + 1)];
  });
  const signature = (text: string) => text.slice(text.lastIndexOf('.') + 1);
  return [...changed, link.replace(signature(link), signature(other)), link.replace(signature(link), ''), `${link}x`];
}

const statusOf = async (api: Client, path: string) => (await fetch(api.url + path)).status;

test('a link to the portal opens it for 90 days; nobody forges one', async () => {
  const sink = await startSink();
  const api = await start(sqlite!, { smtpUrl: sink.url });
  await createDue(api, 2, {
    steps: [{ ...emailStep('First', 3), template: { subject: 'A', body: '{{portal.link}}' } }],
  });
  await run(api);
  const [link, other] = sink.mails.map(({ text }) => /\/portal\/\S+/.exec(text)![0]);
  expect(await statusOf(api, link!)).toBe(200);
  for (const forged of forgeries(link!, other!)) expect([forged, await statusOf(api, forged)]).toEqual([forged, 404]);
  expect(await statusOf(api, `${link!.replace('/portal/', '/files/')}/x.pdf`)).toBe(404);
  await setClock(api, '2027-02-21');
  expect(await statusOf(api, link!)).toBe(200);
  await setClock(api, '2027-02-22');
  expect(await statusOf(api, link!)).toBe(404);
}, 60_000);

test('a link to a file gives it for a week; nobody forges one', async () => {
  const api = await start(sqlite!);
  await createDue(api, 2, { steps: [emailStep('Letter', 3, { channel: 'letter' })] });
  const claimed = await claim(api);
  const [link, other] = claimed.map(({ message }) => new URL(message!.attachments[0]!.url).pathname);
  expect(await statusOf(api, link!)).toBe(200);
  const token = (path: string) => path.slice(0, path.lastIndexOf('/'));
  for (const forged of forgeries(token(link!), token(other!)))
    expect([forged, await statusOf(api, `${forged}/letter.pdf`)]).toEqual([forged, 404]);
  await setClock(api, '2026-11-30');
  expect(await statusOf(api, link!)).toBe(200);
  await setClock(api, '2026-12-01');
  expect(await statusOf(api, link!)).toBe(404);
}, 60_000);
