import { afterEach, beforeEach, expect, test } from 'vitest';
import { invoicesOf, plan } from './support/receivables.ts';
import { waitForRuns } from './support/runs.ts';
import { buildWorld, scheduled, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(() => world.end());

interface ListedAction {
  status: string;
  reason: string | null;
  customer: { name: string };
}

async function actionsOf(name: string): Promise<ListedAction[]> {
  const { data } = await world.api.get<{ data: ListedAction[] }>('/v1/actions?limit=1000');
  return data.filter(({ customer }) => customer.name === name);
}

test('n8n’s own Send Email delivers what is due over SMTP, and each outcome is recorded: executed, or failed with the reason', async () => {
  const { api, connector, n8n, smtp } = world;
  await api.post('/v1/plans', { ...plan, steps: plan.steps.map((step) => ({ ...step, attachInvoices: true })) });
  await invoicesOf(api, { Ashdown: 'helen@ashdown.example', Unlucky: 'refused@unlucky.example' });
  await fetch(`${connector.url}/v1/invoices/external:INV-Ashdown/pdf`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${connector.key}`, 'content-type': 'application/pdf' },
    body: '%PDF-1.4\n%%EOF\n',
  });

  const workflow = await n8n.ensureWorkflow(scheduled('cadence-through-another-channel', '*/3 * * * * *'));
  await n8n.publish(workflow);
  await smtp.waitFor(1);
  await waitForRuns(n8n, workflow.id, 3);

  expect(smtp.received.map(({ to }) => to)).toEqual([['helen@ashdown.example']]);
  const [reminder] = smtp.received;
  expect(reminder!.text).toContain('INV-Ashdown');
  expect(reminder!.html).toContain('1,250.00');
  expect(reminder!.attachments).toEqual(['INV-Ashdown.pdf']);

  expect((await actionsOf('Ashdown')).map(({ status }) => status)).toContain('executed');
  const failed = (await actionsOf('Unlucky')).find(({ status }) => status === 'failed');
  expect(failed?.reason).toContain('No such mailbox here');
});

test('CLM-1: what a person has to do is given back at once, so that somebody can do it', async () => {
  const { api, n8n } = world;
  const call = { name: 'Call', when: { anchor: 'due', days: 1 }, channel: 'call', mode: 'manual' };
  await api.post('/v1/plans', { ...plan, steps: [call] });
  await invoicesOf(api, { Ashdown: 'helen@ashdown.example' });

  const workflow = await n8n.ensureWorkflow(scheduled('cadence-through-another-channel', '*/3 * * * * *'));
  await n8n.publish(workflow);
  await waitForRuns(n8n, workflow.id, 1);

  const { data } = await api.get<{ data: Array<{ type: string }> }>('/v1/events?type=actionReleased');
  expect(data.length).toBeGreaterThan(0);
});
