#!/usr/bin/env node
import { type Command, HELP, readCommand, UsageError } from './commands/commandLine.ts';
import { version } from './version.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Each command brings what it needs: help and version answer at once. */
async function carryOut(command: Command): Promise<void> {
  switch (command.name) {
    case 'help':
      return say(HELP.trimEnd());
    case 'version':
      return say(version);
    case 'copy': {
      const { copyDatabase } = await import('./commands/copyDatabase.ts');
      return copyDatabase(command.from, command.to, say);
    }
    case 'backup': {
      const { backup } = await import('./commands/backup.ts');
      const { readConfig } = await import('./config.ts');
      return backup(readConfig(process.env).databaseUrl, command.file, say);
    }
    case 'start': {
      const { keepHeapSmall } = await import('./commands/heap.ts');
      keepHeapSmall();
      const { startService } = await import('./commands/startService.ts');
      const { readConfig } = await import('./config.ts');
      return startService(readConfig(process.env));
    }
  }
}

/** What is for the user to mend is one line; the rest is a defect, and comes with its stack. */
async function isForTheUser(error: unknown): Promise<boolean> {
  if (error instanceof UsageError) return true;
  const [{ ConfigError }, { StoreError }, { DatabaseUnavailable }] = await Promise.all([
    import('./config.ts'),
    import('./store/store.ts'),
    import('./store/unavailable.ts'),
  ]);
  return error instanceof ConfigError || error instanceof StoreError || error instanceof DatabaseUnavailable;
}

try {
  await carryOut(readCommand(process.argv.slice(2)));
} catch (error) {
  if (!(await isForTheUser(error))) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
