import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { HELP, readCommand, UsageError } from '../../connector/src/commands/commandLine.ts';

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
