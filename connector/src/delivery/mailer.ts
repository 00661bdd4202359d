/** A file that goes along with a message. */
export interface Attachment {
  /** In any alphabet; no path. */
  readonly fileName: string;
  readonly contentType: string;
  /** Gives the file without a key for a limited time, to whoever carries the message out instead. */
  readonly url: string;
  /** The bytes, read when they are needed: messages that wait hold no files. */
  read(): Promise<Uint8Array>;
}

/** The conversation that a message goes on with, as Message-IDs in angle brackets. */
export interface Thread {
  readonly inReplyTo: string;
  /** Oldest first. */
  readonly references: readonly string[];
}

/** A rendered message, ready to be handed over. */
export interface OutgoingMessage {
  /** Names the message for ever: its Message-ID comes from it, and a mailbox keeps it once. */
  readonly actionId: string;
  /** Of an e-mail, in angle brackets. */
  readonly messageId?: string;
  readonly from: { readonly name: string | null; readonly email: string };
  /** Addresses; of an SMS or a call the phones, of a letter the lines of the address. */
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** Where answers go; to the sender, if left out. */
  readonly replyTo?: string;
  /** A person writes it, or decided to send it: it is not marked as automatic (RFC 3834). */
  readonly isPersonal?: boolean;
  readonly thread?: Thread;
  readonly subject: string;
  /** Empty where the channel knows no HTML. */
  readonly html: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

export interface RefusedAddress {
  readonly email: string;
  readonly reason: string;
  /** The address itself is wrong, for good (CUS-3). */
  readonly isInvalid: boolean;
}

/**
 * What became of handing over (SND-2): *accepted* by the server; *refused* for sure, so that it may be tried again unless `permanent`;
 * *unknown*, when the whole message went out and no answer came back: never repeated. `serverDown`: the server could not be reached, or says
 * nothing; the next message would fare no better.
 */
export type Delivery =
  | { readonly kind: 'accepted'; readonly refusedAddresses: readonly RefusedAddress[] }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly permanent: boolean;
      readonly serverDown: boolean;
      readonly refusedAddresses: readonly RefusedAddress[];
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly serverDown: boolean };

export interface Mailer {
  /** Hands one message over; never throws for what a server says. */
  send(message: OutgoingMessage): Promise<Delivery>;
  close(): Promise<void>;
}
