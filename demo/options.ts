import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const usage = `
npm run demo -- [options]

  --connector-only      only the connector with the sample ledger, for who has an n8n already
  --fresh               throw the demo's data away and begin again
  --connector-port N    where the connector answers (3210, or the next free one)
  --n8n-port N          where the editor answers (5678, or the next free one)
  --data FOLDER         where the demo keeps its data (data/demo in the checkout)
  --help
`;

export interface Options {
  connectorOnly: boolean;
  fresh: boolean;
  connectorPort: number | undefined;
  n8nPort: number | undefined;
  folder: string;
  help: boolean;
}

/** Throws an Error that a person understands. */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      'connector-only': { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      'connector-port': { type: 'string' },
      'n8n-port': { type: 'string' },
      data: { type: 'string', default: join(import.meta.dirname, '../data/demo') },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    connectorOnly: values['connector-only'],
    fresh: values.fresh,
    connectorPort: port('--connector-port', values['connector-port']),
    n8nPort: port('--n8n-port', values['n8n-port']),
    // n8n runs in a folder of its own; npm tells where the person typed the command.
    folder: resolve(process.env.INIT_CWD ?? '', values.data),
    help: values.help,
  };
}

function port(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new Error(`${name} is a port from 1 to 65535, not "${value}".`);
}
