import type { Request } from 'express';
import { type Actor, lowerRole } from '../domain/actor.ts';
import type { Session } from '../store/store.ts';
import { hashKey } from '../usecases/organization/manageAccess.ts';
import { Problem } from './problem.ts';

/**
 * Who calls, by the Bearer key. Keys are found by their hash, which tells nothing of a key by its timing. `X-Dunning-Workflow` names the
 * workflow that calls, for the history. A key that belongs to a user may do what that user may do now, at most (CUS-5).
 */
export async function authenticate(session: Session, request: Request): Promise<Actor> {
  const [scheme, key, ...rest] = (request.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !key || rest.length > 0) {
    throw new Problem(401, 'Send the API key in the header “Authorization: Bearer <key>”');
  }
  const row = await session.db
    .selectFrom('apiKeys as k')
    .leftJoin('users as u', 'u.id', 'k.userId')
    .select(['k.id', 'k.name', 'k.role', 'k.userId', 'k.revokedAt', 'u.role as userRole', 'u.position'])
    .where('k.hash', '=', hashKey(key))
    .executeTakeFirst();
  if (!row) throw new Problem(401, 'The API key is not known here');
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
