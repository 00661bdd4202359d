import { createHmac, timingSafeEqual } from 'node:crypto';
import { namedByMessageId } from '../../domain/delivery.ts';
import { wireAddress } from '../../domain/emailAddress.ts';

/** The Message-IDs of what we send, in angle brackets (INV-7). */
export interface MessageIds {
  /** The same for ever, so that servers and mailboxes recognise a repeat; `sender` is an address. */
  idFor(actionId: string, sender: string): string;
  /** The action that a Message-ID names; null if it is none of ours, or forged. */
  read(messageId: string): NamedAction | null;
}

export interface NamedAction {
  readonly actionId: string;
  /** Whoever wrote it has seen the message: actions' ids alone can be guessed, and are all that earlier messages' ids hold. */
  readonly isProven: boolean;
}

/** `secret` as that of links. */
export function messageIds(secret: string): MessageIds {
  const sign = (actionId: string) =>
    createHmac('sha256', secret).update(`message:${actionId}`).digest('hex').slice(0, 10);
  return {
    // Headers other than addresses have no spelling for letters beyond ASCII.
    idFor: (actionId, sender) => `<${actionId}.${sign(actionId)}${domainOf(wireAddress(sender))}>`,
    read(messageId) {
      const named = namedByMessageId(messageId);
      if (named === null) return null;
      const { actionId, signature } = named;
      if (signature === null) return { actionId, isProven: false };
      return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(actionId))) ? { actionId, isProven: true } : null;
    },
  };
}

/** As it was before Message-IDs were signed. */
export function formerMessageId(actionId: string, sender: string): string {
  return `<${actionId}${domainOf(sender)}>`;
}

function domainOf(sender: string): string {
  return sender.slice(sender.lastIndexOf('@'));
}
