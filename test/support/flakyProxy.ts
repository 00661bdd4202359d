import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to a request on its way: passed on, lost before the connector sees it, lost while the connector works on it
 * or after it has answered, or refused.
 */
export type Fate = 'pass' | 'lostBefore' | 'lostDuring' | 'lostAfter' | 503 | 429 | 422;

export interface FlakyProxy {
  url: string;
  /** Requests seen, as `METHOD path`. */
  seen: string[];
  idempotencyKeys: Array<string | undefined>;
  stop(): Promise<void>;
}

/** A network that fails as told between the node and a real connector; once `fates` are used up, all passes. */
export async function startFlakyProxy(target: string, fates: Fate[]): Promise<FlakyProxy> {
  const seen: string[] = [];
  const idempotencyKeys: Array<string | undefined> = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    idempotencyKeys.push(request.headers['idempotency-key'] as string | undefined);
    const fate = fates.shift() ?? 'pass';
    if (fate === 'lostBefore') request.socket.destroy();
    else if (typeof fate === 'number') response.writeHead(fate, { 'Retry-After': '0.01' }).end();
    else pass(target, request, response, fate);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections()));
  return { url: `http://127.0.0.1:${port}`, seen, idempotencyKeys, stop };
}

function pass(target: string, request: IncomingMessage, response: ServerResponse, fate: Fate): void {
  const { method, url = '/', headers } = request;
  const onward = forward(new URL(url, target), { method, headers }, (answer) => {
    if (fate === 'lostAfter') {
      answer.resume().on('end', () => request.socket.destroy());
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward);
  if (fate === 'lostDuring') onward.on('finish', () => request.socket.destroy());
  onward.on('error', () => response.destroy());
}
