import type { Session } from '../store/store.ts';
import type { NewId } from '../domain/ids.ts';
import type { Delivery, Mailer, OutgoingMessage } from './mailer.ts';

/** A message in the local mailbox. */
export interface MailboxMessage extends OutgoingMessage {
  readonly id: string;
  readonly at: number;
}

/**
 * The local mailbox: without an SMTP server messages are kept in the database, to be read at `/mailbox`, and nothing leaves the machine.
 */
export function localMailbox(session: Session, newId: NewId, now: () => number): Mailer {
  return {
    async send(message): Promise<Delivery> {
      await session.db
        .insertInto('mailbox')
        .values({ id: newId('msg'), actionId: message.actionId, at: now(), messageJson: JSON.stringify(message) })
        .onConflict((conflict) => conflict.column('actionId').doNothing())
        .execute();
      return { kind: 'accepted', refusedAddresses: [] };
    },
    close: () => Promise.resolve(),
  };
}
