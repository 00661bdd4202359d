import { execFile } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

test('a test that fails makes the command fail, whatever the set-up of databases leaves behind', async () => {
  const vitest = path.resolve(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
  const config = path.join(import.meta.dirname, 'failing/vitest.config.mts');
  const code = await new Promise((resolve) => {
    execFile(process.execPath, [vitest, 'run', '--config', config], (error) => resolve(error?.code ?? 0));
  });
  expect(code).toBe(1);
}, 120_000);
