import type { Actor } from '../../domain/actor.ts';
import { unprocessable } from '../../domain/errors.ts';
import { answerSubject, threadOf } from '../../domain/reply.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable } from '../../store/tables.ts';
import { createAdHocAction } from './adHocAction.ts';
import { isAdHoc } from '../../domain/adHoc.ts';
import type { Deps } from '../deps.ts';
import type { Envelope } from '../messages/composeMessage.ts';
import type { Answering } from '../replies/answering.ts';
import { formerMessageId } from '../signed/messageIds.ts';
import { findReply } from '../replies/readReplies.ts';

export interface AnswerInput {
  /** A template; *Re:* and the reply's subject, if left out. */
  readonly subject?: string;
  readonly body: string;
  readonly cc?: readonly string[];
}

/** What stands where the subject's template would: the title of the HTML part. The reply's own subject is put in its place as the subject. */
const NO_SUBJECT = '{{organization.name}}';

/**
 * INV-7: answers a reply in its thread, as an ad hoc message (ADH-1): it counts as a contact, leaves the plan where it is, and makes the
 * reply a read one once it has gone. The same answer again is not sent again (`earlierAnswer`). Answers the action's id.
 */
export async function answerReply(
  deps: Deps,
  actor: Actor,
  id: string,
  { subject, body, cc }: AnswerInput,
  requestKey: string | null,
): Promise<string> {
  const { session } = deps.store;
  const reply = await findReply(session, id);
  const { fromEmail } = reply;
  if (fromEmail === null) {
    const message = 'Nobody knows which address it came from: write an ad hoc e-mail to the customer';
    throw unprocessable(message, [{ path: 'id', message }]);
  }
  const action = await session.db
    .selectFrom('actions')
    .selectAll()
    .where('id', '=', reply.actionId)
    .executeTakeFirstOrThrow();
  const envelope = await envelopeOf(session, action);
  const invoiceId = await invoiceOf(session, action);
  const answering: Answering = {
    reply,
    to: fromEmail,
    from: envelope?.from ?? null,
    subject: subject === undefined ? answerSubject(reply.subject ?? envelope?.subject ?? '') : null,
    thread: threadOf(
      { messageId: reply.messageId, references: JSON.parse(reply.referencesJson) as string[] },
      envelope && (envelope.messageId ?? formerMessageId(action.id, envelope.from.email)),
    ),
  };
  const template = { subject: subject ?? NO_SUBJECT, body };
  const order = { channel: 'email' as const, template, answering, ...(cc && { cc }), ...(invoiceId && { invoiceId }) };
  return createAdHocAction(deps, actor, reply.customerId, order, requestKey);
}

async function envelopeOf({ db }: Session, { id }: ActionTable): Promise<Envelope | null> {
  const row = await db.selectFrom('messages').select('envelopeJson').where('actionId', '=', id).executeTakeFirst();
  return row ? (JSON.parse(row.envelopeJson) as Envelope) : null;
}

/** MIN-3: the answer is about the invoice that the message named; a customer's reference invoice is none. */
async function invoiceOf({ db }: Session, action: ActionTable): Promise<string | null> {
  const { subjectKind, referenceId } = action;
  if (referenceId === null || (subjectKind === 'customer' && !isAdHoc(action))) return null;
  const invoice = await db
    .selectFrom('invoices')
    .select('id')
    .where('id', '=', referenceId)
    .where('isVoid', '=', 0)
    .executeTakeFirst();
  return invoice?.id ?? null;
}
