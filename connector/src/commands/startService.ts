import { destination, pino } from 'pino';
import type { Config } from '../config.ts';
import { startConnector } from '../connector.ts';
import { version } from '../version.ts';

/** Starts the service and says where it is; SIGTERM and SIGINT let it finish what runs. */
export async function startService(config: Config): Promise<void> {
  // Standard output is for people: the address and, once, the key. The log goes to standard error.
  const log = pino({ level: config.logLevel }, destination(2));
  const connector = await startConnector(config, log);
  const address = `http://${config.host}:${connector.port}`;
  const database = config.databaseUrl.startsWith('sqlite:')
    ? config.databaseUrl.replace('sqlite:', 'SQLite ')
    : 'PostgreSQL';
  const mail = config.smtpUrl === null ? `mail stays here, at ${address}/mailbox` : 'mail goes out by SMTP';
  process.stdout.write(`dunning-connector ${version} is ready at ${address} (${database}, ${mail})\n`);
  if (connector.newKey !== null) process.stdout.write(`The owner’s API key, shown this once: ${connector.newKey}\n`);
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      connector.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
    });
  }
}
