import type { Logger } from 'pino';
import { DatabaseUnavailable } from '../store/unavailable.ts';

const AGAIN_MS = 5_000;

/** Calls `work` some time later; answers what calls it off. */
export type Later = (work: () => void) => () => void;

const inSeconds: Later = (work) => {
  const timer = setTimeout(work, AGAIN_MS).unref();
  return () => clearTimeout(timer);
};

/** `again`: an earlier try may have got through all the same, its answer lost with the connection. */
type Write = (again: boolean) => Promise<unknown>;

/**
 * What has happened already and has yet to be written down, because the database is away or its disk full: what became of messages (SND-3),
 * what is taken no more. It is kept in memory and tried again every few seconds; a process that dies before leaves it to CLK-2.
 */
export class Unwritten {
  readonly #log: Logger;
  readonly #kept: Write[] = [];
  readonly #inAWhile: Later;
  #callOff: (() => void) | null = null;
  #settling: Promise<void> | null = null;

  constructor(log: Logger, later: Later = inSeconds) {
    this.#log = log;
    this.#inAWhile = later;
  }

  /** Writes now, or keeps what to write until it can be; throws a DatabaseUnavailable in the latter case. */
  async write(write: Write, again = false): Promise<void> {
    try {
      await write(again);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      if (this.#kept.push(write) === 1)
        this.#log.error({ err: error }, 'the database is not available: what has happened is kept until it is');
      this.#later();
      throw error;
    }
  }

  /** As `write`, for what nobody waits for. */
  async writeSometime(write: Write): Promise<void> {
    await this.write(write).catch((error: unknown) => {
      if (!(error instanceof DatabaseUnavailable)) throw error;
    });
  }

  /** `work`, a transaction; where its answer is lost with the connection, `undo` makes it as if it had not been. */
  async orUndo<T>(work: () => Promise<T>, undo: () => Promise<unknown>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DatabaseUnavailable) await this.writeSometime(undo);
      throw error;
    }
  }

  /** Writes what was kept; throws a DatabaseUnavailable while that is not possible. */
  settle(): Promise<void> {
    return (this.#settling ??= this.#settleAll().finally(() => (this.#settling = null)));
  }

  async #settleAll(): Promise<void> {
    if (this.#kept.length === 0) return;
    for (let write = this.#kept[0]; write; write = this.#kept[0]) {
      try {
        await write(true);
      } catch (error) {
        if (error instanceof DatabaseUnavailable) {
          this.#later();
          throw error;
        }
        // Without this one the others can go on; a message stays uncertain.
        this.#log.error({ err: error }, 'what had happened could not be written down');
      }
      this.#kept.shift();
    }
    this.#log.info('the database is available again: all that had happened is written down');
  }

  #later(): void {
    this.#callOff ??= this.#inAWhile(() => {
      this.#callOff = null;
      this.settle().catch(() => undefined); // the next one is set already
    });
  }

  /** Tries once more, and then no more. */
  async stop(): Promise<void> {
    await this.settle().catch(() => undefined);
    this.#callOff?.();
  }
}
