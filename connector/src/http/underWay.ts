import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server, and their requests that have begun and are not answered, for a stop that waits for work and not for callers. */
export class UnderWay {
  readonly #connections = new Set<Socket>();
  readonly #open = new Map<IncomingMessage, ServerResponse>();

  watch(server: Server): void {
    server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
  }

  add(request: IncomingMessage, response: ServerResponse): void {
    this.#open.set(request, response);
    response.once('close', () => this.#open.delete(request));
  }

  /** Ends connections whose callers say nothing, have not sent all that they began to send, or do not take what is there for them. */
  cutStuck(): void {
    for (const [request, response] of this.#open)
      if (!request.complete || response.writableNeedDrain) request.socket.destroy();
    const working = new Set([...this.#open.keys()].map(({ socket }) => socket));
    for (const socket of this.#connections) if (!working.has(socket)) socket.destroy();
  }
}
