import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { parseOptions } from '../../demo/options.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a folder for the data is meant from where the command was typed, whatever folder its processes run in', () => {
  vi.stubEnv('INIT_CWD', tmpdir());
  expect(parseOptions(['--data', 'my-demo']).folder).toBe(join(tmpdir(), 'my-demo'));
  expect(parseOptions(['--data', '/srv/demo']).folder).toBe('/srv/demo');
});
