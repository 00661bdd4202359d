import type { Answer, Post } from '../../connector/src/events/post.ts';
import type { Subscription } from '../../connector/src/domain/eventTypes.ts';
import type { Random } from './random.ts';
import { Killed, type Life, NEVER, type Turns } from './turns.ts';

interface Told {
  readonly id: string;
}

/** Where subscribers are, and the types of events that they ask for. */
export const SUBSCRIBERS = [
  { url: 'http://127.0.0.1:9/all', events: ['*'] },
  { url: 'http://127.0.0.1:9/some', events: ['actionExecuted', 'invoicePaid', 'planAssigned', 'noteAdded'] },
] as const satisfies readonly { readonly url: string; readonly events: Subscription }[];

/** The subscribers of events, who now and then fail, or answer and are not heard. */
export class Receiver {
  readonly #turns: Turns;
  readonly #random: Random;
  /** By subscriber, the ids of events in the order in which they first came; and how often something came at all. */
  readonly received: ReadonlyMap<string, Set<string>> = new Map(SUBSCRIBERS.map(({ url }) => [url, new Set()]));
  requests = 0;
  failsOnceIn = 0;

  constructor(turns: Turns, random: Random) {
    this.#turns = turns;
    this.#random = random;
  }

  for(life: Life): Post {
    return {
      refusal: () => null,
      send: (url, headers, body) =>
        this.#take(life, url, JSON.parse(body) as Told, headers).catch((error: unknown) => {
          if (error instanceof Killed) return NEVER;
          throw error;
        }),
      read: () => Promise.reject(new Error('Nothing is read in a simulation')),
      download: () => Promise.reject(new Error('Nothing is downloaded here')),
      close: () => undefined,
    };
  }

  async #take(life: Life, url: string, { id }: Told, headers: Readonly<Record<string, string>>): Promise<Answer> {
    await this.#turns.next(life);
    this.requests++;
    if (headers['webhook-id'] !== id) return { status: 400, error: 'The header names another event' };
    if (this.#random.onceIn(this.failsOnceIn)) return { status: 500, error: 'It answered 500' };
    this.received.get(url)!.add(id);
    await this.#turns.next(life);
    return this.#random.onceIn(this.failsOnceIn)
      ? { status: null, error: 'No answer within 10 seconds' }
      : { status: 200, error: null };
  }
}
