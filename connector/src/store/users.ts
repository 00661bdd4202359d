import { aliasName, groupName } from '../domain/colleagues.ts';
import type { Session } from './store.ts';

export interface Sender {
  readonly name: string;
  readonly email: string;
}

/** The organisation's own people, groups and aliases, by the names that plans have for them (PLN-2). */
export interface Users {
  /** Users, and aliases as `alias:<id>`. */
  readonly senders: ReadonlyMap<string, Sender>;
  /** Addresses of users, and of groups as `group:<id>`, in the order of the users' names. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
}

/** Everybody whom a message may come from or go to in copy; three small tables. */
export async function loadUsers({ db }: Session): Promise<Users> {
  const users = await db.selectFrom('users').select(['id', 'name', 'email']).execute();
  const aliases = await db.selectFrom('senderAliases').select(['id', 'name', 'email']).execute();
  const members = await db
    .selectFrom('userGroupMembers as m')
    .innerJoin('users as u', 'u.id', 'm.userId')
    .select(['m.groupId', 'u.email'])
    .orderBy('u.name')
    .orderBy('u.id')
    .execute();
  const groups = Map.groupBy(members, ({ groupId }) => groupName(groupId));
  return {
    senders: new Map([
      ...users.map((user) => [user.id, user] as const),
      ...aliases.map((alias) => [aliasName(alias.id), alias] as const),
    ]),
    addresses: new Map<string, readonly string[]>([
      ...users.map(({ id, email }) => [id, [email]] as const),
      ...[...groups].map(([name, rows]) => [name, rows.map(({ email }) => email)] as const),
    ]),
  };
}
