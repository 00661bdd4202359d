import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SourceEvent } from '../../connector/src/sources/source.ts';
import { openStore, type Session, type Store } from '../../connector/src/store/store.ts';
import { DatabaseUnavailable } from '../../connector/src/store/unavailable.ts';
import { EventIntake } from '../../connector/src/usecases/eventIntake.ts';
import { databases, type FreshDatabase } from '../support/databases.ts';

const NOWHERE = 'src_gone';
const SOURCE = 'src_here';

describe.each(databases)('$name', (database) => {
  let fresh: FreshDatabase;
  let store: Store;
  let commits: number;
  let tries: number;
  let isAway: boolean;
  let intake: EventIntake;

  beforeEach(async () => {
    fresh = await database.create();
    store = await openStore(fresh.url);
    await connectedSource(store.session);
    commits = tries = 0;
    isAway = false;
    intake = new EventIntake({
      transaction: async (work) => {
        tries++;
        if (isAway) throw new DatabaseUnavailable('away', new Error('It does not answer'));
        const result = await store.transaction(work);
        commits++;
        return result;
      },
    });
  });
  afterEach(async () => {
    await store.close();
    await fresh.drop();
  });

  const stored = async () =>
    (await store.session.db.selectFrom('sourceEvents').select('eventId').orderBy('eventId').execute()).map(
      ({ eventId }) => eventId,
    );

  test('X1, X2, X4: events that come at the same moment are one commit, and each is told when it is there', async () => {
    const ids = Array.from({ length: 50 }, (_, place) => `evt_${String(place).padStart(2, '0')}`);
    await Promise.all(
      ids.map(async (id) => {
        await intake.store(SOURCE, [event(id)]);
        expect(await stored()).toContain(id);
      }),
    );
    expect(await stored()).toEqual(ids);
    expect(commits).toBeLessThan(5);
    await intake.store(SOURCE, [event('evt_later')]);
    expect(await stored()).toContain('evt_later');
  });

  test('X1, X2, X4: an event that is told twice at the same moment is kept once', async () => {
    await Promise.all([intake.store(SOURCE, [event('evt_1')]), intake.store(SOURCE, [event('evt_1'), event('evt_2')])]);
    expect(await stored()).toEqual(['evt_1', 'evt_2']);
  });

  test('X1, X2, X4: an event that cannot be stored is refused, and those that came with it are kept', async () => {
    const settled = await Promise.allSettled([
      intake.store(SOURCE, [event('evt_1')]),
      intake.store(NOWHERE, [event('evt_lost')]),
      intake.store(SOURCE, [event('evt_2')]),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await stored()).toEqual(['evt_1', 'evt_2']);
  });

  test('X1, X2, X4: while the database is away, all that came together are told so at once: none waits for another’s turn', async () => {
    isAway = true;
    const ids = Array.from({ length: 50 }, (_, place) => `evt_${place}`);
    const outcomes = await Promise.allSettled(ids.map((id) => intake.store(SOURCE, [event(id)])));
    expect(outcomes.filter((each) => each.status === 'rejected' && each.reason instanceof DatabaseUnavailable)).toEqual(
      outcomes,
    );
    expect(tries).toBe(1);
    isAway = false;
    await intake.store(SOURCE, [event('evt_later')]);
    expect(await stored()).toEqual(['evt_later']);
  });
});

function event(id: string): SourceEvent {
  return { id, kind: 'invoice', externalId: `in_${id}`, version: 1, payload: { id } };
}

async function connectedSource({ db }: Session): Promise<void> {
  await db
    .insertInto('sources')
    .values({
      ...{ id: SOURCE, type: 'stripe', name: 'stripe', settingsJson: '{}', secrets: '', enabled: 1 },
      ...{ intervalMinutes: 0, recheck: 1, whenUnreachable: 'auto', cursorJson: null, round: 0, progressJson: '{}' },
      ...{
        lastSyncAt: null,
        lastError: null,
        leaseToken: null,
        leaseUntil: 0,
        dueAt: null,
        createdAt: 0,
        updatedAt: 0,
      },
    })
    .execute();
}
