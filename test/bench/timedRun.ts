import { readConfig } from '../../connector/src/config.ts';
import { createDeps } from '../../connector/src/connector.ts';
import type { Mailer } from '../../connector/src/delivery/mailer.ts';
import type { TemplateLibrary } from '../../connector/src/delivery/templates.ts';
import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import type { Store } from '../../connector/src/store/store.ts';
import type { Deps } from '../../connector/src/usecases/deps.ts';
import { runCadence } from '../../connector/src/usecases/cadence/runCadence.ts';
import { RUN_AT } from './ledger.ts';

export interface TimedRun {
  /** Milliseconds in all. */
  readonly total: number;
  /** Milliseconds of deciding and recording: in transactions, and before the first and after the last. */
  readonly decideAndRecord: number;
  /** Milliseconds between transactions: composing messages. */
  readonly compose: number;
  /** Ids of the actions in the order in which their messages were handed over. */
  readonly actionIds: readonly string[];
}

/** The connector's use cases over a database, on the ledger's clock. */
export async function openDeps(databaseUrl: string, mailer: Mailer = acceptingMailer([])): Promise<Deps> {
  return createDeps(readConfig({ DUNNING_DATABASE_URL: databaseUrl, DUNNING_TEST_CLOCK: RUN_AT }), { mailer });
}

/** A mail server that takes everything at once: what is left is the connector's own work. */
function acceptingMailer(actionIds: string[]): Mailer {
  return {
    send: async ({ actionId }) => {
      actionIds.push(actionId);
      return { kind: 'accepted', refusedAddresses: [] };
    },
    close: async () => undefined,
  };
}

/** Runs the cadence once over all that is due, with templates that a running process has compiled long ago. */
export async function timedRun(databaseUrl: string, templates: TemplateLibrary): Promise<TimedRun> {
  const actionIds: string[] = [];
  const opened = await openDeps(databaseUrl, acceptingMailer(actionIds));
  try {
    const span = { inside: 0, first: 0, last: 0 };
    const deps = { ...opened, templates, store: timedStore(opened.store, span) };
    const start = performance.now();
    await runCadence(deps, CONNECTOR, {});
    const end = performance.now();
    const decideAndRecord = span.inside + (span.first - start) + (end - span.last);
    return { total: end - start, decideAndRecord, compose: end - start - decideAndRecord, actionIds };
  } finally {
    await opened.store.close();
  }
}

/** A store that adds up the time spent in transactions. */
function timedStore(store: Store, span: { inside: number; first: number; last: number }): Store {
  return {
    ...store,
    async transaction(work) {
      const start = performance.now();
      span.first ||= start;
      try {
        return await store.transaction(work);
      } finally {
        span.last = performance.now();
        span.inside += span.last - start;
      }
    },
  };
}
