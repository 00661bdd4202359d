import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  describeImapError,
  type ImapMailbox,
  type ImapSettings,
  mailboxName,
  openImapMailbox,
} from '../../delivery/imapMailbox.ts';
import { parseMail } from '../../delivery/parseMail.ts';
import { CONNECTOR } from '../../domain/actor.ts';
import { holdMailbox, noteReading, noteReadingError, type Reading, releaseMailbox } from '../../store/mailReception.ts';
import { DatabaseUnavailable } from '../../store/unavailable.ts';
import { refreshTestClock } from '../cadence/passTime.ts';
import type { Deps } from '../deps.ts';
import { receiveMail } from './receiveMail.ts';

/** Looks again, though the server has told of nothing: it may know no IDLE. Within the lease. */
const POLL_MS = 60_000;
const LONGEST_BACKOFF_MS = 5 * 60_000;
const TRIES = 3;

export interface MailReader {
  /** Ends after the message that is being read. */
  stop(): Promise<void>;
}

/**
 * Reads a mailbox for replies, bounces and reports as long as the connector runs (INV-7): one process on the database at a time, each message once,
 * whatever restarts in between; it sends nothing and changes nothing in the mailbox (DAT-4). A server that is away is tried again, at longer
 * and longer intervals; nothing else waits for it.
 */
export function readMailbox(deps: Deps, settings: ImapSettings, log: Logger): MailReader {
  const stopping = new AbortController();
  const done = new Reader(deps, settings, log, stopping.signal).run();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

class Reader {
  readonly #deps: Deps;
  readonly #settings: ImapSettings;
  readonly #log: Logger;
  readonly #stopping: AbortSignal;
  readonly #token = randomUUID();
  #failing: { readonly uid: number; readonly tries: number } | null = null;

  constructor(deps: Deps, settings: ImapSettings, log: Logger, stopping: AbortSignal) {
    this.#deps = deps;
    this.#settings = settings;
    this.#log = log;
    this.#stopping = stopping;
  }

  async run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping.aborted) {
      try {
        const isMine = await this.#readAsLongAsItGoes(() => (failures = 0));
        if (!isMine) await this.#pause(POLL_MS);
      } catch (error) {
        failures += 1;
        await this.#tell(error);
        await this.#pause(Math.min(1000 * 2 ** (failures - 1), LONGEST_BACKOFF_MS));
      }
    }
    await releaseMailbox(this.#deps.store.session, this.#reading()).catch(() => undefined); // the lease ends by itself
  }

  /** False if another process reads the mailbox. */
  async #readAsLongAsItGoes(succeeded: () => void): Promise<boolean> {
    if (!(await this.#hold())) return false;
    const mailbox = await openImapMailbox(this.#settings);
    const close = () => mailbox.close();
    this.#stopping.addEventListener('abort', close);
    try {
      while (!this.#stopping.aborted) {
        if (!(await this.#readNew(mailbox))) return false;
        succeeded();
        await Promise.race([mailbox.news(), this.#pause(POLL_MS)]);
      }
      return true;
    } catch (error) {
      if (this.#stopping.aborted) return true;
      throw error;
    } finally {
      this.#stopping.removeEventListener('abort', close);
      mailbox.close();
    }
  }

  /** Whatever came since the last reading; false if another process has taken over. */
  async #readNew(mailbox: ImapMailbox): Promise<boolean> {
    const { store, clock } = this.#deps;
    const held = await this.#hold();
    if (!held) return false;
    await refreshTestClock(store, clock);
    const { uidValidity } = mailbox;
    let { received } = held;
    // Begins with what arrives from now on; a mailbox that was set up anew is read from its start, since what was read before counts once.
    let lastUid = held.uidValidity === null ? mailbox.uidNext - 1 : held.uidValidity === uidValidity ? held.lastUid : 0;
    const note = () => noteReading(store.session, this.#reading(), { uidValidity, lastUid, received });
    for (const uid of await mailbox.uidsAbove(lastUid)) {
      if (this.#stopping.aborted) return true;
      await this.#receive(mailbox, uid);
      lastUid = uid;
      received += 1;
      if (!(await note())) return false;
    }
    return note();
  }

  async #receive(mailbox: ImapMailbox, uid: number): Promise<void> {
    const source = await mailbox.read(uid);
    if (source === null) return;
    try {
      const { kind, actionId } = await receiveMail(this.#deps, CONNECTOR, await parseMail(source));
      this.#log.debug({ uid, kind, actionId }, 'a message came in');
    } catch (error) {
      // Nothing is wrong with the message: it waits for as long as it takes.
      if (error instanceof DatabaseUnavailable) throw error;
      const tries = this.#failing?.uid === uid ? this.#failing.tries + 1 : 1;
      this.#failing = { uid, tries };
      if (tries < TRIES) throw error;
      this.#log.error({ err: error, uid }, 'a message that came in could not be read, and is passed over');
    }
  }

  #reading(): Reading {
    return { mailbox: mailboxName(this.#settings), token: this.#token, now: this.#deps.clock.wall() };
  }

  #hold() {
    return holdMailbox(this.#deps.store.session, this.#reading());
  }

  async #tell(error: unknown): Promise<void> {
    const reason = describeImapError(error, this.#settings);
    this.#log.warn({ mailbox: mailboxName(this.#settings), reason }, 'mail could not be read');
    await noteReadingError(this.#deps.store.session, this.#reading(), reason).catch(() => undefined); // the log has it
  }

  async #pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#stopping }).catch(() => undefined); // asked to stop
  }
}
