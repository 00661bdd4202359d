import { expect, test } from 'vitest';
import { run } from '../http/api/cadence.ts';
import { createDue, emailStep } from '../http/api/records.ts';
import { OWNER_KEY, start } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';

const [sqlite] = databases;

test('every answer forbids sniffing, framing and scripts; pages allow nothing but their own style, and the portal’s its own forms', async () => {
  const api = await start(sqlite!);
  await createDue(api, 1, {
    steps: [{ ...emailStep('First', 3), template: { subject: '<script>', body: '{{portal.link}}' } }],
  });
  await run(api);
  const headers = { authorization: `Bearer ${OWNER_KEY}` };
  const { data } = (await (
    await fetch(`${api.url}/mailbox`, { headers: { ...headers, accept: 'application/json' } })
  ).json()) as {
    data: { id: string; text: string }[];
  };
  const portal = /\/portal\/\S+/.exec(data[0]!.text)![0];
  const paths = [
    '/healthz',
    '/readyz',
    '/v1/openapi.json',
    '/v1/me',
    '/v1/nothing',
    '/nowhere',
    '/metrics',
    '/mailbox',
  ];
  for (const path of [...paths, `/mailbox/${data[0]!.id}`, portal, '/portal/forged', '/files/forged/x.pdf']) {
    const answer = await fetch(api.url + path, { headers });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect([path, answer.headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    expect([path, answer.headers.get('x-powered-by')]).toEqual([path, null]);
    expect([path, answer.headers.get('x-frame-options')]).toEqual([path, 'SAMEORIGIN']);
    expect([path, policy]).toEqual([path, expect.stringMatching(/default-src '(none|self)'/)]);
    expect([path, policy]).not.toEqual([path, expect.stringMatching(/script-src[^;]*unsafe/)]);
    const page = await answer.text();
    if (!answer.headers.get('content-type')!.startsWith('text/html')) continue;
    expect([path, policy]).toEqual([
      path,
      expect.stringMatching(
        path.startsWith('/portal/')
          ? /^default-src 'none';.*base-uri 'none'; form-action 'self'/
          : /^default-src 'none';.*base-uri 'none'; form-action 'none'/,
      ),
    ]);
    expect([path, /<script|\son\w+=|javascript:/i.test(page)]).toEqual([path, false]);
  }
});
