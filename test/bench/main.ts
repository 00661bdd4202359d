// npm run bench [-- <part> …] [--quick] [--database sqlite|postgresql]: what things cost, each beside a floor measured in the same run.
// Without a part, all of them; the database is the cadence's.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import keepCompiledCode from '../support/compileCache.ts';
import { benchBacktest } from './backtest.ts';
import { benchCadence } from './cadence.ts';
import { benchMail } from './mail.ts';
import { benchProcesses } from './processes.ts';
import type { Options, Report } from './report.ts';
import { benchRules } from './rules.ts';
import { benchSources } from './sources.ts';
import { benchStock } from './stock.ts';
import { benchWebhooks } from './webhooks.ts';

const PARTS: Readonly<Record<string, (options: Options) => Promise<Report>>> = {
  cadence: benchCadence,
  rules: benchRules,
  backtest: benchBacktest,
  webhooks: benchWebhooks,
  mail: benchMail,
  sources: benchSources,
  processes: benchProcesses,
  stock: benchStock,
};

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, database: { type: 'string' } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !(name in PARTS));
if (unknown !== undefined) throw new Error(`There is no part '${unknown}'; there are ${Object.keys(PARTS).join(', ')}`);

const { quick, database } = values;
if (database !== undefined && database !== 'sqlite' && database !== 'postgresql')
  throw new Error('--database is sqlite or postgresql');

// As the package has it: the compiler that strips types takes 25 MB of a process.
await keepCompiledCode();

const machine = `${availableParallelism()} cores, Node ${process.versions.node}`;
const figures: Record<string, unknown> = { machine };
for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  const report = await PARTS[name]!({
    quick,
    ...(database && { database }),
    say: (text) => process.stderr.write(`${text}\n`),
  });
  process.stdout.write(`\n${report.text}\n`);
  figures[name] = report.figures;
}
process.stdout.write(`\n${machine}\n`);
mkdirSync('data', { recursive: true });
writeFileSync('data/bench.json', `${JSON.stringify(figures, null, 2)}\n`);
process.stderr.write('Written to data/bench.json\n');
