import type { Request } from 'express';
import { type Actor, lowerRole } from '../domain/actor.ts';
import type { Session } from '../store/store.ts';
import { hashKey } from '../usecases/organization/manageAccess.ts';
import type { KeyGuesses } from './keyGuesses.ts';
import { Problem } from './problem.ts';

/** Who calls; a Problem with 401, or with 429 for an address that guesses. */
export type Authenticate = (request: Request) => Promise<Actor>;

export function authenticator(session: Session, guesses: KeyGuesses): Authenticate {
  return async (request) => {
    const key = bearerKey(request);
    guesses.check(request);
    const actor = key === null ? null : await actorOf(session, key, request);
    if (actor === null) {
      guesses.wasWrong(request);
      throw new Problem(
        401,
        key === null ? 'Send the API key in the header “Authorization: Bearer <key>”' : 'The API key is not known here',
      );
    }
    guesses.wasRight(request);
    return actor;
  };
}

/** The API key that a request names, however it spells the scheme. */
export function bearerKey(request: Request): string | null {
  const [scheme, key, ...rest] = (request.get('authorization') ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && key && rest.length === 0 ? key : null;
}

/**
 * Whose the Bearer key is, null: nobody's. Keys are found by their hash, which tells nothing of a key by its timing. `X-Dunning-Workflow`
 * names the workflow that calls, for the history. A key that belongs to a user may do what that user may do now, at most (CUS-5).
 */
async function actorOf(session: Session, key: string, request: Request): Promise<Actor | null> {
  const row = await session.db
    .selectFrom('apiKeys as k')
    .leftJoin('users as u', 'u.id', 'k.userId')
    .select(['k.id', 'k.name', 'k.role', 'k.userId', 'k.revokedAt', 'u.role as userRole', 'u.position'])
    .where('k.hash', '=', hashKey(key))
    .executeTakeFirst();
  if (!row) return null;
  if (row.revokedAt !== null) throw new Problem(401, 'The API key was revoked');
  const workflow = request.get('x-dunning-workflow')?.slice(0, 200);
  return {
    type: workflow ? 'workflow' : 'key',
    id: row.id,
    name: workflow ?? row.name,
    role: row.userRole === null ? row.role : lowerRole(row.role, row.userRole),
    userId: row.userId,
    position: row.position,
  };
}
