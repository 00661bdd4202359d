import { expect } from 'vitest';
import { everything } from './cadence.ts';
import type { Client, Problem } from './client.ts';

/** The problem of a call that must leave everything as it was. */
export async function refused(api: Client, method: string, path: string, body: unknown): Promise<Problem> {
  const before = await everything(api);
  const problem = await api.problem(method, path, { body });
  expect(await everything(api)).toEqual(before);
  return problem;
}
