import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { HELP, readCommand, UsageError } from '../../connector/src/commands/commandLine.ts';
import { readConfig } from '../../connector/src/config.ts';
import { startConnector } from '../../connector/src/connector.ts';
import { StoreError } from '../../connector/src/store/store.ts';
import { databases } from '../support/databases.ts';

test.each([
  [[], { name: 'start' }],
  [['start'], { name: 'start' }],
  [['--help'], { name: 'help' }],
  [['backup', '-h'], { name: 'help' }],
  [['help'], { name: 'help' }],
  [['--version'], { name: 'version' }],
  [['backup', 'one.sqlite'], { name: 'backup', file: 'one.sqlite' }],
  [['copy', '--from', 'sqlite:a', '--to=postgres://b/c'], { name: 'copy', from: 'sqlite:a', to: 'postgres://b/c' }],
])('%j is understood', (args, command) => {
  expect(readCommand(args)).toEqual(command);
});

test.each([
  [['bakcup'], /There is no command 'bakcup'.*--help/],
  [['--prot', '1'], /'--prot'.*--help/],
  [['backup'], /backup takes the file/],
  [['backup', 'a', 'b'], /backup takes the file/],
  [['copy', '--from', 'sqlite:a'], /copy takes --from .* and --to/],
  [['start', 'now'], /start takes no 'now'/],
  [['backup', 'a', '--to', 'b'], /belong to copy/],
])('%j is refused with what there is', (args, message) => {
  expect(() => readCommand(args)).toThrow(UsageError);
  expect(() => readCommand(args)).toThrow(message);
});

test('a newcomer sees the help, the version, and one line for a mistake', async () => {
  const run = promisify(execFile);
  const main = join(import.meta.dirname, '../../connector/src/main.ts');
  const call = (...args: string[]) => run(process.execPath, [main, ...args], { env: {} });
  expect((await call('--help')).stdout).toBe(`${HELP.trimEnd()}\n`);
  expect((await call('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  await expect(call('serve')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^There is no command 'serve'.*\n$/),
  });
}, 120_000);

const opened = async (env: Readonly<Record<string, string>>) => {
  const config = readConfig({ DUNNING_PORT: '0', ...env });
  const connector = await startConnector(config, pino({ level: 'silent' }));
  await connector.stop();
};

test('a database that cannot be opened is one line that names the setting, not a stack', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dunning-newcomer-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'text'), 'no database, but a text that is as long as the head of one: '.repeat(20));
  await mkdir(join(folder, 'folder'));
  const { url, drop } = await databases.find(({ name }) => name === 'PostgreSQL')!.create();
  onTestFinished(drop);
  const changed = (change: Partial<Pick<URL, 'username' | 'pathname'>>) => Object.assign(new URL(url), change).href;
  for (const [named, message] of [
    [`sqlite:${folder}/text`, /^DUNNING_DATABASE_URL names a file that is no SQLite database: /],
    [`sqlite:${folder}/folder`, /^DUNNING_DATABASE_URL names a file that cannot be opened .*: see to its folder/],
    [`sqlite:${folder}/text/below`, /^DUNNING_DATABASE_URL names a file that cannot be opened .*: see to its folder/],
    [changed({ pathname: 'nowhere' }), /^DUNNING_DATABASE_URL names a database .*: database "nowhere" does not exist/],
    [changed({ username: 'nobody' }), /^DUNNING_DATABASE_URL names a database .*: .*"nobody"/],
  ] as const)
    await expect(opened({ DUNNING_DATABASE_URL: named })).rejects.toEqual(
      expect.objectContaining({ constructor: StoreError, message: expect.stringMatching(message) }),
    );
});

test.each([
  ['203.0.113.7', 'DUNNING_HOST 203.0.113.7 is no address of this machine'],
  ['nowhere.invalid', 'DUNNING_HOST nowhere.invalid is no address of this machine'],
])('a host that is not this machine is named: %s', async (host, message) => {
  const { url, drop } = await databases.find(({ name }) => name === 'SQLite')!.create();
  onTestFinished(drop);
  await expect(opened({ DUNNING_DATABASE_URL: url, DUNNING_HOST: host })).rejects.toThrow(message);
});
