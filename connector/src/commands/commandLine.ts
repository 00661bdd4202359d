import { parseArgs } from 'node:util';

/** A call that cannot be understood; the message says what is possible. */
export class UsageError extends Error {}

export type Command =
  | { readonly name: 'start' }
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'backup'; readonly file: string }
  | { readonly name: 'copy'; readonly from: string; readonly to: string };

export const HELP = `dunning-connector: dunning plans and the cadence that sends each reminder once

  dunning-connector                        start the service
  dunning-connector backup <file>          copy the SQLite database and its documents, also while the service runs
  dunning-connector copy --from sqlite:<path> --to postgres://…
                                           move to an empty PostgreSQL database; the service must not run
  dunning-connector --help | --version

Settings come from the environment; the most important ones:
  DUNNING_DATABASE_URL   sqlite:./data/dunning.sqlite, or postgres://…
  DUNNING_HOST, DUNNING_PORT   127.0.0.1, 3210
  DUNNING_API_KEY        the owner’s key; made and printed at the first start
  DUNNING_SMTP_URL       smtp://user:password@host:587; without it mail stays at /mailbox

All of them: https://github.com/n8n-nodes-dunning/n8n-nodes-dunning#settings
`;

const SEE = 'dunning-connector --help lists what there is';

/** The arguments behind the command → what to do; throws a UsageError. */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [name = 'start', ...rest] = positionals;
  if (values.help || name === 'help') return { name: 'help' };
  if (values.version) return { name: 'version' };
  const { from, to } = values;
  if (name === 'copy') {
    if (from === undefined || to === undefined || rest.length > 0)
      throw new UsageError('copy takes --from sqlite:<path> and --to postgres://…');
    return { name, from, to };
  }
  if (from !== undefined || to !== undefined) throw new UsageError(`--from and --to belong to copy; ${SEE}`);
  if (name === 'backup') {
    const [file, ...more] = rest;
    if (!file || more.length > 0)
      throw new UsageError('backup takes the file to write: dunning-connector backup <file>');
    return { name, file };
  }
  if (name !== 'start') throw new UsageError(`There is no command '${name}'; ${SEE}`);
  if (rest.length > 0) throw new UsageError(`start takes no '${rest[0]}'; ${SEE}`);
  return { name };
}

function parse(args: readonly string[]) {
  const options = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' },
    from: { type: 'string' },
    to: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('.')[0]}; ${SEE}`);
  }
}
