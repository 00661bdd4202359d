import { describe, expect, test } from 'vitest';
import { start } from '../http/api/start.ts';
import type { Call } from '../http/roles/calls.ts';
import { MATRIX } from '../http/roles/matrix.ts';
import { createWorld, WORLD_ENV } from '../http/roles/world.ts';
import { databases } from '../support/databases.ts';

/** A null character, and half of one: PostgreSQL takes neither as text. */
const ODD = ['\0', '\ud800'];

/** The body as often as it has texts and names, each time with one of them made odd. */
function* oddBodies(body: unknown, odd: string): Generator<unknown> {
  if (typeof body === 'string') yield `${odd}${body}`;
  else if (typeof body === 'object' && body !== null) {
    const entries = Object.entries(body);
    for (const [name, value] of entries) {
      const others = entries.filter(([other]) => other !== name);
      const put = (changed: [string, unknown]) =>
        Array.isArray(body) ? body.with(Number(name), changed[1]) : Object.fromEntries([...others, changed]);
      for (const changed of oddBodies(value, odd)) yield put([name, changed]);
      if (!Array.isArray(body)) yield put([`${name}${odd}`, value]);
    }
  }
}

describe.each(databases)('$name', (database) => {
  test.each(['owner', 'accountManager'] as const)(
    'a text that a database cannot hold ends nowhere in an error of ours, whoever sends it (%s)',
    async (role) => {
      const api = await start(database, { env: WORLD_ENV });
      const world = await createWorld(api);
      const failed: unknown[] = [];
      const post = async (name: string, { path }: Call, body: unknown) => {
        const [method = ''] = name.split(' ');
        const { status } = await fetch(api.url + path, {
          method,
          headers: { Authorization: `Bearer ${world.keys[role]}`, 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        });
        if (status >= 500) failed.push({ name, body });
      };
      for (const [name, entry] of Object.entries(MATRIX)) {
        const call = await entry.call('own', world);
        if (call.file === undefined)
          for (const odd of ODD) for (const body of oddBodies(call.body, odd)) await post(name, call, body);
      }
      expect(failed).toEqual([]);
    },
    120_000,
  );
});
