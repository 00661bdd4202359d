import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../../connector/src/config.ts';
import { type Replacements, startConnector } from '../../../connector/src/connector.ts';
import type { Database, FreshDatabase } from '../../support/databases.ts';
import { type Fate, startSmtpSink, type SmtpSink } from '../../support/smtp.ts';
import { Client } from './client.ts';

/** A Monday, half an hour after the send time. */
export const MONDAY = '2026-11-23T09:00:00Z';
export const OWNER_KEY = 'test-owner-key-0123456789';

export interface StartOptions {
  /** Where the test clock stands; null: real time. MONDAY, if left out. */
  readonly now?: string | null;
  /** Without it mail goes to the local mailbox. */
  readonly smtpUrl?: string;
  /** More settings, by their variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** The owner's key; OWNER_KEY, if left out. */
  readonly key?: string;
  /** A database that is there already. */
  readonly on?: FreshDatabase;
  readonly replacements?: Replacements;
  /** Errors that the connector may log; any other fails the test. */
  readonly mayLog?: RegExp;
}

export interface Started extends Client {
  readonly database: FreshDatabase;
  /** Ends the connector before the test does. */
  stop(): Promise<void>;
}

/** A connector in this process on an empty database, as its owner calls it; it is stopped when the test ends. */
export async function start(
  database: Database,
  { now = MONDAY, smtpUrl, env = {}, key = OWNER_KEY, on, replacements, mayLog }: StartOptions = {},
): Promise<Started> {
  const fresh = on ?? (await database.create());
  const logged: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
  const config = readConfig({
    DUNNING_DATABASE_URL: fresh.url,
    DUNNING_PORT: '0',
    DUNNING_API_KEY: key,
    DUNNING_RATE_LIMIT: '0',
    DUNNING_SMTP_URL: smtpUrl,
    DUNNING_TEST_CLOCK: now ?? undefined,
    ...env,
  });
  const connector = await startConnector(config, log, replacements);
  let stopping: Promise<void> | null = null;
  const stop = () => (stopping ??= connector.stop());
  // Hooks run last in, first out: the database goes when every connector on it is down.
  if (!on) onTestFinished(() => fresh.drop());
  onTestFinished(async () => {
    await stop();
    const unexpected = logged.filter((line) => !mayLog?.test(line));
    if (unexpected.length > 0) throw new Error(`The connector logged errors:\n${unexpected.join('')}`);
  });
  return Object.assign(new Client(`http://127.0.0.1:${connector.port}`, key), { database: fresh, stop });
}

/** An SMTP server for one test. Start it before the connector, so that it ends after it. */
export async function startSink(): Promise<SmtpSink> {
  const sink = await startSmtpSink();
  onTestFinished(() => sink.down());
  return sink;
}

/** The server answers no message until the function given back is called, or the test ends; then as `fate` says. */
export function holdAnswers(sink: SmtpSink, fate: Fate = 'accept'): () => void {
  const { promise, resolve } = Promise.withResolvers<Fate>();
  sink.behaviour.afterData = () => promise;
  const answer = () => resolve(fate);
  onTestFinished(answer);
  return answer;
}
