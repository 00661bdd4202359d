import { createHash, createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, run } from './api/cadence.ts';
import { createDue, emailStep } from './api/records.ts';
import { start, startSink } from './api/start.ts';
import { messageIdOf } from './api/replies.ts';

/** A header as it came, folded lines joined; undefined if it is not there. */
function header(source: string, name: string): string | undefined {
  const [head] = source.split('\r\n\r\n', 1);
  const lines = head!.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const line = lines.find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim();
}

/** RFC 6376, relaxed headers and body: whether the signature holds. */
function isSigned(source: string, publicKey: string): boolean {
  const split = source.indexOf('\r\n\r\n');
  const headers = source.slice(0, split).split(/\r\n(?![ \t])/);
  const body = source
    .slice(split + 4)
    .replace(/[ \t]+\r\n/g, '\r\n')
    .replace(/[ \t]+/g, ' ')
    .replace(/(\r\n)*$/, '\r\n');
  const relaxed = (line: string) => {
    const [name, ...value] = line.split(':');
    return `${name!.toLowerCase().trim()}:${value.join(':').replace(/\s+/g, ' ').trim()}`;
  };
  const signature = relaxed(headers.find((line) => /^dkim-signature:/i.test(line))!);
  const tag = (name: string) => new RegExp(`[:;] ?${name}=([^;]*)`).exec(signature)![1]!;
  const bodyHash = createHash('sha256').update(body, 'latin1').digest('base64');
  if (tag('bh').replace(/\s/g, '') !== bodyHash) return false;
  const named = tag('h')
    .split(':')
    .map((name) => headers.find((line) => line.toLowerCase().startsWith(`${name.trim().toLowerCase()}:`)))
    .filter((line) => line !== undefined);
  const signed = [...named.map(relaxed), signature.replace(/([:;] ?b=)[^;]*$/, '$1')].join('\r\n');
  return createVerify('sha256').update(signed, 'latin1').verify(createPublicKey(publicKey), tag('b'), 'base64');
}

test.each(databases)(
  'INV-7: a reminder names its action and is marked as automatic; one that a person writes is not ($name)',
  async (database) => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await api.put('/v1/settings', { senderAddress: 'accounts@example.com' });
    await createDue(api, 1);
    await run(api);
    const [executed] = await actions(api, 'status=executed');
    const { source, messageId } = sink.mails[0]!;
    expect(messageId).toBe(await messageIdOf(api, executed!.id));
    expect(messageId).toMatch(new RegExp(`^<${executed!.id}\\.[0-9a-f]{10}@example\\.com>$`));
    expect(header(source, 'Auto-Submitted')).toBe('auto-generated');
    expect(header(source, 'Reply-To')).toBeUndefined();
    expect(header(source, 'List-Unsubscribe')).toBeUndefined();
    expect(header(source, 'Content-Type')).toMatch(/^multipart\/alternative/);
    await api.post('/v1/customers/external:C-1/actions', {
      channel: 'email',
      template: { subject: 'A word', body: 'Hello' },
    });
    expect(header(sink.mails[1]!.source, 'Auto-Submitted')).toBeUndefined();
  },
);

test.each(databases)('INV-7: a step that a person decides on is not marked as automatic ($name)', async (database) => {
  const sink = await startSink();
  const api = await start(database, { smtpUrl: sink.url });
  await createDue(api, 1, { steps: [emailStep('First', 3, { mode: 'manual' })] });
  const [todo] = await actions(api, 'status=todo');
  await api.post(`/v1/actions/${todo!.id}/send`);
  expect(header(sink.mails[0]!.source, 'Auto-Submitted')).toBeUndefined();
});

test.each(databases)(
  'INV-7: answers go to the address of the settings, or to one of each message ($name)',
  async (database) => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 3);
    await api.put('/v1/settings', { replyToAddress: 'answers@example.com' });
    await run(api, undefined, { limit: 1 });
    expect(header(sink.mails[0]!.source, 'Reply-To')).toBe('answers@example.com');
    await api.put('/v1/settings', { replyAddress: 'replies@example.com' });
    await run(api);
    const addresses = sink.mails.slice(1).map(({ source }) => header(source, 'Reply-To'));
    expect(new Set(addresses).size).toBe(2);
    for (const address of addresses) expect(address).toMatch(/^replies\+[0-9a-z]{21}-[0-9a-f]{10}@example\.com$/);
    const { data } = await api.get<{ data: { id: string }[] }>('/v1/actions?status=executed');
    const read = await Promise.all(
      data.map(({ id }) => api.get<{ message: { replyTo: string | null } }>(`/v1/actions/${id}`)),
    );
    expect(new Set(read.map(({ message }) => message.replyTo))).toEqual(new Set(['answers@example.com', ...addresses]));
    expect(await api.problem('PUT', '/v1/settings', { replyAddress: `${'r'.repeat(32)}@example.com` })).toMatchObject({
      status: 400,
      errors: [{ path: 'replyAddress' }],
    });
  },
);

test('with a DKIM key every message is signed, and the signature holds', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const sink = await startSink();
  const env = {
    DUNNING_DKIM_DOMAIN: 'example.com',
    DUNNING_DKIM_SELECTOR: 'dunning',
    DUNNING_DKIM_PRIVATE_KEY: privateKey.replaceAll('\n', String.raw`\n`),
  };
  const api = await start(databases[0]!, { smtpUrl: sink.url, env });
  await createDue(api, 2);
  expect(await run(api)).toMatchObject({ executed: 2 });
  for (const { source } of sink.mails) {
    expect(header(source, 'DKIM-Signature')).toMatch(/d=example\.com;.* s=dunning;/);
    expect(isSigned(source, publicKey)).toBe(true);
    expect(isSigned(source.replace(/^Subject: /m, 'Subject: Re: '), publicKey)).toBe(false);
  }
});
