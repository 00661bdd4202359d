import { afterEach, beforeEach, expect, test } from 'vitest';
import { owing } from './support/receivables.ts';
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
  const { api, n8n, smtp } = world;
  await owing(api, { Ashdown: 'helen@ashdown.example', Unlucky: 'refused@unlucky.example' });

  const workflow = await n8n.ensureWorkflow(scheduled('cadence-through-another-channel', '*/3 * * * * *'));
  await n8n.publish(workflow);
  await smtp.waitFor(1);
  await waitForRuns(n8n, workflow.id, 3);

  expect(smtp.received.map(({ to }) => to)).toEqual([['helen@ashdown.example']]);
  const [reminder] = smtp.received;
  expect(reminder!.text).toContain('INV-Ashdown');
  expect(reminder!.html).toContain('1,250.00');

  expect((await actionsOf('Ashdown')).map(({ status }) => status)).toContain('executed');
  const failed = (await actionsOf('Unlucky')).find(({ status }) => status === 'failed');
  expect(failed?.reason).toContain('No such mailbox here');
});
