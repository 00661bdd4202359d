// npm run fuzz [-- --requests N] [-- --seed N]: malformed requests at every route; a finding names what repeats it.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const vitest = new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'connector', 'test/attack/fuzz.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_REQUESTS: values.requests, FUZZ_SEED: values.seed },
});
process.exitCode = status ?? 1;
