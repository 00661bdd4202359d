import type { OutgoingMessage } from '../delivery/mailer.ts';
import { reviveFields } from '../delivery/storedFields.ts';
import { compileMessage, type MessageSource } from '../delivery/templates.ts';
import type { Deps } from './deps.ts';

/** The message of an action as it was handed over, from its template and fields as they were then; null if there was none. */
export async function readMessage({ store: { session } }: Deps, actionId: string): Promise<OutgoingMessage | null> {
  const row = await session.db
    .selectFrom('messages as m')
    .innerJoin('templateSources as t', 't.hash', 'm.templateHash')
    .select(['m.fieldsJson', 'm.envelopeJson', 't.sourceJson'])
    .where('m.actionId', '=', actionId)
    .executeTakeFirst();
  if (!row) return null;
  const template = compileMessage(JSON.parse(row.sourceJson) as MessageSource);
  const fields = reviveFields(row.fieldsJson);
  const { from, to, cc, subject } = JSON.parse(row.envelopeJson) as Pick<
    OutgoingMessage,
    'from' | 'to' | 'cc' | 'subject'
  >;
  return { actionId, from, to, cc, subject, html: template.html(fields), text: template.text(fields) };
}
