import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('beside what is alive the heap holds little garbage, however much is made', async () => {
  const script = path.join(import.meta.dirname, 'churningProcess.ts');
  const flags = ['--expose-gc', '--max-semi-space-size=8'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script]);
  const { alive, most } = JSON.parse(stdout) as { alive: number; most: number };
  expect(alive).toBeGreaterThan(20e6);
  // 1.4 times, and what lies in the young heap and on pages that are not full.
  expect(most / alive).toBeLessThan(3);
});
