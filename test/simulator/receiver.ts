import type { Answer, Post } from '../../connector/src/events/post.ts';
import type { Random } from './random.ts';
import { Killed, type Life, NEVER, type Turns } from './turns.ts';

/** A subscriber of all events, which now and then fails, or answers and is not heard. */
export class Receiver {
  readonly #turns: Turns;
  readonly #random: Random;
  /** The ids of events in the order in which they first came, and how often something came at all. */
  readonly received = new Set<string>();
  requests = 0;
  failsOnceIn = 0;

  constructor(turns: Turns, random: Random) {
    this.#turns = turns;
    this.#random = random;
  }

  for(life: Life): Post {
    return {
      refusal: () => null,
      send: (_url, headers, body) =>
        this.#take(life, String((JSON.parse(body) as { id: string }).id), headers).catch((error: unknown) => {
          if (error instanceof Killed) return NEVER;
          throw error;
        }),
      read: () => Promise.reject(new Error('Nothing is read in a simulation')),
      download: () => Promise.reject(new Error('Nothing is downloaded here')),
      close: () => undefined,
    };
  }

  async #take(life: Life, id: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    await this.#turns.next(life);
    this.requests++;
    if (headers['webhook-id'] !== id) return { status: 400, error: 'The header names another event' };
    if (this.#random.onceIn(this.failsOnceIn)) return { status: 500, error: 'It answered 500' };
    this.received.add(id);
    await this.#turns.next(life);
    return this.#random.onceIn(this.failsOnceIn)
      ? { status: null, error: 'No answer within 10 seconds' }
      : { status: 200, error: null };
  }
}
