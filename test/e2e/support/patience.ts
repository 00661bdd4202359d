import { setTimeout as wait } from 'node:timers/promises';

/** n8n publishes and unpublishes in the background: does `work` again, for half a minute, until it doesn't throw. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 60) throw error;
      await wait(500);
    }
  }
}
