import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../connector/src/config.ts';

test('every setting has a default', () => {
  expect(readConfig({})).toEqual({
    databaseUrl: 'sqlite:./data/dunning.sqlite',
    host: '127.0.0.1',
    port: 3210,
    apiKey: null,
    smtpUrl: null,
    dkim: null,
    mailServices: { postmarkSecret: null, sendgridPublicKey: null, mailgunSigningKey: null, sesTopicArns: [] },
    imap: null,
    messagesPerMinute: 0,
    messagesPerHour: 0,
    testClock: null,
    rateLimit: 6000,
    proxies: 0,
    secretsKey: null,
    publicUrl: 'http://127.0.0.1:3210',
    privateAddresses: 'loopback',
    logLevel: 'info',
    openMetrics: false,
    stopDelaySeconds: 0,
  });
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ DUNNING_PORT: '', DUNNING_SMTP_URL: '' })).toEqual(readConfig({}));
});

test('what is set is taken', () => {
  const config = readConfig({
    DUNNING_DATABASE_URL: 'postgres://dunning:secret@db:5432/dunning',
    DUNNING_HOST: '0.0.0.0',
    DUNNING_PORT: '8080',
    DUNNING_API_KEY: 'sixteen-letters-',
    DUNNING_SMTP_URL: 'smtp://localhost:1025',
    DUNNING_TEST_CLOCK: '2026-11-23T10:00:00+01:00',
    DUNNING_RATE_LIMIT: '0',
    DUNNING_PUBLIC_URL: 'https://dunning.example/',
  });
  expect(config).toMatchObject({
    host: '0.0.0.0',
    port: 8080,
    apiKey: 'sixteen-letters-',
    smtpUrl: 'smtp://localhost:1025',
    rateLimit: 0,
  });
  expect(config.testClock).toBe(Date.parse('2026-11-23T09:00:00Z'));
  expect(config.publicUrl).toBe('https://dunning.example');
  const more = readConfig({
    DUNNING_IMAP_URL: 'imaps://accounts%40example.com:pass%2Fword@mail.example.com/Billing/Replies',
    DUNNING_SES_TOPIC_ARNS:
      'arn:aws:sns:eu-west-1:123456789012:mail, arn:aws-us-gov:sns:us-gov-west-1:123456789012:x.fifo',
  });
  expect(more.imap).toEqual({
    host: 'mail.example.com',
    port: 993,
    secure: true,
    user: 'accounts@example.com',
    password: 'pass/word',
    folder: 'Billing/Replies',
  });
  expect(more.mailServices.sesTopicArns).toHaveLength(2);
  expect(Object.isFrozen(config)).toBe(true);
});

test.each([
  ['DUNNING_DATABASE_URL', 'mysql://localhost/x', 'sqlite:<path> or postgres://'],
  ['DUNNING_DATABASE_URL', 'sqlite:', 'sqlite:<path> or postgres://'],
  ['DUNNING_PORT', '80a', '0 to 65535'],
  ['DUNNING_PORT', '65536', '0 to 65535'],
  ['DUNNING_API_KEY', 'short', 'at least 16 characters'],
  ['DUNNING_SMTP_URL', 'localhost:25', 'smtp://host:port'],
  ['DUNNING_IMAP_URL', 'https://user:password@host', 'imaps://user:password@host'],
  ['DUNNING_IMAP_URL', 'imaps://host/INBOX', 'imaps://user:password@host'],
  ['DUNNING_IMAP_URL', 'imaps://user:50%@host', 'imaps://user:password@host'],
  ['DUNNING_POSTMARK_SECRET', 'short', 'at least 16 characters'],
  ['DUNNING_MAILGUN_SIGNING_KEY', 'short', 'at least 16 characters'],
  ['DUNNING_SENDGRID_PUBLIC_KEY', 'MFkw', 'verification key'],
  ['DUNNING_SES_TOPIC_ARNS', 'arn:aws:sqs:eu-west-1:123456789012:mail', 'topics such as'],
  ['DUNNING_TEST_CLOCK', '2026-02-30T00:00:00Z', 'an instant such as'],
  ['DUNNING_TEST_CLOCK', '2026-11-23', 'an instant such as'],
  ['DUNNING_RATE_LIMIT', '-1', 'whole number'],
  ['DUNNING_PROXIES', '11', '0 to 10'],
  ['DUNNING_MESSAGES_PER_HOUR', '1.5', 'whole number of messages'],
  ['DUNNING_DKIM_DOMAIN', 'example', 'a domain such as'],
  ['DUNNING_DKIM_SELECTOR', 'a b', 'a name such as'],
  ['DUNNING_DKIM_PRIVATE_KEY', 'secret', 'RSA private key in PEM'],
  ['DUNNING_DKIM_SELECTOR', 'dunning', 'set all three'],
  ['DUNNING_LOG_LEVEL', 'loud', 'trace, debug, info'],
  ['DUNNING_PUBLIC_URL', 'dunning.example', 'http://… or https://…'],
  ['DUNNING_PRIVATE_ADDRESSES', '1', 'none, loopback or private'],
])('%s=%s is refused in one line that names the variable and what is allowed', (name, value, allowed) => {
  const message = refusal({ [name]: value });
  expect(message).toContain(name);
  expect(message).toContain(allowed);
  expect(message).not.toContain('\n');
});

test.each([
  ['0.0.0.0', 'http://localhost:3210'],
  ['::1', 'http://[::1]:3210'],
])('a service on %s is reached at %s', (host, publicUrl) => {
  expect(readConfig({ DUNNING_HOST: host }).publicUrl).toBe(publicUrl);
});

test.each([
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['localhost', 'loopback'],
  ['0.0.0.0', 'none'],
  ['::', 'none'],
  ['192.168.1.4', 'none'],
])('a service on %s calls private addresses: %s', (host, privateAddresses) => {
  expect(readConfig({ DUNNING_HOST: host }).privateAddresses).toBe(privateAddresses);
  const asked = readConfig({ DUNNING_HOST: host, DUNNING_PRIVATE_ADDRESSES: 'private' });
  expect(asked.privateAddresses).toBe('private');
});

test('a wrong secret is not shown again', () => {
  expect(refusal({ DUNNING_API_KEY: 'too-short' })).not.toContain('too-short');
  expect(refusal({ DUNNING_DATABASE_URL: 'mysql://me:hunter2@db' })).not.toContain('hunter2');
});

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('It was accepted');
}
