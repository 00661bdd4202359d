import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface SlowMailServer {
  url: string;
  /** The recipients of the messages it has taken, in order. */
  received: string[];
  stop(): Promise<void>;
}

/** A mail server that takes every message, each after `delayMs`. */
export async function startSlowMailServer(delayMs: number): Promise<SlowMailServer> {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    closeTimeout: 100, // the connector keeps its connections for the next message
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      stream.resume().on('end', () => {
        setTimeout(() => {
          received.push(...session.envelope.rcptTo.map(({ address }) => address));
          done();
        }, delayMs);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const stop = () => new Promise<void>((resolve) => server.close(resolve));
  return { url: `smtp://127.0.0.1:${port}`, received, stop };
}
