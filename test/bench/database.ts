import type { Written } from './runRecord.ts';

/** Milliseconds of a floor: all of it, and what of it went into COMMIT, which waits for the disk. */
export interface Floor {
  readonly total: number;
  readonly commit: number;
}

/** A database that the benchmark runs on. */
export interface BenchDatabase {
  readonly name: 'SQLite' | 'PostgreSQL';
  readonly version: string;
  /** Where a new, empty database is, as in DUNNING_DATABASE_URL. */
  create(name: string): Promise<string>;
  /** Brings a database to rest after many writes, so that what is measured next pays for itself alone. */
  rest(url: string): Promise<void>;
  /** The plain driver reading and writing what a run read and wrote, in the same transactions. */
  floor(url: string, written: readonly Written[]): Promise<Floor>;
  drop(url: string): Promise<void>;
  stop(): Promise<void>;
}
