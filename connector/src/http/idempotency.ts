import { createHash } from 'node:crypto';
import {
  beginRequest,
  forgetBegun,
  forgetRequest,
  keepAnswer,
  type KeptAnswer,
  type KeyedRequest,
} from '../store/requests.ts';
import { type Session, type Store, within } from '../store/store.ts';
import type { Deps } from '../usecases/deps.ts';
import { Problem, problemBody, toProblem } from './problem.ts';
import type { Answer, Route } from './route.ts';

/** A request that may be sent again: its API key's id, its Idempotency-Key, and all that it asks for. */
export interface Repeatable {
  readonly keyId: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** What a repeated request gets where the first answer held a secret. */
const SHOWN_ONCE: KeptAnswer = {
  status: 409,
  body: problemBody(
    new Problem(409, 'The first request with this Idempotency-Key was answered with a secret that is shown once'),
  ),
};

const TAKEN_OVER =
  'Another connector has taken this request over, since this one was silent for too long: send it again for its answer';

/**
 * Carries a request out at most once under its Idempotency-Key; a refusal is kept like any other answer, unless it passes by itself.
 * Where the route is one transaction, the answer is part of it: whatever dies, both are there or neither is.
 */
export async function once(
  deps: Deps,
  route: Pick<Route, 'isSecret' | 'isOneTransaction'>,
  { keyId, key, method, path, body }: Repeatable,
  work: (deps: Deps, requestKey: string) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly isReplayed: boolean }> {
  if (key.length > 255) throw new Problem(400, 'The Idempotency-Key is longer than 255 characters');
  const { store, clock, process } = deps;
  const request: KeyedRequest = { keyId, key, process, print: fingerprint(method, path, body) };
  const wall = clock.wall();
  // Were the answer to that lost, it would be under way, in nobody's hands, for as long as this process lives.
  const begun = await deps.unwritten.orUndo(
    () => beginRequest(store.session, request, wall),
    () => forgetBegun(store.session, request, wall),
  );
  if (begun.kind === 'answered') return { answer: begun.answer, isReplayed: true };
  if (begun.kind === 'another')
    throw new Problem(409, 'This Idempotency-Key was used for another request: use a new one for each request');
  if (begun.kind === 'underWay')
    throw new Problem(
      409,
      'The same request is still under way: send it again in a second for its answer',
      undefined,
      1,
    );
  const carryOut = async (its: Store, session: Session) => {
    const answer = await work(its === store ? deps : { ...deps, store: its }, requestKeyOf(request));
    const kept = route.isSecret ? SHOWN_ONCE : { status: answer.status!, body: answer.body };
    if (!(await keepAnswer(session, request, kept)) && route.isOneTransaction) throw new Problem(409, TAKEN_OVER);
    return answer;
  };
  try {
    const answer = route.isOneTransaction
      ? await store.transaction((session) => carryOut(within(session, store), session))
      : await carryOut(store, store.session);
    return { answer, isReplayed: false };
  } catch (error) {
    const problem = toProblem(error);
    if (problem === null || isTemporary(problem)) {
      await deps.unwritten.writeSometime(() => forgetRequest(store.session, request));
      throw error;
    }
    const answer = { status: problem.status, body: problemBody(problem) };
    await deps.unwritten.write(() => keepAnswer(store.session, request, answer));
    return { answer, isReplayed: false };
  }
}

/** What whoever asks again later may get another answer to: a limit that is reached, a database that is away. */
function isTemporary({ status }: Problem): boolean {
  return status === 429 || status >= 500;
}

/** What makes a request the same as an earlier one. */
function fingerprint(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path} ${JSON.stringify(body ?? null)}`)
    .digest('hex');
}

/**
 * A name for a request under an Idempotency-Key that outlives the kept answer: what cannot be done again, such as sending, keeps it with
 * what it did.
 */
function requestKeyOf({ keyId, key, print }: KeyedRequest): string {
  return createHash('sha256').update(`${keyId} ${key} ${print}`).digest('hex');
}
