import type { Logger } from 'pino';
import { endLeasesOfDeadProcess, forgetOldDeliveries } from '../store/deliveries.ts';
import { dueWebhooks } from '../store/outbox.ts';
import type { OutboxDeps } from './outboxDeps.ts';
import { Subscriber } from './subscriber.ts';

const TICK_MS = 1_000;
const CLEANING_MS = 3_600_000;
/** How long a stop waits for answers that are under way. */
const GRACE_MS = 2_000;

export interface Deliveries {
  /** Waits for what is on its way; the rest is due again at once, for whoever comes next. */
  stop(): Promise<void>;
}

/**
 * EVT-1: tells subscribers what happened, at least once, in order per customer. It is woken by each commit of this process that has news;
 * once a second it looks for what is due by time, or was written by another process.
 */
export async function deliverEvents(
  deps: Pick<OutboxDeps, 'store' | 'clock' | 'newId' | 'post' | 'log'>,
): Promise<Deliveries> {
  const { store, clock, newId, log } = deps;
  const stop = new AbortController();
  const cut = new AbortController();
  const outbox: OutboxDeps = { ...deps, token: newId('lse'), stop: stop.signal, cut: cut.signal };
  const subscribers = new Map<string, Subscriber>();

  const wake = (webhookIds: Iterable<string>) => {
    if (stop.signal.aborted) return;
    for (const id of webhookIds) {
      let subscriber = subscribers.get(id);
      if (!subscriber) subscribers.set(id, (subscriber = new Subscriber(outbox, id)));
      subscriber.wake();
    }
  };
  const look = oneAtATime(async () => {
    for (const [id, subscriber] of subscribers) if (subscriber.isIdle) subscribers.delete(id);
    wake(await dueWebhooks(store.session, clock.wall()));
  }, log);
  const clean = oneAtATime(async () => {
    while (!stop.signal.aborted && !(await forgetOldDeliveries(store.session, clock.wall())).done);
  }, log);

  await endLeasesOfDeadProcess(store.session);
  store.onDeliveries(wake);
  const timers = [setInterval(look, TICK_MS), setInterval(clean, CLEANING_MS)];
  look();
  clean();
  return {
    async stop() {
      timers.forEach(clearInterval);
      stop.abort();
      const grace = setTimeout(() => cut.abort(), GRACE_MS);
      await Promise.all([...subscribers.values()].map((subscriber) => subscriber.settled()));
      clearTimeout(grace);
      await Promise.all([look.idle(), clean.idle()]);
    },
  };
}

/** `work` as something that a timer calls: while one is under way, another does not begin. */
function oneAtATime(work: () => Promise<void>, log: Logger): (() => void) & { idle(): Promise<void> } {
  let running: Promise<void> | null = null;
  const call = () => {
    running ??= work()
      // The next one may find the database again.
      .catch((error: unknown) => log.warn({ err: error }, 'the outbox could not be read'))
      .finally(() => (running = null));
  };
  return Object.assign(call, { idle: async () => void (await running) });
}
