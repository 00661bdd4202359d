import { saveDocument } from '../store/documents.ts';
import type { Session } from '../store/store.ts';
import type { NewId } from '../domain/ids.ts';
import type { Attachment, Delivery, Mailer, OutgoingMessage } from './mailer.ts';

/** A file of a message in the local mailbox, kept among the documents. */
export interface MailboxFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly hash: string;
}

/** A message in the local mailbox. */
export interface MailboxMessage extends Omit<OutgoingMessage, 'attachments'> {
  readonly id: string;
  readonly at: number;
  readonly attachments: readonly MailboxFile[];
}

/**
 * The local mailbox: without an SMTP server messages are kept in the database, to be read at `/mailbox`, and nothing leaves the machine.
 */
export function localMailbox(session: Session, newId: NewId, now: () => number): Mailer {
  const keep = async ({ fileName, contentType, read }: Attachment): Promise<MailboxFile> => {
    const content = await read();
    return { fileName, contentType, size: content.length, hash: await saveDocument(session, content, now()) };
  };
  return {
    async send(message): Promise<Delivery> {
      const attachments: MailboxFile[] = [];
      try {
        for (const attachment of message.attachments) attachments.push(await keep(attachment));
      } catch (error) {
        const reason = `An attachment could not be read: ${(error as Error).message}`;
        return { kind: 'refused', reason, permanent: false, serverDown: false, refusedAddresses: [] };
      }
      await session.db
        .insertInto('mailbox')
        .values({
          id: newId('msg'),
          actionId: message.actionId,
          at: now(),
          messageJson: JSON.stringify({ ...message, attachments }),
        })
        .onConflict((conflict) => conflict.column('actionId').doNothing())
        .execute();
      return { kind: 'accepted', refusedAddresses: [] };
    },
    close: () => Promise.resolve(),
  };
}
