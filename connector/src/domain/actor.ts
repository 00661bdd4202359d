import { forbidden } from './errors.ts';

/** CUS-5. */
export type Role = 'owner' | 'admin' | 'member';

/** CUS-5: what a user does, whatever the role. */
export type Position = 'financeUser' | 'accountManager';

/** Ways that what somebody does may come, other than the API. */
export const WAYS = ['csv', 'portal'] as const;

/** Who or what does something (EVT-1); the role decides what it may do, whatever its type. */
export interface Actor {
  readonly type: 'key' | 'user' | 'rule' | 'workflow' | 'source' | 'connector' | 'customer';
  readonly id: string;
  /** As history shows it. */
  readonly name: string;
  readonly role: Role;
  /** The user behind a key, if it belongs to one. */
  readonly userId: string | null;
  /** That user's position; null where there is no user. */
  readonly position: Position | null;
  /** The way it came, where that is not the call itself: a file, or the page behind a message's link. */
  readonly via?: (typeof WAYS)[number];
}

/** The connector itself: what comes by time alone (DAT-4). */
export const CONNECTOR: Actor = Object.freeze({
  type: 'connector',
  id: 'connector',
  name: 'Connector',
  role: 'owner',
  userId: null,
  position: null,
});

/** The `source` of records that no connected source brought: by the API, from files, by hand. */
export const OWN_SOURCE = 'api';

/** The connected source that acts; null for everybody else. */
export function connectedSource({ type, id }: Actor): string | null {
  return type === 'source' ? id : null;
}

/** What the records of an actor have as their `source`. */
export function sourceOf(actor: Actor): string {
  return connectedSource(actor) ?? OWN_SOURCE;
}

/** A connected source at work: it writes records of its own, under its name. */
export function sourceActor(name: string): Actor {
  return Object.freeze({ type: 'source', id: name, name, role: 'admin', userId: null, position: null });
}

/** C11: customers themselves, on their portal page; nobody's user, and nothing of others. */
export function customerActor({ id, name }: { readonly id: string; readonly name: string }): Actor {
  return Object.freeze({ type: 'customer', id, name, role: 'member', userId: null, position: null, via: 'portal' });
}

const RANK: Record<Role, number> = { member: 0, admin: 1, owner: 2 };

/** Whether `role` may do more than `other`. */
export function outranks(role: Role, other: Role): boolean {
  return RANK[role] > RANK[other];
}

/** What a key may do that belongs to a user: never more than the user. */
export function lowerRole(key: Role, user: Role): Role {
  return outranks(key, user) ? user : key;
}

/** CUS-5: refuses members, with a 403; `what` is a plural, such as *plans*. */
export function requireAdmin(actor: Actor, what: string, verb: 'change' | 'read' = 'change'): void {
  if (actor.role === 'member') throw forbidden(`Members may not ${verb} ${what}: ask an admin (CUS-5)`);
}

/** CUS-5: only owners make owners, and change what they have. */
export function requireOwner(actor: Actor, what: string): void {
  if (actor.role !== 'owner') throw forbidden(`Only an owner may ${what}: ask an owner (CUS-5)`);
}
