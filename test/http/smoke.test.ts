import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test.each([1,2,3,4,5])('starts %i', async () => {
    const api = await start(database);
    expect(await api.get('/v1/me')).toMatchObject({ today: '2026-11-23' });
  });
});
