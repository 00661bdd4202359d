import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface CaughtMail {
  to: string;
  subject: string;
  file: string;
}

/**
 * An SMTP server on the loopback interface that keeps what n8n's own e-mail nodes send as files in `folder`: in the demo
 * nothing leaves the machine.
 */
export async function catchMail(options: {
  port: number;
  folder: string;
  onMail: (mail: CaughtMail) => void;
}): Promise<() => Promise<void>> {
  mkdirSync(options.folder, { recursive: true });
  let count = readdirSync(options.folder).length;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      void buffer(stream).then(async (content) => {
        const file = join(options.folder, `${String(++count).padStart(4, '0')}.eml`);
        writeFileSync(file, content);
        const { subject } = await simpleParser(content);
        options.onMail({
          to: session.envelope.rcptTo.map(({ address }) => address).join(', '),
          subject: subject ?? '',
          file,
        });
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}
