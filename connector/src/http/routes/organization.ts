import { z } from 'zod';
import { notFound, unprocessable } from '../../domain/errors.ts';
import type { Settings } from '../../domain/settings.ts';
import { changeSettings } from '../../usecases/changeSettings.ts';
import type { Deps } from '../../usecases/deps.ts';
import { createKey, revokeKey, saveUser } from '../../usecases/manageAccess.ts';
import { currentMoment, readSettings } from '../../usecases/moment.ts';
import { setTestClock } from '../../usecases/passTime.ts';
import { contains } from '../../store/search.ts';
import { idParams, listOf, searchable } from '../contracts/common.ts';
import { page } from '../contracts/queries.ts';
import {
  createdKey,
  deleted,
  event,
  key,
  keyInput,
  me,
  settings,
  settingsInput,
  testClock,
  testClockInput,
  user,
  userInput,
  userPatch,
} from '../contracts/organization.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoDay, isoInstant } from '../views/instants.ts';

const tag = 'Organisation';

const settingsView = ({ holidays, ...rest }: Settings) => ({
  ...rest,
  holidays: { country: holidays.country, dates: holidays.dates.map(isoDay) },
});

async function readUser(deps: Deps, id: string) {
  const row = await deps.store.session.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('user', id);
  return { ...row, createdAt: isoInstant(row.createdAt) };
}

function refuseRealClock(deps: Deps): void {
  if (!deps.clock.isTest) throw notFound('test clock', 'DUNNING_TEST_CLOCK is not set');
}

export const organizationRoutes = (version: string) => [
  defineRoute({
    method: 'get',
    path: '/v1/me',
    summary: 'Who calls, and the organisation’s today',
    tag,
    answer: me,
    handle: async ({ deps, actor }) => {
      const { now, today, settings: current } = await currentMoment(deps.store.session, deps.clock);
      const { organizationName } = current;
      const body = {
        keyId: actor.id,
        name: actor.name,
        role: actor.role,
        organizationName,
        version,
        today: isoDay(today),
        now: isoInstant(now),
        isTestClock: deps.clock.isTest,
      };
      return { body };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/settings',
    summary: 'Read the settings',
    tag,
    answer: settings,
    handle: async ({ deps }) => ({ body: settingsView(await readSettings(deps.store.session)) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/settings',
    summary: 'Change the settings that the body names',
    tag,
    body: settingsInput,
    answer: settings,
    handle: async ({ deps, actor, body }) => ({ body: settingsView(await changeSettings(deps, actor, body)) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/test-clock',
    summary: 'Read the test clock',
    tag,
    answer: testClock,
    handle: async ({ deps }) => {
      refuseRealClock(deps);
      return { body: { now: isoInstant(deps.clock.now()) } };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/test-clock',
    summary: 'Set the test clock, forward or to the same instant (CLK-1)',
    tag,
    body: testClockInput,
    answer: testClock,
    handle: async ({ deps, body }) => {
      refuseRealClock(deps);
      if (body.now < deps.clock.now()) {
        throw unprocessable('The test clock does not go back', [
          { path: 'now', message: `must not be before ${isoInstant(deps.clock.now())}` },
        ]);
      }
      await setTestClock(deps, body.now);
      return { body: { now: isoInstant(deps.clock.now()) } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/users',
    summary: 'List users',
    tag: 'Access',
    query: searchable,
    answer: listOf(user),
    handle: async ({ deps, query: { limit, cursor, search } }) => {
      const after = decodeCursor(cursor, 1);
      let query = deps.store.session.db
        .selectFrom('users')
        .selectAll()
        .orderBy('id')
        .limit(limit + 1);
      if (after) query = query.where('id', '>', after[0]!);
      if (search) query = query.where(contains(['name', 'email', 'externalId'], search));
      const rows = await query.execute();
      const data = rows.slice(0, limit).map((row) => ({ ...row, createdAt: isoInstant(row.createdAt) }));
      return { body: { data, nextCursor: rows.length > limit ? encodeCursor([data.at(-1)!.id]) : null } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/users',
    summary: 'Create a user (CUS-5)',
    tag: 'Access',
    body: userInput,
    answer: user,
    status: 201,
    handle: async ({ deps, actor, body }) => ({ body: await readUser(deps, await saveUser(deps, actor, null, body)) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/users/{id}',
    summary: 'Read a user',
    tag: 'Access',
    params: idParams,
    answer: user,
    handle: async ({ deps, params }) => ({ body: await readUser(deps, params.id) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/users/{id}',
    summary: 'Change what the body names',
    tag: 'Access',
    params: idParams,
    body: userPatch,
    answer: user,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readUser(deps, await saveUser(deps, actor, params.id, body)),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/api-keys',
    summary: 'List API keys; the keys themselves are not kept',
    tag: 'Access',
    query: page,
    answer: listOf(key),
    handle: async ({ deps, query: { limit, cursor } }) => {
      const after = decodeCursor(cursor, 1);
      let query = deps.store.session.db
        .selectFrom('apiKeys')
        .selectAll()
        .orderBy('id')
        .limit(limit + 1);
      if (after) query = query.where('id', '>', after[0]!);
      const rows = await query.execute();
      const data = rows.slice(0, limit).map(({ hash: _, ...row }) => ({
        ...row,
        createdAt: isoInstant(row.createdAt),
        revokedAt: isoInstant(row.revokedAt),
      }));
      return { body: { data, nextCursor: rows.length > limit ? encodeCursor([data.at(-1)!.id]) : null } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/api-keys',
    summary: 'Make an API key; it is shown this once',
    tag: 'Access',
    body: keyInput,
    answer: createdKey,
    status: 201,
    isSecret: true,
    handle: async ({ deps, actor, body }) => ({ body: await createKey(deps, actor, body) }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/api-keys/{id}',
    summary: 'Revoke an API key, from the next request on',
    tag: 'Access',
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await revokeKey(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/events',
    summary: 'What has happened, in order (EVT-1)',
    tag: 'Events',
    query: page.extend({
      after: z.string().optional().meta({ description: 'The id of the last event that was seen' }),
      customerId: z.string().optional(),
      type: z.string().optional(),
    }),
    answer: listOf(event),
    handle: async ({ deps, query: { limit, cursor, after, customerId, type } }) => {
      const { db } = deps.store.session;
      const last = decodeCursor(cursor, 1)?.[0] ?? after;
      const from =
        last === undefined
          ? undefined
          : await db.selectFrom('events').select('seq').where('id', '=', last).executeTakeFirst();
      if (last !== undefined && !from) throw notFound('event', last);
      let query = db
        .selectFrom('events')
        .selectAll()
        .orderBy('seq')
        .limit(limit + 1);
      if (from) query = query.where('seq', '>', from.seq);
      if (customerId !== undefined) query = query.where('customerId', '=', customerId);
      if (type !== undefined) query = query.where('type', '=', type);
      const rows = await query.execute();
      const data = rows.slice(0, limit).map((row) => ({
        id: row.id,
        type: row.type,
        at: isoInstant(row.at),
        actor: JSON.parse(row.actorJson) as unknown,
        customerId: row.customerId,
        data: JSON.parse(row.dataJson) as unknown,
      }));
      return { body: { data, nextCursor: rows.length > limit ? encodeCursor([data.at(-1)!.id]) : null } };
    },
  }),
];
