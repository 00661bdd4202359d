import type { Logger } from 'pino';
import { createClock } from '../../connector/src/clock.ts';
import { readConfig } from '../../connector/src/config.ts';
import { createDeps } from '../../connector/src/connector.ts';
import type { TemplateLibrary } from '../../connector/src/delivery/templates.ts';
import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import { createIds } from '../../connector/src/domain/ids.ts';
import { Subscriber } from '../../connector/src/events/subscriber.ts';
import { openStore } from '../../connector/src/store/store.ts';
import { endLeases } from '../../connector/src/store/sources.ts';
import { dueWebhooks } from '../../connector/src/store/outbox.ts';
import type { Deps } from '../../connector/src/usecases/deps.ts';
import { OneAtATime } from '../../connector/src/usecases/oneAtATime.ts';
import { EventIntake } from '../../connector/src/usecases/eventIntake.ts';
import { Unwritten } from '../../connector/src/usecases/unwritten.ts';
import { settleDeadProcess } from '../../connector/src/usecases/handingOver/lapse.ts';
import type { SharedDatabase } from './database.ts';
import type { MailServer } from './mailServer.ts';
import type { Receiver } from './receiver.ts';
import type { SourceSystem } from './sourceSystem.ts';
import { type Life, NO_FAULTS, type Turns } from './turns.ts';

export interface World {
  readonly turns: Turns;
  readonly database: SharedDatabase;
  readonly path: string;
  readonly mail: MailServer;
  readonly receiver: Receiver;
  readonly source: SourceSystem;
  /** Shared, since compiling messages takes real time. */
  readonly templates: TemplateLibrary;
  readonly wall: () => number;
  /** One process has the database to itself, as on SQLite: what it finds when it starts is its dead predecessor's (CLK-2). */
  readonly isAlone: boolean;
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as Logger;

/** A connector process in one of its lives: the real use cases over the simulated outside. */
export class Machine {
  readonly life: Life;
  readonly deps: Deps;
  readonly #subscribers = new Map<string, Subscriber>();

  private constructor(life: Life, deps: Deps) {
    this.life = life;
    this.deps = deps;
  }

  static async start(world: World, life: Life): Promise<Machine> {
    const { turns, database, path, mail, receiver, source, templates, wall } = world;
    const config = readConfig({
      DUNNING_DATABASE_URL: `sqlite:${path}`,
      DUNNING_API_KEY: 'simulated-owner-key',
      DUNNING_SECRETS_KEY: 'a-simulated-key-of-32-characters',
    });
    const real = await createDeps(config, { mailer: mail.for(life) });
    await real.store.close();
    real.post.close();
    // Opening is no part of the simulation: whoever waits for a turn here would wait for one that nobody gives.
    const store = await undisturbed(turns, openStore(database.for(life)));
    const process = processName(life);
    const clock = createClock({ testStart: null, wall });
    const newId = createIds(wall, process);
    const vendors = { stripe: source.for(life) };
    // Nothing arrives by itself here.
    const toldEvents = new EventIntake(store, () => Promise.resolve());
    const post = receiver.for(life);
    // By itself it tries again when `look` does.
    const unwritten = new Unwritten(log, () => () => undefined);
    const handingOver = new OneAtATime(() => unwritten.settle());
    const outside = { store, clock, process, newId, post, vendors, toldEvents, templates };
    const deps = { ...real, ...outside, unwritten, handingOver };
    const machine = new Machine(life, deps);
    if (world.isAlone) {
      await undisturbed(turns, settleDeadProcess(deps, CONNECTOR));
      await undisturbed(turns, endLeases(store.session));
    }
    store.onDeliveries((webhookIds) => machine.#wake(webhookIds));
    return machine;
  }

  /** Looks for what is to be written down still, and told to subscribers, as the connector does every few seconds. */
  async look(): Promise<void> {
    await this.deps.unwritten.settle();
    this.#wake(await dueWebhooks(this.deps.store.session, this.deps.clock.wall()));
  }

  /** Writes down what is kept in memory, as it does within seconds where the database is there. */
  settle(turns: Turns): Promise<void> {
    return undisturbed(turns, this.deps.unwritten.settle());
  }

  get isTelling(): boolean {
    return [...this.#subscribers.values()].some((subscriber) => !subscriber.isIdle);
  }

  #wake(webhookIds: Iterable<string>): void {
    if (this.life.isOver) return;
    for (const id of webhookIds) {
      let subscriber = this.#subscribers.get(id);
      if (!subscriber) this.#subscribers.set(id, (subscriber = new Subscriber(this.#outbox(), id)));
      subscriber.wake();
    }
  }

  #outbox() {
    const never = new AbortController().signal;
    return { ...this.deps, log, token: this.deps.newId('lse'), stop: never, cut: never };
  }
}

/** CLK-2: what ids and leases of a life end with. */
export function processName({ name }: Life): string {
  return name.replace(/\W/g, '').padStart(8, '0').slice(-8);
}

/** Lets work go on without faults until it is done. */
async function undisturbed<T>(turns: Turns, work: Promise<T>): Promise<T> {
  const { faults } = turns;
  turns.faults = NO_FAULTS;
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  done.catch(() => undefined);
  await turns.until(() => isDone);
  turns.faults = faults;
  return done;
}
