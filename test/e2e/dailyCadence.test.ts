import { afterEach, beforeEach, expect, test } from 'vitest';
import { owing, pay } from './support/receivables.ts';
import { waitForRuns } from './support/runs.ts';
import { buildWorld, scheduled, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(() => world.end());

const everyThreeSeconds = '*/3 * * * * *';

test('the published daily cadence sends the reminder that is due over SMTP, once in many runs, and none for what is paid', async () => {
  const { api, n8n, smtp } = world;
  await owing(api, { Ashdown: 'helen@ashdown.example', Kestrel: 'jonah@kestrel.example' });
  await pay(api, 'Kestrel');

  const workflow = await n8n.ensureWorkflow(scheduled('daily-cadence', everyThreeSeconds));
  await n8n.publish(workflow);
  await smtp.waitFor(1);
  await waitForRuns(n8n, workflow.id, 3);

  expect(smtp.received.map(({ to }) => to)).toEqual([['helen@ashdown.example']]);
  const [reminder] = smtp.received;
  expect(`${reminder!.subject} ${reminder!.text}`).toContain('INV-Ashdown');
  expect(reminder!.text).toContain('1,250.00');
  expect(reminder!.html).toContain('INV-Ashdown');
});

test('SND-2: two copies of the workflow that fire at the same moment send each reminder once', async () => {
  const { api, n8n, smtp } = world;
  const names = Array.from({ length: 40 }, (_, index) => `Customer${index}`);
  const addresses = Object.fromEntries(names.map((name) => [name, `${name.toLowerCase()}@customer.example`]));

  const copies = await Promise.all(
    ['first copy', 'second copy'].map((name) =>
      n8n.ensureWorkflow(scheduled('daily-cadence', everyThreeSeconds, name)),
    ),
  );
  await Promise.all(copies.map((copy) => n8n.publish(copy)));
  await owing(api, addresses);
  await smtp.waitFor(names.length);
  await Promise.all(copies.map(({ id }) => waitForRuns(n8n, id, 3)));

  expect(smtp.received.map(({ to }) => to[0]).sort()).toEqual(Object.values(addresses).sort());
});
