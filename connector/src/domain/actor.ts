import { forbidden } from './errors.ts';

/** CUS-5. */
export type Role = 'owner' | 'admin' | 'member';

/** Who or what does something (EVT-1); the role decides what it may do, whatever its type. */
export interface Actor {
  readonly type: 'key' | 'user' | 'rule' | 'workflow' | 'source' | 'connector';
  readonly id: string;
  /** As history shows it. */
  readonly name: string;
  readonly role: Role;
  /** The user behind a key, if it belongs to one. */
  readonly userId: string | null;
}

/** The connector itself: what comes by time alone (DAT-4). */
export const CONNECTOR: Actor = Object.freeze({
  type: 'connector',
  id: 'connector',
  name: 'Connector',
  role: 'owner',
  userId: null,
});

/** CUS-5: refuses members, with a 403; `what` is a plural, such as *plans*. */
export function requireAdmin(actor: Actor, what: string): void {
  if (actor.role === 'member') throw forbidden(`Members may not change ${what}: ask an admin (CUS-5)`);
}
