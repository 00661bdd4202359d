import type { Actor } from './actor.ts';
import { forbidden } from './errors.ts';

/**
 * CUS-5: the user whose customers are all that the actor may see (a member who is an account manager); null for everybody else, who sees
 * every customer.
 */
export function seesOnlyCustomersOf({ role, position, userId }: Actor): string | null {
  return role === 'member' && position === 'accountManager' ? userId : null;
}

/** Refuses, with a 403, whoever sees only their own customers; `what` is what shows those of others too, such as *the mailbox*. */
export function requireSight(actor: Actor, what: string): void {
  if (seesOnlyCustomersOf(actor) === null) return;
  throw forbidden(`Account managers who are members see their own customers only, not ${what}: ask an admin (CUS-5)`);
}
