import { templateDirectory, TemplateLibrary } from '../../connector/src/delivery/templates.ts';
import type { BenchDatabase } from './database.ts';
import { type Case, type Ledger, prepareLedger } from './measure.ts';
import { startPostgres } from './postgres.ts';
import type { RenderingResult } from './rendering.ts';
import { startSqlite } from './sqlite.ts';
import type { Options, Report } from './report.ts';
import { median } from './statistics.ts';

interface Row {
  readonly database: string;
  readonly due: number;
  readonly open: number;
  /** Microseconds for each due invoice. */
  readonly decideAndRecord: number;
  readonly floor: number;
  /** What of the floor is waiting for COMMIT, that is for the disk. */
  readonly commit: number;
  readonly compose: number;
  readonly ratio: number;
  readonly peakMegabytes: number | null;
}

const CASES: readonly Case[] = [
  { due: 1_000, open: 2_000, runs: 5 },
  { due: 10_000, open: 20_000, runs: 3 },
  { due: 100_000, open: 200_000, runs: 1 },
  { due: 1_000, open: 10_000, runs: 5 },
  { due: 1_000, open: 100_000, runs: 5 },
  { due: 1_000, open: 1_000_000, runs: 5, memory: true },
];
const QUICK: readonly Case[] = [
  { due: 1_000, open: 2_000, runs: 5 },
  { due: 10_000, open: 20_000, runs: 3 },
  { due: 1_000, open: 100_000, runs: 5, memory: true },
];

const number = (value: number) => value.toLocaleString('en');

async function measure(ledger: Ledger, database: string): Promise<Row> {
  const { due, open, runs, memory } = ledger.case;
  const samples = [];
  for (let run = 0; run <= runs; run++) samples.push(await ledger.sample());
  // The first run warms up; a single one has to do where runs take long.
  const counted = samples.slice(runs > 1 ? 1 : 0);
  const microseconds = (of: (sample: (typeof counted)[number]) => number) => median(counted.map(of)) * 1000;
  return {
    database,
    due,
    open,
    decideAndRecord: microseconds((sample) => sample.decideAndRecord),
    floor: microseconds((sample) => sample.floor),
    commit: microseconds((sample) => sample.commit),
    compose: microseconds((sample) => sample.compose),
    ratio: median(counted.map((sample) => sample.decideAndRecord / sample.floor)),
    peakMegabytes: memory ? (await ledger.peakMemory()) / 1e6 : null,
  };
}

function lineOf(row: Row): string {
  const cells = [
    row.database,
    number(row.due),
    number(row.open),
    row.decideAndRecord.toFixed(0),
    row.floor.toFixed(0),
    row.commit.toFixed(0),
    row.ratio.toFixed(2),
    row.compose.toFixed(0),
    row.peakMegabytes === null ? '' : row.peakMegabytes.toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

function table(rows: readonly Row[], rendering: RenderingResult | null): string {
  const head =
    '| database | due | open | decide + record, µs each | floor, µs each | of which COMMIT | ratio | compose, µs each | peak memory, MB |';
  const drawn = rendering
    ? `\nRendering ${number(rendering.messages)} messages: ${rendering.ours.toFixed(1)} µs each, Handlebars alone ${rendering.handlebars.toFixed(1)} µs, ratio ${rendering.ratio.toFixed(2)}.`
    : '';
  return [head, '|---|---:|---:|---:|---:|---:|---:|---:|---:|', ...rows.map(lineOf), drawn].join('\n');
}

/** What a run of the cadence costs, beside the plain driver and Handlebars alone, in the same run. */
export async function benchCadence({ quick, database: only, say }: Options): Promise<Report> {
  const templates = await TemplateLibrary.load(templateDirectory());
  const rows: Row[] = [];
  let rendering: RenderingResult | null = null;
  const versions: string[] = [];
  const starts = { sqlite: [startSqlite], postgresql: [startPostgres] };
  for (const start of only ? starts[only] : Object.values(starts).flat()) {
    const database: BenchDatabase = await start();
    versions.push(`${database.name} ${database.version}`);
    try {
      for (const size of quick ? QUICK : CASES) {
        const name = `${database.name}, ${number(size.due)} due among ${number(size.open)} open`;
        say(`${name}: filling`);
        const ledger = await prepareLedger(database, size, templates, () => undefined);
        say(`${name}: filled in ${ledger.filled.toFixed(0)} s, running`);
        const row = await measure(ledger, database.name);
        rows.push(row);
        say(lineOf(row));
        rendering ??= await ledger.rendering(5);
        await ledger.drop();
      }
    } finally {
      await database.stop();
    }
  }
  return { text: `${table(rows, rendering)}\n\n${versions.join(', ')}`, figures: { rows, rendering } };
}
