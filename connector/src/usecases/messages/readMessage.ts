import type { Fields } from '../../delivery/fields.ts';
import type { OutgoingMessage } from '../../delivery/mailer.ts';
import { reviveFields } from '../../delivery/storedFields.ts';
import { type CompiledTemplate, compileMessage, type MessageSource } from '../../delivery/templates.ts';
import { toAttachment } from './attachments.ts';
import { bodyFor, type Envelope } from './composeMessage.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';

/** A message that was handed over or out, with what it was made from. */
export interface KeptMessage {
  readonly template: CompiledTemplate;
  readonly fields: Fields;
  readonly envelope: Envelope;
}

/** The message of an action as it was handed over, from its template and fields as they were then; null if there was none. */
export async function readMessage(deps: Deps, actionId: string): Promise<OutgoingMessage | null> {
  const kept = await readKept(deps, actionId);
  if (!kept) return null;
  const { today } = await currentMoment(deps.store.session, deps.clock);
  const { channel = 'email', files = [], language: _, ...named } = kept.envelope;
  const body = bodyFor(channel, kept.template, kept.fields);
  const attachments = files.map((file) => toAttachment(deps, today, file));
  return { actionId, ...named, ...body, attachments };
}

/** What is kept of an action's message; null if there was none. */
export async function readKept({ store: { session } }: Deps, actionId: string): Promise<KeptMessage | null> {
  const row = await session.db
    .selectFrom('messages as m')
    .innerJoin('templateSources as t', 't.hash', 'm.templateHash')
    .select(['m.fieldsJson', 'm.envelopeJson', 't.sourceJson'])
    .where('m.actionId', '=', actionId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    template: compileMessage(JSON.parse(row.sourceJson) as MessageSource),
    fields: reviveFields(row.fieldsJson),
    envelope: JSON.parse(row.envelopeJson) as Envelope,
  };
}
