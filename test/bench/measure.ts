import type { TemplateLibrary } from '../../connector/src/delivery/templates.ts';
import type { BenchDatabase } from './database.ts';
import { fillLedger } from './fill.ts';
import type { LedgerSize } from './ledger.ts';
import { runScript } from './ownProcess.ts';
import { measureRendering, type RenderingResult } from './rendering.ts';
import { readRecord, restorePoint } from './runRecord.ts';
import { openDeps, timedRun } from './timedRun.ts';

export interface Case extends LedgerSize {
  /** Runs in each round. */
  readonly runs: number;
  /** Whether to start a process of its own and ask how much memory a run takes. */
  readonly memory?: boolean;
}

/** Milliseconds for each due invoice. */
export interface Sample {
  readonly decideAndRecord: number;
  readonly compose: number;
  readonly floor: number;
  /** What of the floor went into COMMIT. */
  readonly commit: number;
}

/** A filled ledger that stands ready to be run again and again. */
export interface Ledger {
  readonly case: Case;
  /** Seconds it took to fill. */
  readonly filled: number;
  /** One run and its floor, one after the other. */
  sample(): Promise<Sample>;
  rendering(rounds: number): Promise<RenderingResult>;
  /** Peak bytes of a process that does one run. */
  peakMemory(): Promise<number>;
  drop(): Promise<void>;
}

const RENDERED = 2_000;

export async function prepareLedger(
  database: BenchDatabase,
  size: Case,
  templates: TemplateLibrary,
  progress: (text: string) => void,
): Promise<Ledger> {
  const url = await database.create(`due${size.due}_open${size.open}`);
  const start = performance.now();
  const deps = await openDeps(url);
  await fillLedger(deps, size, (customers) => progress(`filled ${customers.toLocaleString('en')} customers`));
  const restore = await restorePoint(deps.store);
  await deps.store.close();
  await database.rest(url);
  const filled = (performance.now() - start) / 1000;

  const withStore = async <T>(work: (store: typeof deps.store) => Promise<T>): Promise<T> => {
    const { store } = await openDeps(url);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  const putBack = async () => {
    await withStore(restore);
    await database.rest(url);
  };
  const run = async () => {
    const result = await timedRun(url, templates);
    if (result.actionIds.length !== size.due) throw new Error(`${result.actionIds.length} went out, not ${size.due}`);
    return result;
  };

  return {
    case: size,
    filled,
    async sample() {
      const ours = await run();
      const written = await withStore((store) => readRecord(store, ours.actionIds));
      await putBack();
      const floor = await database.floor(url, written);
      await putBack();
      const each = (milliseconds: number) => milliseconds / size.due;
      return {
        decideAndRecord: each(ours.decideAndRecord),
        compose: each(ours.compose),
        floor: each(floor.total),
        commit: each(floor.commit),
      };
    },
    async rendering(rounds) {
      const { actionIds } = await run();
      const result = await withStore((store) => measureRendering(store, actionIds.slice(0, RENDERED), rounds));
      await putBack();
      return result;
    },
    async peakMemory() {
      const { bytes } = (await runScript('./memory.ts', { DUNNING_DATABASE_URL: url })) as { bytes: number };
      await putBack();
      return bytes;
    },
    drop: () => database.drop(url),
  };
}
