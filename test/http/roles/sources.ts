import { adminsOnly, at, byAdmins, type Entry, onNew } from './calls.ts';
import type { World } from './world.ts';

// Nothing listens there, and nothing is asked unless somebody syncs.
const newSource = (world: World) => ({
  type: 'stripe',
  name: world.name().toLowerCase(),
  settings: { apiUrl: 'http://127.0.0.1:9' },
  secrets: { apiKey: 'sk_test_nothing0' },
  intervalMinutes: 0,
});

/** CUS-5: sources are the admins', to read too. */
export const SOURCES: Readonly<Record<string, Entry>> = {
  'GET /v1/sources': byAdmins(at('/v1/sources')),
  'POST /v1/sources': byAdmins((_, world) => ({ path: '/v1/sources', body: newSource(world) })),
  'GET /v1/sources/{id}': byAdmins(onNew('/v1/sources', newSource)),
  'PUT /v1/sources/{id}': byAdmins(onNew('/v1/sources', newSource, { enabled: false })),
  'DELETE /v1/sources/{id}': byAdmins(onNew('/v1/sources', newSource)),
  'POST /v1/sources/{id}/sync': byAdmins(onNew('/v1/sources', newSource, {}, '/sync')),
  'GET /v1/sources/{id}/errors': byAdmins(onNew('/v1/sources', newSource, undefined, '/errors')),
  'POST /v1/sources/{id}/errors/retry': byAdmins(onNew('/v1/sources', newSource, {}, '/errors/retry')),
  'POST /v1/sources/{id}/errors/{errorId}/retry': {
    ...byAdmins(onNew('/v1/sources', newSource, {}, '/errors/invoice:in_1/retry')),
    answer: { ...adminsOnly, owner: '404', admin: '404' },
  },
};
