import { once } from '../../../connector/src/http/idempotency.ts';
import { Problem } from '../../../connector/src/http/problem.ts';
import { addNote } from '../../../connector/src/usecases/customers/notes.ts';
import { type Act, change, OWNER, type Scene } from './act.ts';

/** The request is under way elsewhere: whoever asks is to ask again. */
export class Unanswered extends Error {}

/** A request under an Idempotency-Key, sent again until it is answered. */
export function keyedNote({ number, witness, random }: Scene): Act {
  const customerId = random.pick(witness.books.customers());
  const body = { body: `Note ${number()}` };
  const request = { keyId: OWNER.id, key: body.body, method: 'POST', path: `/v1/customers/${customerId}/notes`, body };
  return change('a note under a key', async (deps) => {
    const { answer } = await once(deps, { isOneTransaction: true }, request, async (its) => ({
      status: 201,
      body: { id: await addNote(its, OWNER, customerId, body) },
    })).catch((error: unknown) => {
      throw error instanceof Problem && error.status === 409 ? new Unanswered(error.message) : error;
    });
    if (answer.status !== 201) throw new Unanswered(`It was answered with ${answer.status}`);
    witness.requestAnswered(body.body, (answer.body as { id: string }).id);
  });
}
