import type { Deps } from '../deps.ts';

const ASK_AGAIN_MS = 15 * 60_000;

/** Puts reminders off for a quarter of an hour whose source could not be asked, by their subjects. */
export async function askLater({ store, clock }: Deps, subjectIds: readonly string[]): Promise<void> {
  if (subjectIds.length === 0) return;
  const retryAt = clock.wall() + ASK_AGAIN_MS;
  const rows = subjectIds.map((subjectId) => ({ subjectId, retryAt }));
  await store.session.update('schedule', ['subjectId'], rows);
}
