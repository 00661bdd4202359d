import type { Thread } from '../../delivery/mailer.ts';
import type { ReplyTable } from '../../store/tables.ts';
import type { Envelope } from '../messages/composeMessage.ts';

/** The answer to a reply, as an ad hoc e-mail takes it: to whoever wrote, from the sender of the message that was answered. */
export interface Answering {
  readonly reply: ReplyTable;
  readonly to: string;
  /** Null where the connector does not know who sent the message: then it is the organisation's address. */
  readonly from: Envelope['from'] | null;
  /** As it stands, not a template: others wrote it. Null: the template's own. */
  readonly subject: string | null;
  readonly thread: Thread | undefined;
}
