import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Random } from '../attack/fuzz/random.ts';
import { databases } from '../support/databases.ts';
import { NO_RETRY } from '../support/noRetry.ts';
import { checkArrivals, finish, sayWhatHappened } from './api/arrivals.ts';
import { run } from './api/cadence.ts';
import { createDue } from './api/records.ts';
import { type Spawned, spawnOn } from './api/spawn.ts';
import { start, startSink } from './api/start.ts';

/** Fewer of both for a quick look: DUNNING_CRASH_DUE, DUNNING_CRASH_KILLS. */
const DUE = Number(process.env['DUNNING_CRASH_DUE'] ?? 10_000);
const KILLS = Number(process.env['DUNNING_CRASH_KILLS'] ?? 20);
const SEED = Number(process.env['DUNNING_CRASH_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const SAID = `DUNNING_CRASH_SEED=${SEED}`;
const SERVED_MS = 10;
/** SND-3: so many messages of one process are between handing over and recording. */
const HANDED_OVER = 20;

/** A place for a connector that is always taken: it runs the cadence again and again, as n8n's schedule does, until `end`. */
class Place {
  readonly #open: () => Promise<Spawned>;
  #connector: Spawned | null = null;
  #isOver = false;
  #working: Promise<void> = Promise.resolve();

  constructor(open: () => Promise<Spawned>) {
    this.#open = open;
  }

  async fill(): Promise<void> {
    const connector = await this.#open();
    this.#connector = connector;
    this.#working = this.#work(connector);
  }

  async #work(connector: Spawned): Promise<void> {
    while (!this.#isOver && this.#connector === connector) {
      const alive = await run(connector).then(
        () => true,
        () => false, // its answer died with the process
      );
      if (!alive) return;
      await wait(250);
    }
  }

  async kill(): Promise<void> {
    const connector = this.#connector!;
    this.#connector = null;
    await connector.kill();
    await this.#working;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#working;
    if (this.#connector) await this.kill();
  }
}

test.each([
  { who: 'one process on SQLite', database: databases[0]!, processes: 1 },
  { who: 'three processes on PostgreSQL', database: databases[1]!, processes: 3 },
])(
  `SND-2: $who, killed ${KILLS} times while ${DUE} reminders go out: none is lost and none goes out twice`,
  { ...NO_RETRY, timeout: 30 * 60_000 },
  async ({ who, database, processes }) => {
    const random = new Random(SEED);
    const sink = await startSink();
    // What is handed over is on its way for a while, so that kills find something there.
    sink.behaviour.afterData = () => wait(SERVED_MS, 'accept' as const);
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const first = await start(database, { on: fresh, smtpUrl: sink.url });
    await createDue(first, DUE);
    await first.stop();

    const places = Array.from({ length: processes }, () => new Place(() => spawnOn(fresh.url, sink.url)));
    onTestFinished(async () => void (await Promise.all(places.map((place) => place.end()))));
    await Promise.all(places.map((place) => place.fill()));
    let kills = 0;
    for (; kills < KILLS; kills += 1) {
      // Each kill gets its part of what is left, so that there is something to interrupt at the last one too.
      const before = sink.mails.length;
      const part = (DUE - before) / (KILLS - kills + 1);
      const moment = before + 1 + random.below(Math.max(1, Math.floor(1.8 * part)));
      while (sink.mails.length < Math.min(moment, DUE - HANDED_OVER * (kills + 2))) await wait(5);
      await wait(random.below(50));
      const place = random.pick(places);
      await place.kill();
      await place.fill();
    }
    await Promise.all(places.map((place) => place.end()));

    const api = await start(database, { on: fresh, smtpUrl: sink.url });
    const interrupted = sink.mails.length;
    await finish(api);
    const uncertain = await checkArrivals(api, sink.mails, SAID);
    expect(uncertain.arrived.length + uncertain.lost.length, SAID).toBeLessThanOrEqual(
      HANDED_OVER * (kills + processes),
    );
    if (kills >= 20) expect(uncertain.arrived.length + uncertain.lost.length, SAID).toBeGreaterThan(0);
    await sayWhatHappened(api, uncertain);
    await finish(api);
    expect(await checkArrivals(api, sink.mails, SAID)).toEqual({ arrived: [], lost: [] });
    const counts = { kills: kills + processes, sent: sink.mails.length, beforeTheLastKill: interrupted };
    const fates = { uncertainAndArrived: uncertain.arrived.length, uncertainAndLost: uncertain.lost.length };
    console.info(`${who}: ${JSON.stringify({ ...counts, ...fates })}, ${SAID}`);
    expect(sink.mails.length, SAID).toBe(DUE);
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 0 });
  },
);
