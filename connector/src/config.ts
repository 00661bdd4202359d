import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { type ImapSettings, imapSettings } from './delivery/imapMailbox.ts';
import type { MailServiceSettings } from './delivery/mailServices/index.ts';
import { sendgridKey } from './delivery/mailServices/sendgrid.ts';
import type { DkimKey } from './delivery/smtp.ts';
import { isEmailAddress } from './domain/emailAddress.ts';
import { isLoopback, type PrivateAddresses } from './events/addresses.ts';

/** A setting that is wrong; the message is one line that names the variable and what is allowed. */
export class ConfigError extends Error {}

export interface Config {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly apiKey: string | null;
  readonly smtpUrl: string | null;
  /** What signs outgoing mail; null: nothing does, or the mail server. */
  readonly dkim: DkimKey | null;
  readonly mailServices: MailServiceSettings;
  /** The mailbox that is read for replies and bounces; null: none. */
  readonly imap: ImapSettings | null;
  /** Messages that may go out in any minute, and in any hour; 0 = any number. */
  readonly messagesPerMinute: number;
  readonly messagesPerHour: number;
  /** Instant in ms; null: the real clock (CLK-1). */
  readonly testClock: number | null;
  /** Requests a minute and key; 0 = none. */
  readonly rateLimit: number;
  /** Reverse proxies in front, whose X-Forwarded-For says who calls. */
  readonly proxies: number;
  readonly publicUrl: string;
  /** What is not public and may be called all the same, by webhooks and whatever else goes out. */
  readonly privateAddresses: PrivateAddresses;
  /** Encrypts the secrets of sources; null: none can be connected. */
  readonly secretsKey: string | null;
  readonly logLevel: LogLevel;
  /** Whether /metrics asks for no key. */
  readonly openMetrics: boolean;
  /** How long a stop waits, already not ready, before nothing new is taken. */
  readonly stopDelaySeconds: number;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const integer = (least: number, most: number, allowed: string) =>
  z.string().regex(/^\d+$/, allowed).transform(Number).pipe(z.number().min(least, allowed).max(most, allowed));

const isUrl = (text: string, protocols: readonly string[]) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname !== '';

const secret = z.string().min(16, 'must have at least 16 characters').optional();

const VARIABLES = {
  DUNNING_DATABASE_URL: z
    .string()
    .refine(
      (url) => /^sqlite:.+/.test(url) || isUrl(url, ['postgres:', 'postgresql:']),
      'must be sqlite:<path> or postgres://…',
    )
    .default('sqlite:./data/dunning.sqlite'),
  DUNNING_HOST: z.string().min(1).default('127.0.0.1'),
  DUNNING_PORT: integer(0, 65_535, 'must be a port, 0 to 65535').default(3210),
  DUNNING_API_KEY: z
    .string()
    .min(16, 'must have at least 16 characters')
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional(),
  DUNNING_SMTP_URL: z
    .string()
    .refine((url) => isUrl(url, ['smtp:', 'smtps:']), 'must be smtp://host:port or smtps://host:port')
    .optional(),
  // The three of them or none; the DNS name `<selector>._domainkey.<domain>` holds the public key.
  DUNNING_DKIM_DOMAIN: z
    .string()
    .refine((domain) => isEmailAddress(`x@${domain}`), 'must be a domain such as example.com')
    .optional(),
  DUNNING_DKIM_SELECTOR: z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/, 'must be a name such as dunning2026')
    .optional(),
  DUNNING_DKIM_PRIVATE_KEY: z
    .string()
    .transform((text) => text.replaceAll('\\n', '\n'))
    .refine(isRsaKey, 'must be an RSA private key in PEM, its line breaks written as they are or as \\n')
    .optional(),
  DUNNING_IMAP_URL: z
    .string()
    .transform((url, context) => {
      const settings = imapSettings(url);
      if (settings !== null) return settings;
      context.addIssue('must be imaps://user:password@host:993/INBOX, user and password percent-encoded');
      return z.NEVER;
    })
    .optional(),
  DUNNING_POSTMARK_SECRET: secret,
  DUNNING_SENDGRID_PUBLIC_KEY: z
    .string()
    .refine(isSendgridKey, 'must be the verification key that SendGrid shows for its signed event webhook')
    .optional(),
  DUNNING_MAILGUN_SIGNING_KEY: secret,
  DUNNING_SES_TOPIC_ARNS: z
    .string()
    .transform((text) => text.split(',').map((arn) => arn.trim()))
    .refine(
      (arns) => arns.every((arn) => /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/.test(arn)),
      'must be one or several topics such as arn:aws:sns:eu-west-1:123456789012:mail, separated by commas',
    )
    .optional(),
  DUNNING_MESSAGES_PER_MINUTE: integer(
    0,
    1e9,
    'must be a whole number of messages a minute, or 0 for no limit',
  ).default(0),
  DUNNING_MESSAGES_PER_HOUR: integer(0, 1e9, 'must be a whole number of messages an hour, or 0 for no limit').default(
    0,
  ),
  DUNNING_TEST_CLOCK: z.iso
    .datetime({ offset: true, error: 'must be an instant such as 2026-11-23T09:00:00Z' })
    .transform((text) => Date.parse(text))
    .optional(),
  DUNNING_RATE_LIMIT: integer(0, 1e9, 'must be a whole number of requests a minute, or 0 for no limit').default(6000),
  DUNNING_PROXIES: integer(0, 10, 'must be the number of reverse proxies in front, 0 to 10').default(0),
  DUNNING_PUBLIC_URL: z
    .string()
    .refine((url) => isUrl(url, ['http:', 'https:']), 'must be http://… or https://…')
    .optional(),
  DUNNING_PRIVATE_ADDRESSES: z.enum(['none', 'loopback', 'private'], 'must be none, loopback or private').optional(),
  DUNNING_SECRETS_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  DUNNING_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  DUNNING_METRICS: z.enum(['key', 'open'], 'must be key or open').default('key'),
  DUNNING_STOP_DELAY: integer(0, 300, 'must be a whole number of seconds, 0 to 300').default(0),
};

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function isSendgridKey(text: string): boolean {
  try {
    sendgridKey(text);
    return true;
  } catch {
    return false;
  }
}

function dkimKey(domain?: string, selector?: string, privateKey?: string): DkimKey | null {
  if (domain !== undefined && selector !== undefined && privateKey !== undefined)
    return { domain, selector, privateKey };
  if (domain === undefined && selector === undefined && privateKey === undefined) return null;
  throw new ConfigError(
    'DUNNING_DKIM_DOMAIN, DUNNING_DKIM_SELECTOR and DUNNING_DKIM_PRIVATE_KEY go together: set all three',
  );
}

/** Where a browser on this machine reaches a service that listens on `host`. */
function localUrl(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Reads the settings from the environment; an empty variable counts as not set. Throws a ConfigError. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const value = <K extends keyof typeof VARIABLES>(name: K): z.output<(typeof VARIABLES)[K]> => {
    const result = VARIABLES[name].safeParse(env[name] === '' ? undefined : env[name]);
    if (result.success) return result.data as z.output<(typeof VARIABLES)[K]>;
    throw new ConfigError(`${name} ${result.error.issues[0]!.message}`);
  };
  const host = value('DUNNING_HOST');
  const port = value('DUNNING_PORT');
  return Object.freeze({
    databaseUrl: value('DUNNING_DATABASE_URL'),
    host,
    port,
    apiKey: value('DUNNING_API_KEY') ?? null,
    smtpUrl: value('DUNNING_SMTP_URL') ?? null,
    dkim: dkimKey(value('DUNNING_DKIM_DOMAIN'), value('DUNNING_DKIM_SELECTOR'), value('DUNNING_DKIM_PRIVATE_KEY')),
    mailServices: Object.freeze({
      postmarkSecret: value('DUNNING_POSTMARK_SECRET') ?? null,
      sendgridPublicKey: value('DUNNING_SENDGRID_PUBLIC_KEY') ?? null,
      mailgunSigningKey: value('DUNNING_MAILGUN_SIGNING_KEY') ?? null,
      sesTopicArns: value('DUNNING_SES_TOPIC_ARNS') ?? [],
    }),
    imap: value('DUNNING_IMAP_URL') ?? null,
    messagesPerMinute: value('DUNNING_MESSAGES_PER_MINUTE'),
    messagesPerHour: value('DUNNING_MESSAGES_PER_HOUR'),
    testClock: value('DUNNING_TEST_CLOCK') ?? null,
    rateLimit: value('DUNNING_RATE_LIMIT'),
    proxies: value('DUNNING_PROXIES'),
    publicUrl: (value('DUNNING_PUBLIC_URL') ?? localUrl(host, port)).replace(/\/+$/, ''),
    // Whoever can call a connector that listens on its own machine is there too, and so is the n8n that waits for its events.
    privateAddresses: value('DUNNING_PRIVATE_ADDRESSES') ?? (isLoopback(host) ? 'loopback' : 'none'),
    secretsKey: value('DUNNING_SECRETS_KEY') ?? null,
    logLevel: value('DUNNING_LOG_LEVEL'),
    openMetrics: value('DUNNING_METRICS') === 'open',
    stopDelaySeconds: value('DUNNING_STOP_DELAY'),
  });
}
