import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import { saveCustomer } from './api/records.ts';
import { spawnOn } from './api/spawn.ts';
import { start } from './api/start.ts';
import { perCustomer, receive, subscribe, untilDeliveries } from './api/webhooks.ts';

describe.each(databases)('$name', (database) => {
  test('EVT-1: what a killed process was sending is sent again with the same id, and nothing is lost', async () => {
    const receiver = await receive();
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const killed = await spawnOn(fresh.url);
    const webhook = await subscribe(killed, receiver);
    receiver.behaviour = () => 'hang';
    await saveCustomer(killed, 'C-1');
    await killed.post('/v1/customers/external:C-1/pause');
    await saveCustomer(killed, 'C-2');
    await receiver.until(2);
    await killed.kill();
    const before = receiver.received.map(({ body }) => body.id);

    receiver.behaviour = () => 200;
    // PostgreSQL: others may be at work, so that a lease ends by time alone (CLK-2).
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    if (database.name === 'PostgreSQL') vi.setSystemTime(Date.now() + 61_000);
    const api = await start(database, { on: fresh });
    await untilDeliveries(api, webhook, 'delivered', 3);
    const told = (await events(api, 'type=customerCreated')).concat(await events(api, 'type=customerPaused'));
    const after = receiver.received.slice(before.length).map(({ body }) => body.id);
    expect(new Set(after)).toEqual(new Set(told.map(({ id }) => id)));
    expect(after).toHaveLength(3);
    expect(after).toEqual(expect.arrayContaining(before));
  });

  test('EVT-1: a connector that stops leaves what it could not send to the next one, at once', async () => {
    const receiver = await receive(() => 'hang');
    const first = await start(database);
    const webhook = await subscribe(first, receiver, 'customerCreated');
    for (const name of ['C-1', 'C-2']) await saveCustomer(first, name);
    await receiver.until(2);
    await first.stop();
    receiver.behaviour = () => 200;
    const next = await start(database, { on: first.database });
    expect(await untilDeliveries(next, webhook, 'delivered', 2)).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
  });
});

describe('PostgreSQL', () => {
  const database = databases.find(({ name }) => name === 'PostgreSQL')!;

  test('EVT-1: connectors that write and send at the same time lose no event and keep each customer’s order', async () => {
    const receiver = await receive();
    const first = await start(database);
    const connectors = [
      first,
      await start(database, { on: first.database }),
      await start(database, { on: first.database }),
    ];
    const webhook = await subscribe(first, receiver);
    const atOnce = new Map<string, number>();
    receiver.behaviour = async ({ body }) => {
      const same = [...receiver.open].filter((each) => each.body.customerId === body.customerId).length;
      atOnce.set(body.customerId!, Math.max(atOnce.get(body.customerId!) ?? 0, same));
      await new Promise((resolve) => setTimeout(resolve, 2));
      return 200;
    };
    const names = Array.from({ length: 12 }, (_, index) => `C-${index}`);
    for (const name of names) await saveCustomer(first, name);
    await Promise.all(
      names.flatMap((name, place) =>
        connectors.map(async (api, turn) => {
          for (let times = 0; times < 4; times++)
            await api.put(`/v1/customers/external:${name}`, { name: `${place} ${turn} ${times}` });
        }),
      ),
    );
    const told = (await events(first)).filter(({ customerId }) => customerId !== null);
    expect(told).toHaveLength(12 + 12 * 3 * 4);
    await untilDeliveries(first, webhook, 'delivered', told.length);
    const inOrder = [...Map.groupBy(told, ({ customerId }) => customerId)];
    expect(perCustomer(receiver)).toEqual(new Map(inOrder.map(([id, list]) => [id, list.map((event) => event.id)])));
    expect(new Set(atOnce.values())).toEqual(new Set([1]));
  });
});
