import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request to a subscriber. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: {
    readonly id: string;
    readonly type: string;
    readonly customerId: string | null;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** A status, or no answer at all. */
export type Behaviour = (received: Received) => number | 'hang' | Promise<number>;

/** A subscriber: a real HTTP server that keeps what it gets and answers as told, 204 unless told. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Requests that have no answer yet. */
  readonly open: ReadonlySet<Received>;
  behaviour: Behaviour;
  /** Resolves when that many requests have come. */
  until(count: number): Promise<void>;
  down(): Promise<void>;
}

export async function startReceiver(behaviour: Behaviour = () => 204): Promise<Receiver> {
  const open = new Set<Received>();
  const waiting: { readonly count: number; readonly done: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const headers = request.headers as Record<string, string>;
      const one = { path: request.url!, headers, text, body: JSON.parse(text) as Received['body'] };
      receiver.received.push(one);
      open.add(one);
      response.on('close', () => open.delete(one));
      void Promise.resolve(receiver.behaviour(one)).then((answer) => reply(response, answer));
      for (const { count, done } of waiting) if (receiver.received.length >= count) done();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    open,
    behaviour,
    until: (count) =>
      new Promise((done) => (receiver.received.length >= count ? done() : waiting.push({ count, done }))),
    down: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

function reply(response: ServerResponse, answer: number | 'hang'): void {
  if (answer === 'hang') return;
  if (answer >= 300 && answer < 400) response.setHeader('Location', '/elsewhere');
  response.writeHead(answer).end();
}
