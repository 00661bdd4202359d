import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** A whole message that the sink has read, whatever it answered. */
export interface SinkMail {
  readonly from: string;
  /** The envelope's recipients: who was accepted. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  /** The message as it came over the wire. */
  readonly source: string;
  /** Of the header `X-Dunning-Action`. */
  readonly actionId: string;
  readonly attachments: readonly {
    readonly fileName: string;
    readonly contentType: string;
    readonly content: Buffer;
  }[];
}

/** An SMTP reply that refuses, such as `550 5.1.1 No such user`. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** Acknowledged, the connection broken, never answered, or refused. */
export type Fate = 'accept' | 'close' | 'hang' | Refusal;

/** What the sink does from now on; each test sets what it needs. */
export interface Behaviour {
  /** Says which recipients are refused. */
  recipient: (address: string) => Refusal | null;
  /** What happens once the whole message has been read; the answer waits for a promise. */
  afterData: (mail: Pick<SinkMail, 'to' | 'subject'>) => Fate | Promise<Fate>;
}

export interface SmtpSink {
  readonly url: string;
  readonly mails: readonly SinkMail[];
  readonly behaviour: Behaviour;
  /** Takes the server away: connections break, and no new ones are accepted, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Resolves once as many messages have been read. */
  received(count: number): Promise<void>;
}

const HOST = '127.0.0.1';

/** A real SMTP server on a port of its own that behaves as told. `down()` ends it. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: SinkMail[] = [];
  const behaviour: Behaviour = { recipient: () => null, afterData: () => 'accept' };
  const sockets = new Set<Socket>();
  let server: SMTPServer | null = null;
  let port = 0;

  const hangUp = ({ remotePort }: SMTPServerSession) => {
    for (const socket of sockets) if (socket.remotePort === remotePort) socket.destroy();
  };
  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Fate> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const source = Buffer.concat(chunks);
    const {
      from,
      subject = '',
      text = '',
      html,
      messageId = '',
      headers,
      attachments: files,
    } = await simpleParser(source);
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const actionId = String(headers.get('x-dunning-action') ?? '');
    const attachments = files.map(({ filename = '', contentType, content }) => ({
      fileName: filename,
      contentType,
      content,
    }));
    mails.push({
      ...{ from: from?.text ?? '', to, subject, text, html: html || '', messageId, actionId, attachments },
      source: source.toString('latin1'),
    });
    return behaviour.afterData({ to, subject });
  };
  const listen = async () => {
    const created = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onAuth: (_credentials, _session, done) => done(null, { user: 'anybody' }),
      onRcptTo({ address }, _session, done) {
        const refusal = behaviour.recipient(address);
        done(refusal && asError(refusal));
      },
      onData(stream, session, done) {
        take(stream, session).then((fate) => {
          if (fate === 'close') hangUp(session);
          else if (fate !== 'hang') done(fate === 'accept' ? null : asError(fate));
        }, done);
      },
    });
    created.on('error', () => undefined); // a client that goes away in the middle is no news here
    created.server.on('connection', (socket: Socket) => {
      sockets.add(socket.once('close', () => sockets.delete(socket)));
    });
    await new Promise<void>((resolve) => created.listen(port, HOST, resolve));
    server = created;
    port = (created.server.address() as { port: number }).port;
  };
  await listen();

  return {
    url: `smtp://${HOST}:${port}`,
    mails,
    behaviour,
    async down() {
      const closing = server;
      server = null;
      if (!closing) return;
      const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async up() {
      if (!server) await listen();
    },
    async received(count) {
      for (let tries = 0; mails.length < count; tries += 1) {
        if (tries === 500) throw new Error(`${mails.length} of ${count} messages arrived within 10 s`);
        await wait(20);
      }
    },
  };
}

function asError({ code, text }: Refusal): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
