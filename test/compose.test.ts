import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SECRETS = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'N8N_ENCRYPTION_KEY', 'DUNNING_API_KEY'];
// Docker's plugin, or the same program by itself; the first generation cannot read compose.yaml.
const compose = [['docker', 'compose'], ['docker-compose']].find(([command, ...given]) =>
  /^v?(?!1\.)\d+\./.test(spawnSync(command!, [...given, 'version', '--short']).stdout?.toString() ?? ''),
);

function config(env: Record<string, string>) {
  const path = { PATH: process.env['PATH'] ?? '' };
  const [command, ...given] = compose!;
  return promisify(execFile)(command!, [...given, 'config', '--format', 'json'], {
    cwd: ROOT,
    env: { ...path, ...env },
  });
}

test.runIf(compose)('compose.yaml is sound, and starts nothing without its secrets', async () => {
  const { stdout } = await config(Object.fromEntries(SECRETS.map((name) => [name, `${name}-for-a-test`])));
  const { services } = JSON.parse(stdout) as { services: Record<string, unknown> };
  expect(Object.keys(services).sort()).toEqual(['connector', 'n8n', 'n8n-worker', 'postgres', 'redis']);
  await expect(config({})).rejects.toThrow(/required variable/);
});

test('the images run the Node and the n8n that everything is tested with', async () => {
  const read = (path: string) => readFile(join(ROOT, path), 'utf8');
  const { devDependencies } = JSON.parse(await read('package.json')) as { devDependencies: Record<string, string> };
  const { dependencies } = JSON.parse(await read('demo/n8n/package.json')) as { dependencies: Record<string, string> };
  const from = (text: string) => [...text.matchAll(/FROM (\S+)/g)].map(([, image]) => image);
  expect(new Set(from(await read('connector/Dockerfile')))).toEqual(
    new Set([`node:${devDependencies['node']}-bookworm-slim`]),
  );
  expect(from(await read('compose.yaml'))).toEqual([`docker.n8n.io/n8nio/n8n:${dependencies['n8n']}`]);
});
