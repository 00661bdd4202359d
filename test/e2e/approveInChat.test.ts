import { afterEach, beforeEach, expect, test } from 'vitest';
import { shippedWorkflows } from '../../demo/n8n/rest.ts';
import { patiently } from './support/patience.ts';
import { invoicesOf } from './support/receivables.ts';
import { waitForRuns } from './support/runs.ts';
import { buildWorld, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(() => world.end());

const asked = 'collections@example.com';

/** A plan whose only step waits for a person. */
function planWith(channel: string) {
  const when = { anchor: 'due', days: 3 };
  const step = { name: 'Last reminder', when, channel, mode: 'manual', template: { key: 'last-reminder' } };
  return {
    name: 'By hand',
    level: 'customer',
    logic: 'standard',
    minimumContactDelayDays: 0,
    isDefault: true,
    steps: [step],
  };
}

async function dueByHand(channel: string, names: string[]): Promise<void> {
  await world.api.post('/v1/plans', planWith(channel));
  await invoicesOf(world.api, Object.fromEntries(names.map((name) => [name, `${name.toLowerCase()}@payer.example`])));
}

async function statuses(): Promise<Record<string, string>> {
  const { data } = await world.api.get<{ data: Array<{ status: string; customer: { name: string } }> }>('/v1/actions');
  return Object.fromEntries(data.map(({ status, customer }) => [customer.name, status]));
}

/** The two links of the message about a customer, in the order of its buttons. */
async function buttonsFor(name: string): Promise<{ yes: string; skip: string }> {
  return await patiently(() => {
    const mail = world.smtp.received.find(({ to, subject }) => to.includes(asked) && subject.includes(name));
    if (!mail) throw new Error(`No message about ${name} has come`);
    const links = [...mail.html.matchAll(/href="([^"]*approved=(true|false)[^"]*)"/g)];
    const link = (answer: string) => links.find(([, , which]) => which === answer)![1]!.replaceAll('&amp;', '&');
    return Promise.resolve({ yes: link('true'), skip: link('false') });
  });
}

/** Clicks as a person’s browser does: n8n does not count a visit of a program as an answer. */
async function click(url: string): Promise<void> {
  const browser = 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const page = await fetch(url, { headers: { 'User-Agent': browser } });
  if (!page.ok) throw new Error(`The answer’s page says ${page.status}`);
}

test('MAN-1: what is to do comes to a person, whose click sends the email or skips it, each once', async () => {
  const { n8n, smtp } = world;
  const workflow = await n8n.ensureWorkflow(shippedWorkflows()['approve-in-chat']!);
  await n8n.publish(workflow);
  await patiently(async () => expect((await world.api.get<{ data: object[] }>('/v1/webhooks')).data).toHaveLength(1));
  await dueByHand('email', ['Ashdown', 'Kestrel']);

  const ashdown = await buttonsFor('Ashdown');
  expect(smtp.received.find(({ subject }) => subject.includes('Ashdown'))!.html).toContain('INV-Ashdown');
  const kestrel = await buttonsFor('Kestrel');
  expect(await statuses()).toEqual({ Ashdown: 'todo', Kestrel: 'todo' });

  await click(ashdown.yes);
  await click(kestrel.skip);
  await waitForRuns(n8n, workflow.id, 2);
  expect(await statuses()).toEqual({ Ashdown: 'executed', Kestrel: 'ignored' });
  expect(smtp.received.filter(({ to }) => !to.includes(asked)).map(({ to }) => to)).toEqual([
    ['ashdown@payer.example'],
  ]);
});

test('a call is recorded as done', async () => {
  const { n8n, smtp } = world;
  const workflow = await n8n.ensureWorkflow(shippedWorkflows()['approve-in-chat']!);
  await n8n.publish(workflow);
  await patiently(async () => expect((await world.api.get<{ data: object[] }>('/v1/webhooks')).data).toHaveLength(1));
  await dueByHand('call', ['Ashdown']);

  await click((await buttonsFor('Ashdown')).yes);
  await waitForRuns(n8n, workflow.id, 1);
  expect(await statuses()).toEqual({ Ashdown: 'executed' });
  expect(smtp.received.every(({ to }) => to.includes(asked))).toBe(true);
});
