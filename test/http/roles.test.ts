import { describe, expect, test } from 'vitest';
import { allRoutes } from '../../connector/src/http/routes/index.ts';
import { databases } from '../support/databases.ts';
import { start } from './api/start.ts';
import type { Call, Entry } from './roles/calls.ts';
import { MATRIX } from './roles/matrix.ts';
import { createWorld, FOREIGN, type RoleName, ROLES, type Side, type World, WORLD_ENV } from './roles/world.ts';

test('CUS-5: it is settled who may make each call', () => {
  const calls = allRoutes('0').map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const settled = Object.keys(MATRIX);
  expect(
    calls.filter((call) => !settled.includes(call)),
    'New calls: give each a line in test/http/roles (organization, customers, tools or files) that says which roles may make it',
  ).toEqual([]);
  expect(
    settled.filter((call) => !calls.includes(call)),
    'These calls are gone: take their lines out of test/http/roles',
  ).toEqual([]);
});

interface Answered {
  readonly status: string;
  /** What of others' customers the answer holds that the call did not say itself. */
  readonly leaks: readonly string[];
}

async function make(world: World, role: RoleName, name: string, { path, body, file }: Call): Promise<Answered> {
  const [method] = name.split(' ');
  const response = await fetch(world.owner.url + path, {
    method,
    headers: {
      Authorization: `Bearer ${world.keys[role]}`,
      ...(file ? { 'Content-Type': file.type } : body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: file?.content ?? (body === undefined ? undefined : JSON.stringify(body)),
  });
  const text = await response.text();
  const said = `${path} ${JSON.stringify(body)} ${file?.content}`;
  const { customer, invoice, contactId, action } = world.records.foreign;
  const secrets = [FOREIGN, customer.id, invoice.id, contactId, action.id];
  const isRefused = response.ok && text.includes('"status":"refused"');
  return {
    status: isRefused ? `${response.status} refused` : response.ok ? '2xx' : String(response.status),
    leaks: secrets.filter((secret) => contains(text, secret) && !contains(said, secret)),
  };
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function expected({ answer }: Entry, role: RoleName, side: Side): string {
  return (role === 'accountManager' && side === 'foreign' ? answer.foreign : undefined) ?? answer[role];
}

describe.each(databases)('$name', (database) => {
  test.each(ROLES)(
    'CUS-5: every call answers %s as settled, and no account manager sees anything of others’ customers',
    async (role) => {
      const world = await createWorld(await start(database, { env: WORLD_ENV }));
      const wrong: string[] = [];
      for (const [name, entry] of Object.entries(MATRIX)) {
        for (const side of entry.isOfCustomer ? (['own', 'foreign'] as const) : (['own'] as const)) {
          const { status, leaks } = await make(world, role, name, await entry.call(side, world));
          const wanted = expected(entry, role, side);
          if (status !== wanted) wrong.push(`${name} (${side}): ${status} instead of ${wanted}`);
          if (role === 'accountManager' && leaks.length > 0) wrong.push(`${name} (${side}) tells ${leaks.join(', ')}`);
        }
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});
