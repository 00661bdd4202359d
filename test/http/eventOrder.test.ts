import { expect, onTestFinished, test } from 'vitest';
import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import { createIds } from '../../connector/src/domain/ids.ts';
import { appendEvents } from '../../connector/src/store/events.ts';
import { openStore, type Store } from '../../connector/src/store/store.ts';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import type { Event } from './api/records.ts';
import { saveCustomer } from './api/records.ts';
import { start, type Started } from './api/start.ts';

const postgres = databases[1]!;
const newId = createIds(() => Date.now());

async function anotherProcess({ database }: Started): Promise<Store> {
  const store = await openStore(database.url);
  onTestFinished(() => store.close());
  return store;
}

/** A transaction that writes an event `name` and stays open until it is let go. */
function openTransaction(store: Store, name: string) {
  const written = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const committed = store.transaction(async (session) => {
    const event = { type: 'settingsChanged', customerId: null, data: { name } } as const;
    await appendEvents(session, newId, 0, CONNECTOR, [event]);
    written.resolve();
    await released.promise;
    await appendEvents(session, newId, 0, CONNECTOR, [event]);
  });
  return {
    written: written.promise,
    commit: () => {
      released.resolve();
      return committed;
    },
  };
}

const names = (list: readonly Event[]) => list.map(({ data }) => data['name']);

test('EVT-1: on PostgreSQL an event that is committed late is passed over by nobody who follows the list', async () => {
  const api = await start(postgres);
  const store = await anotherProcess(api);
  await saveCustomer(api, 'C-1');
  const [last] = await events(api);
  const since = `type=settingsChanged&after=${last!.id}`;
  const early = openTransaction(store, 'early');
  await early.written;
  const late = openTransaction(store, 'late');
  await late.written;
  await late.commit();
  expect(await events(api, since)).toEqual([]);
  await early.commit();
  const list = await events(api, since);
  expect(names(list)).toEqual(['early', 'late', 'late', 'early']);
  expect(await events(api, `type=settingsChanged&after=${list[1]!.id}`)).toEqual(list.slice(2));
});

test('EVT-1: a transaction that has come to its first event before another one’s holds back only what follows', async () => {
  const api = await start(postgres);
  const store = await anotherProcess(api);
  await saveCustomer(api, 'C-1');
  const open = openTransaction(store, 'open');
  await open.written;
  expect(await events(api)).toMatchObject([{ type: 'customerCreated' }]);
  await saveCustomer(api, 'C-2');
  expect(await events(api)).toMatchObject([{ type: 'customerCreated' }]);
  await open.commit();
  expect((await events(api)).map(({ type }) => type)).toEqual([
    'customerCreated',
    'settingsChanged',
    'customerCreated',
    'settingsChanged',
  ]);
});

test('EVT-1: while many write at the same time, who follows the list sees each event once', async () => {
  const api = await start(postgres);
  const stores = [await anotherProcess(api), await anotherProcess(api)];
  await saveCustomer(api, 'C-1');
  const [first] = await events(api);
  const writing = Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; turn < 25; turn++) {
        const transaction = openTransaction(stores[writer % 2]!, `${writer}-${turn}`);
        await transaction.written;
        await transaction.commit();
      }
    }),
  );
  const seen: Event[] = [];
  let isOver = false;
  void writing.then(() => (isOver = true));
  for (let wasOver = false; !wasOver;) {
    wasOver = isOver;
    for (let page: Event[]; ;) {
      const query = `after=${seen.at(-1)?.id ?? first!.id}&limit=20`;
      page = (await api.get<{ data: Event[] }>(`/v1/events?${query}`)).data;
      seen.push(...page);
      if (page.length < 20) break;
    }
  }
  await writing;
  expect(names(seen).sort()).toEqual(
    Array.from({ length: 8 }, (_, writer) => Array.from({ length: 25 }, (_, turn) => `${writer}-${turn}`))
      .flat()
      .flatMap((name) => [name, name])
      .sort(),
  );
});
