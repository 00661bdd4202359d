import { setImmediate } from 'node:timers/promises';
import type { SourceEvent } from '../sources/source.ts';
import { storeEvents } from '../store/sourceEvents.ts';
import type { Store } from '../store/store.ts';
import { DatabaseUnavailable } from '../store/unavailable.ts';

interface Told {
  readonly sourceId: string;
  readonly events: readonly SourceEvent[];
  readonly stored: PromiseWithResolvers<void>;
}

/** Stores what webhooks tell: what comes at the same moment, or while the last is on its way to the disk, in one transaction, since each waits for the disk. */
export class EventIntake {
  readonly #store: Pick<Store, 'transaction'>;
  readonly #gather: () => Promise<unknown>;
  #waiting: Told[] = [];
  #isStoring = false;

  /** `gather` is over once what has reached this process has been handed in. */
  constructor(store: Pick<Store, 'transaction'>, gather: () => Promise<unknown> = () => setImmediate()) {
    this.#store = store;
    this.#gather = gather;
  }

  /** Resolves once the events are committed; rejects where they are not. Those that others hand in do not matter to it. */
  async store(sourceId: string, events: readonly SourceEvent[]): Promise<void> {
    const stored = Promise.withResolvers<void>();
    this.#waiting.push({ sourceId, events, stored });
    if (!this.#isStoring) void this.#storeAll();
    return stored.promise;
  }

  async #storeAll(): Promise<void> {
    this.#isStoring = true;
    await this.#gather();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#storeGroup(group);
    }
    this.#isStoring = false;
  }

  async #storeGroup(group: readonly Told[]): Promise<void> {
    try {
      await this.#store.transaction(async (session) => {
        for (const [sourceId, told] of bySource(group))
          await storeEvents(
            session,
            sourceId,
            told.flatMap(({ events }) => events),
          );
      });
      for (const { stored } of group) stored.resolve();
    } catch (error) {
      // Each by itself, so that one that cannot be stored keeps no other from it; without a database none can be.
      if (group.length > 1 && !(error instanceof DatabaseUnavailable))
        for (const told of group) await this.#storeGroup([told]);
      else for (const { stored } of group) stored.reject(error);
    }
  }
}

/** In one order, whoever stores events of several sources. */
function bySource(group: readonly Told[]): [string, Told[]][] {
  return [...Map.groupBy(group, (each) => each.sourceId)].sort(([one], [other]) => (one < other ? -1 : 1));
}
