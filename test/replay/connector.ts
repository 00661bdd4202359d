import { spawnConnector } from '../support/connector.ts';
import type { RunningConnector } from '../support/connector.ts';

export interface Connector extends RunningConnector {
  /** Every record of a list, page after page. */
  list<T>(path: string): Promise<T[]>;
}

const running = new Set<Connector>();

/** Stops what a test that ran out of time has left running. */
export async function stopConnectors(): Promise<void> {
  await Promise.all([...running].map((connector) => connector.stop()));
}

/** A connector process of its own on an empty SQLite file, its test clock standing at `now`, its mail going to the local mailbox. */
export async function startConnector(now: string): Promise<Connector> {
  const spawned = await spawnConnector({ env: { DUNNING_TEST_CLOCK: now } });
  const connector: Connector = {
    ...spawned,
    async list<T>(path: string) {
      const all: T[] = [];
      let cursor: string | null | undefined;
      do {
        const separator = path.includes('?') ? '&' : '?';
        const from = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
        const page = await spawned.call<{ data: T[]; nextCursor?: string | null }>(
          'GET',
          `${path}${separator}limit=1000${from}`,
        );
        all.push(...page.data);
        cursor = page.nextCursor;
      } while (cursor);
      return all;
    },
    async stop() {
      running.delete(connector);
      await spawned.stop();
    },
  };
  running.add(connector);
  return connector;
}
