export interface Options {
  readonly quick: boolean;
  /** The cadence on this database alone. */
  readonly database?: 'sqlite' | 'postgresql';
  readonly say: (text: string) => void;
}

/** What a part of the benchmark found: for people, and for data/bench.json. */
export interface Report {
  readonly text: string;
  readonly figures: unknown;
}
