// npm run simulate -- [--seed N] [--seeds N] [--days N]: lives through random worlds with kills, refusals and lost answers, and says what broke.
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    seeds: { type: 'string', default: '1' },
    days: { type: 'string', default: '90' },
  },
});
const [first, seeds, days] = [values.seed, values.seeds, values.days].map(Number) as [number, number, number];

for (let seed = first; seed < first + seeds; seed++) {
  const { violations, checked, ...counts } = await simulate(seed, days);
  const said = Object.entries({ ...counts, ...checked }).map(([name, count]) => `${count} ${name}`);
  process.stdout.write(`seed ${seed}: ${said.slice(1).join(', ')}\n`);
  for (const violation of violations) process.stdout.write(`  ${violation}\n`);
  if (violations.length > 0) process.exitCode = 1;
}
