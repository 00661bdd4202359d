import type { Actor } from './actor.ts';

/**
 * Why an actor may not change the account managers of a customer: a source that says who looks after an account is where that is changed (X3).
 * Null where nobody but people here say it, or the actor is that source.
 */
export function managersHeld(source: string | null, actor: Pick<Actor, 'type' | 'id'>): string | null {
  if (source === null || (actor.type === 'source' && actor.id === source)) return null;
  return `The account managers of this customer come from ${source}: change the account’s owner there`;
}

/** Who says it from now on: a source that names somebody; one that named somebody and names nobody any more leaves it to people. */
export function managersSourceAfter(
  before: string | null,
  actor: Pick<Actor, 'type' | 'id'>,
  named: readonly string[] | undefined,
): string | null {
  if (actor.type !== 'source' || named === undefined) return before;
  if (named.length > 0) return actor.id;
  return before === actor.id ? null : before;
}
