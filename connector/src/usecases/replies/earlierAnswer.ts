import { conflict } from '../../domain/errors.ts';
import type { Session } from '../../store/store.ts';
import type { ReplyTable } from '../../store/tables.ts';

/**
 * SND-2: the action of an answer to this reply that says the same and has gone, or may have: it is not sent again, whoever repeats it, with
 * an Idempotency-Key or without. A 409 for other words as long as nobody knows what became of the last answer. The customer is to be locked.
 */
export async function earlierAnswer(
  { db }: Session,
  { id, fromEmail }: ReplyTable,
  orderJson: string,
): Promise<string | null> {
  const answers = await db
    .selectFrom('adHocActions as answer')
    .innerJoin('actions as a', 'a.id', 'answer.actionId')
    .select(['a.id', 'a.status', 'answer.orderJson'])
    .where('answer.replyId', '=', id)
    .where('a.status', 'in', ['sending', 'uncertain', 'executed'])
    .execute();
  const same = answers.find((answer) => answer.orderJson === orderJson);
  if (same) return same.id;
  const open = answers.find(({ status }) => status !== 'executed');
  if (open)
    throw conflict(
      `An answer to ${fromEmail} is on its way, or may have gone out already: say first what happened to action ${open.id}, if it stands under To do`,
    );
  return null;
}
