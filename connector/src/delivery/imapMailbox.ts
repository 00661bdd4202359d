/** Where mail is read. */
export interface ImapSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS where the server has it. */
  readonly secure: boolean;
  readonly user: string;
  readonly password: string;
  readonly folder: string;
}

/** `imaps://user:password@host[:993][/INBOX]`, user and password percent-encoded; null for anything else. */
export function imapSettings(url: string): ImapSettings | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const secure = protocol === 'imaps:';
  if ((!secure && protocol !== 'imap:') || hostname === '' || username === '' || password === '') return null;
  try {
    return Object.freeze({
      host: hostname,
      port: Number(port) || (secure ? 993 : 143),
      secure,
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      folder: decodeURIComponent(pathname.slice(1)) || 'INBOX',
    });
  } catch {
    return null; // a percent sign that encodes nothing
  }
}

/** How a mailbox is called, without its password. */
export function mailboxName({ user, host, folder }: ImapSettings): string {
  return `${user}@${host}/${folder}`;
}

/** A folder that is open for reading: nothing in it is marked, moved or deleted. */
export interface ImapMailbox {
  /** UIDs mean something within one validity only. */
  readonly uidValidity: string;
  /** At least the UID of the next message to arrive. */
  readonly uidNext: number;
  /** UIDs above `uid`, ascending. */
  uidsAbove(uid: number): Promise<number[]>;
  /** The message as it came, cut at 16 MB; null if it is gone. */
  read(uid: number): Promise<Buffer | null>;
  /** Resolves when something may have arrived, or the connection is gone. */
  news(): Promise<void>;
  close(): void;
}

const LARGEST = 16 * 1024 * 1024;

/** Throws what `describeImapError` can tell of. */
export async function openImapMailbox(settings: ImapSettings): Promise<ImapMailbox> {
  // At first use, as all that only some connectors need: it takes 18 MB.
  const { ImapFlow } = await import('imapflow');
  const { host, port, secure, user, password: pass, folder } = settings;
  const client = new ImapFlow({
    ...{ host, port, secure, auth: { user, pass }, logger: false },
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 5 * 60_000,
    autoIdleDelay: 200,
  });
  let isNew = false;
  let isGone = false;
  let wake = (): void => undefined;
  const tell = () => {
    isNew = true;
    wake();
  };
  client.on('exists', tell);
  client.on('close', () => {
    isGone = true;
    tell();
  });
  client.on('error', tell); // the connection closes, or the next command says what is wrong
  await client.connect();
  try {
    const { uidValidity, uidNext } = await client.mailboxOpen(folder, { readOnly: true });
    return {
      uidValidity: String(uidValidity),
      uidNext,
      async uidsAbove(uid) {
        if (isGone) throw new Error('The server closed the connection');
        isNew = false;
        const found = (await client.search({ uid: `${uid + 1}:*` }, { uid: true })) || [];
        // `n:*` is never empty: the last message answers for any number above it.
        return found.filter((each) => each > uid).sort((a, b) => a - b);
      },
      async read(uid) {
        const message = await client.fetchOne(String(uid), { source: { maxLength: LARGEST } }, { uid: true });
        return message ? (message.source ?? null) : null;
      },
      news: () =>
        new Promise((resolve) => {
          wake = resolve;
          if (isNew) resolve();
        }),
      close: () => client.close(),
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

/** What went wrong, in words that hold no password. */
export function describeImapError(error: unknown, { password }: ImapSettings): string {
  const { message, responseText, authenticationFailed, code } = error as Error & {
    responseText?: string;
    authenticationFailed?: boolean;
    code?: string;
  };
  if (authenticationFailed) return 'The server refused the user or the password';
  const text = responseText || message || code || 'The connection failed';
  return text.replaceAll(password, '***').replace(/\s+/g, ' ').slice(0, 300);
}
