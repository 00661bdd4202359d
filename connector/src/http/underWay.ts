import type { IncomingMessage, ServerResponse } from 'node:http';

/** The requests that have begun and are not answered, for a stop that waits for work and not for callers. */
export class UnderWay {
  readonly #open = new Map<IncomingMessage, ServerResponse>();

  add(request: IncomingMessage, response: ServerResponse): void {
    this.#open.set(request, response);
    response.once('close', () => this.#open.delete(request));
  }

  /** Ends connections whose callers have not sent all that they began to send, or do not take what is there for them. */
  cutStuck(): void {
    for (const [request, response] of this.#open)
      if (!request.complete || response.writableNeedDrain) request.socket.destroy();
  }
}
