import type { Actor } from '../../domain/actor.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';
import { asOneEvent } from '../rules/applyRules.ts';
import { type Indexed, partsWithoutRepeats, type RecordResult } from '../lists/records.ts';

/**
 * Saves a batch in one transaction and as one event to the rules (RUL-7): records of the same external id one after the other, in their
 * order, since `save` takes each id once.
 */
export function saveBatch<T extends { readonly externalId?: string }>(
  deps: Deps,
  actor: Actor,
  records: readonly Indexed<T>[],
  save: (session: Session, part: readonly Indexed<T>[]) => Promise<RecordResult[]>,
): Promise<RecordResult[]> {
  return deps.store.transaction((session) =>
    asOneEvent(session, deps, actor, async () => {
      const results: RecordResult[] = [];
      for (const part of partsWithoutRepeats(records, ({ externalId }) => externalId))
        results.push(...(await save(session, part)));
      return results;
    }),
  );
}
