import type { Deps } from '../deps.ts';

const ASK_AGAIN_MS = 15 * 60_000;

/**
 * Puts reminders off for a quarter of an hour whose invoice's source gave no answer: by their subjects, each with the reason that people read.
 * What has been planned otherwise meanwhile stays as it is.
 */
export async function askLater({ store, clock }: Deps, held: ReadonlyMap<string, string>): Promise<void> {
  if (held.size === 0) return;
  const retryAt = clock.wall() + ASK_AGAIN_MS;
  await store.transaction(async ({ db }) => {
    for (const [subjectId, reason] of held)
      await db
        .updateTable('schedule')
        .set({ retryAt, reason })
        .where('subjectId', '=', subjectId)
        .where('status', '=', 'planned')
        .execute();
  });
}
