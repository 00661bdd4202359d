import { relative } from 'node:path';
import type { StoredWorkflow } from './n8n/rest.ts';
import { bold, dim, say } from './terminal.ts';

interface Moment {
  /** The day on the test clock. */
  day: number;
  /** How many reminders a run would send now. */
  due: number;
}

export function demoScreen(
  demo: Moment & {
    editor: string;
    owner: { email: string; password: string };
    connector: string;
    apiKey: string;
    workflows: Record<string, StoredWorkflow>;
    sampleFile: string;
  },
): void {
  const open = (file: string) => `${demo.editor}/workflow/${demo.workflows[file]!.id}`;
  say(`
${bold('Ready.')} ${moment(demo)}

  ${bold('Editor')}     ${demo.editor}
             sign in as ${bold(demo.owner.email)} with the password ${bold(demo.owner.password)}
  ${bold('Mailbox')}    ${demo.connector}/mailbox
             sign in as ${bold('demo')} with the password ${bold(demo.apiKey)}
             what was sent so far; nothing leaves this machine

${bold('What to click')}
  1. Open ${open('daily-cadence')}
     and click “Execute workflow”: you see what would go out. Nothing is sent in a test run.
  2. Double-click “Run the cadence”, switch on “Send During Test Runs”, execute again,
     and look at the mailbox: each reminder is there once, however often you execute.
  3. Open ${open('import-invoices')}
     click “Execute workflow” and drop ${relative(process.cwd(), demo.sampleFile)} on the form.
  4. ${open('cadence-through-another-channel')}
     lets n8n's own e-mail node deliver. Here its mail lands next to the sample file, in mail/.
${footer()}`);
}

export function connectorScreen(demo: Moment & { url: string; apiKey: string }): void {
  say(`
${bold('Ready.')} ${moment(demo)}

  ${bold('Connector')}  ${demo.url}
  ${bold('API key')}    ${demo.apiKey}
  ${bold('Mailbox')}    ${demo.url}/mailbox
             sign in as ${bold('demo')}; the API key is the password

${bold('In your own n8n')}
  1. Settings → Community nodes → Install → n8n-nodes-dunning
  2. Credentials → Add → Dunning Connector API: the address and the key above
     ${dim('(n8n in Docker reaches this machine as http://host.docker.internal, not 127.0.0.1)')}
  3. Import the workflows of templates/workflows/ and choose that credential in their nodes.
${footer()}`);
}

function moment({ day, due }: Moment): string {
  const date = new Date(day * 86_400_000);
  const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(date);
  return `On the test clock it is ${long}, nine in the morning. ${due} reminders are due now.`;
}

function footer(): string {
  const forward = process.stdin.isTTY
    ? `\n  ${bold('Fast-forward')}  type a number of days and press Enter, e.g. 7`
    : '';
  return `${forward}
  ${bold('Stop')}          Ctrl+C ends the connector and n8n that this command started, and nothing else
`;
}
