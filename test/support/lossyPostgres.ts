import { connect, createServer, type Socket } from 'node:net';

export interface LossyPostgres {
  /** Where the database is by this way. */
  readonly url: string;
  /** The answer to the so-manieth COMMIT from now on is lost, and its connection with it; 0: none. */
  loseCommit(place: number): void;
  /** The answer to the next statement with this text is lost. */
  loseAnswerTo(text: string): void;
  /** Resolves once it is lost. */
  lost(): Promise<void>;
  stop(): Promise<void>;
}

/** A way to a PostgreSQL database on which the answer to a COMMIT can get lost, once the server has given it. */
export async function startLossyPostgres(database: string): Promise<LossyPostgres> {
  const target = new URL(database);
  const sockets = new Set<Socket>();
  let left = 0;
  let losing = 'commit';
  let loss = Promise.withResolvers<void>();
  const lose = (text: string, place: number) => {
    losing = text;
    left = place;
    loss = Promise.withResolvers();
  };
  const server = createServer((socket) => {
    const onward = connect(Number(target.port), target.hostname);
    let isLost = false;
    for (const each of [socket, onward]) {
      sockets.add(each);
      each.on('error', () => undefined);
    }
    socket.on('data', (chunk) => {
      if (left > 0 && chunk.includes(losing)) isLost = (left -= 1) === 0;
      onward.write(chunk);
    });
    onward.on('data', (chunk) => {
      if (isLost) {
        socket.destroy();
        loss.resolve();
      } else socket.write(chunk);
    });
    socket.on('close', () => onward.end());
    onward.on('close', () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(database);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    loseCommit: (place) => lose('commit', place),
    loseAnswerTo: (text) => lose(text, 1),
    lost: () => loss.promise,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
