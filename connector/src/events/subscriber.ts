import { setImmediate } from 'node:timers/promises';
import { disableWebhook, type Outcome, recordOutcomes } from '../store/deliveries.ts';
import { leaseLanes, type LeasedEvent } from '../store/outbox.ts';
import type { Session } from '../store/store.ts';
import { eventBody } from './body.ts';
import type { OutboxDeps } from './outboxDeps.ts';
import { LIMIT_MS } from './post.ts';
import { retryDelay } from './retries.ts';
import { type Secrets, signedHeaders } from './signature.ts';

/** Requests to one webhook at the same time: each is another customer's. */
const LANES = 8;
const LEASE_MS = 60_000;
const GONE = 410;

interface Receiver {
  readonly url: string;
  readonly secrets: Secrets;
}

/** A lane, leased until then. */
interface Taken {
  readonly receiver: Receiver;
  readonly events: readonly LeasedEvent[];
  readonly until: number;
}

/**
 * Sends what waits for one webhook: lanes side by side, the events of a lane one after the other. Every webhook has its own, so that a dead or
 * slow one holds up nobody else.
 */
export class Subscriber {
  readonly #deps: OutboxDeps;
  readonly #id: string;
  readonly #running = new Set<Promise<void>>();
  readonly #waiting: Taken[] = [];
  /** Lanes in hand: a clock that jumps ends their lease, but not what is on its way. */
  readonly #inHand = new Set<string>();
  #isGone = false;
  #leasing: Promise<void> | null = null;
  #isCalled = false;
  #newestFirst = false;
  #outcomes: Outcome[] = [];
  #recording: Promise<void> = Promise.resolve();

  constructor(deps: OutboxDeps, webhookId: string) {
    this.#deps = deps;
    this.#id = webhookId;
  }

  get isIdle(): boolean {
    return this.#running.size === 0 && this.#leasing === null && this.#waiting.length === 0;
  }

  /** There may be something to send. */
  wake(): void {
    this.#isCalled = true;
    this.#leasing ??= this.#lease()
      // The next look, within a second, finds it again.
      .catch((error: unknown) =>
        this.#deps.log.warn({ err: error, webhookId: this.#id }, 'the outbox could not be read'),
      )
      .finally(() => {
        this.#leasing = null;
        if (this.#isCalled && this.#hasRoom) this.wake();
      });
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (!this.isIdle) await Promise.all([this.#leasing, ...this.#running]);
  }

  get #hasRoom(): boolean {
    return this.#waiting.length === 0 && this.#running.size < LANES && !this.#deps.stop.aborted;
  }

  async #lease(): Promise<void> {
    while (this.#isCalled && this.#hasRoom) {
      this.#isCalled = false;
      const wall = this.#deps.clock.wall();
      const until = wall + LEASE_MS;
      const lanes = await this.#deps.store.transaction(async (session) => {
        const receiver = await readReceiver(session, this.#id);
        if (!receiver) return [];
        const { token } = this.#deps;
        // By turns, so that a backlog does not make news old.
        const order = { lanes: 2 * LANES, newestFirst: this.#newestFirst };
        const leased = await leaseLanes(session, { webhookId: this.#id, token, wall, until, ...order });
        return leased.map((events): Taken => ({ receiver, events, until }));
      });
      this.#newestFirst = !this.#newestFirst;
      if (lanes.length > 0) {
        this.#isCalled = true;
        this.#isGone = false;
      }
      for (const taken of lanes) {
        const { lane } = taken.events[0]!;
        if (this.#inHand.has(lane)) continue;
        this.#inHand.add(lane);
        this.#waiting.push(taken);
      }
      this.#start();
    }
  }

  #start(): void {
    while (this.#running.size < LANES) {
      const taken = this.#waiting.shift();
      if (!taken) return;
      const running = this.#send(taken).finally(() => {
        this.#running.delete(running);
        this.#inHand.delete(taken.events[0]!.lane);
        this.#start();
        if (this.#hasRoom) this.wake();
      });
      this.#running.add(running);
    }
  }

  /** The events of a lane in order, up to the first that does not get through. */
  async #send({ receiver, events, until }: Taken): Promise<void> {
    const { clock, log, stop } = this.#deps;
    try {
      for (const [place, event] of events.entries()) {
        if (this.#isGone) return;
        if (stop.aborted || clock.wall() > until - LIMIT_MS - 5_000) {
          await this.#record(...events.slice(place).map((rest): Outcome => ({ kind: 'released', event: rest })));
          return;
        }
        const outcome = await this.#attempt(receiver, event);
        if (outcome.kind === 'gone') return await this.#switchOff();
        // What follows is given back with it, or waits for it.
        const rest = outcome.kind === 'released' ? events.slice(place + 1) : [];
        await this.#record(outcome, ...rest.map((next): Outcome => ({ kind: 'released', event: next })));
        if (outcome.kind !== 'delivered') return;
      }
    } catch (error) {
      // It was not written down: it is due again when the lease ends, and goes out with the same id.
      log.warn({ err: error, webhookId: this.#id }, 'a delivery could not be recorded');
    }
  }

  async #attempt({ url, secrets }: Receiver, event: LeasedEvent): Promise<Outcome> {
    const { clock, post, cut } = this.#deps;
    const body = JSON.stringify(eventBody(event));
    const headers = signedHeaders(secrets, event.id, clock.wall(), body);
    const { status, error } = await post.send(url, headers, body, cut);
    if (status !== null && error === null) return { kind: 'delivered', event, status };
    if (status === GONE) return { kind: 'gone', event, status };
    if (cut.aborted) return { kind: 'released', event };
    const delay = retryDelay(event.attempts + 1);
    const retryAt = delay === null ? null : clock.wall() + delay;
    return { kind: 'failed', event, status, error: error!, retryAt };
  }

  /** Writes outcomes down; those that come while a transaction is under way share the next one. */
  #record(...outcomes: Outcome[]): Promise<void> {
    this.#outcomes.push(...outcomes);
    if (this.#outcomes.length > outcomes.length) return this.#recording;
    const written = this.#recording
      .catch(() => undefined)
      .then(async () => {
        // Answers that have come meanwhile go into the same transaction.
        await setImmediate();
        const batch = this.#outcomes;
        this.#outcomes = [];
        const { store, clock, token } = this.#deps;
        const recording = { webhookId: this.#id, token, wall: clock.wall() };
        await store.transaction((session) => recordOutcomes(session, recording, batch));
      });
    this.#recording = written;
    return written;
  }

  async #switchOff(): Promise<void> {
    const { store, clock, newId } = this.#deps;
    this.#isGone = true;
    const times = { now: clock.now(), wall: clock.wall() };
    await store.transaction((session) =>
      disableWebhook(session, newId, this.#id, 'The receiver answered 410 Gone', times),
    );
  }
}

async function readReceiver({ db }: Session, id: string): Promise<Receiver | null> {
  const row = await db
    .selectFrom('webhooks')
    .select(['url', 'secretsJson'])
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .executeTakeFirst();
  return row ? { url: row.url, secrets: JSON.parse(row.secretsJson) as Secrets } : null;
}
