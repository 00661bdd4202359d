import { PassThrough, Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { isSilence, isWornConnection, outcomeOf, type SmtpError, takenFor } from './smtpOutcome.ts';
import { Turns } from './turns.ts';
import type { Attachment, Delivery, Mailer, OutgoingMessage } from './mailer.ts';

/** Knows whether the whole message left for the server: only then is the outcome of a broken connection unknown. */
class Departure extends PassThrough {
  hasLeft = false;

  constructor() {
    super();
    this.once('end', () => {
      this.hasLeft = true;
    });
  }
}

interface Streamable {
  createReadStream(options?: object): Readable;
}

/** Watches the very last stream: a signature reads the whole message before any of it leaves. */
function watchDeparture(message: Streamable, watch: Departure): void {
  const create = message.createReadStream.bind(message);
  message.createReadStream = (options) => {
    const bytes = create(options);
    bytes.once('error', (error) => watch.destroy(error));
    return bytes.pipe(watch);
  };
}

/** Bytes of a file that are encoded at once: encoding and line breaks make several copies of them. */
const PIECE = 57 * 1024;

/** A file as nodemailer takes it; read when its turn comes, since of the messages that wait for a connection each has its own. */
function part(attachment: Attachment) {
  async function* bytes() {
    const content = await attachment.read();
    for (let from = 0; from < content.length; from += PIECE) yield content.subarray(from, from + PIECE);
  }
  return {
    filename: attachment.fileName,
    contentType: attachment.contentType,
    content: Readable.from(bytes(), { objectMode: false }),
  };
}

/** More headers that a message carries, by its action: what mail services are to echo. */
export type HeadersFor = (actionId: string) => Readonly<Record<string, string>>;

function headersOf({ actionId, isPersonal = false }: OutgoingMessage, headersFor: HeadersFor) {
  return {
    ...(isPersonal ? {} : { 'Auto-Submitted': 'auto-generated' }),
    'X-Dunning-Action': actionId,
    // As they are: services read JSON, not encoded words (RFC 2047).
    ...Object.fromEntries(
      Object.entries(headersFor(actionId)).map(([name, value]) => [name, { prepared: true, value }]),
    ),
  };
}

/** A key that signs messages (DKIM, RFC 6376). */
export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

/** Of a message that waited for its turn while another found the server silent. */
const NOT_TRIED: Delivery = {
  kind: 'refused',
  reason: 'The mail server does not answer',
  permanent: false,
  serverDown: true,
  refusedAddresses: [],
};

/** How many messages are on their way to the server at once. */
const CONNECTIONS = 5;

/** Mail over SMTP with a pool of connections; `url` as in DUNNING_SMTP_URL. */
export function smtpMailer(url: string, dkim: DkimKey | null = null, headersFor: HeadersFor = () => ({})): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: 500,
    // The pool would send again what was under way when a connection closed; whether to repeat is decided here alone (SND-2).
    maxRequeues: 0,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim && {
      dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey },
    }),
  } as Parameters<typeof createTransport>[0]);

  transport.use('stream', (mail, done) => {
    const { watch } = mail.data as { watch?: Departure };
    if (watch) watchDeparture(mail.message, watch);
    done();
  });

  const turns = new Turns(CONNECTIONS);
  let silences = 0;

  const deliver = async (message: OutgoingMessage, mayRepeat: boolean): Promise<Delivery> => {
    const departure = new Departure();
    try {
      const info = await transport.sendMail({
        from: { name: message.from.name ?? '', address: message.from.email },
        to: [...message.to],
        cc: [...message.cc],
        subject: message.subject,
        html: message.html,
        text: message.text,
        replyTo: message.replyTo,
        messageId: message.messageId,
        ...message.thread,
        headers: headersOf(message, headersFor),
        textEncoding: 'quoted-printable',
        attachments: message.attachments.map(part),
        watch: departure,
      } as Parameters<typeof transport.sendMail>[0]);
      const { rejectedErrors } = info as { rejectedErrors?: SmtpError['rejectedErrors'] };
      return takenFor(message, rejectedErrors);
    } catch (error) {
      const outcome = outcomeOf(error as SmtpError, departure.hasLeft, message);
      if (isSilence(error as SmtpError)) silences += 1;
      return mayRepeat && outcome.kind === 'refused' && isWornConnection(error as SmtpError)
        ? deliver(message, false)
        : outcome;
    }
  };

  return {
    async send(message) {
      const before = silences;
      await turns.take();
      try {
        // Those that wait behind a silent server would each wait as long, and might each leave a doubt.
        return silences > before ? NOT_TRIED : await deliver(message, true);
      } finally {
        turns.giveBack();
      }
    },
    async close() {
      transport.close();
    },
  };
}
