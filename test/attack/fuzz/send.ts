import { type Agent, request } from 'node:http';
import type { FuzzRequest } from './requests.ts';

export interface FuzzAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly requestId: string;
  readonly body: string;
}

const HANGS_MS = 120_000;

/** Sends a request as it is; rejects where no answer comes. */
export function send(url: string, agent: Agent, { method, path, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
  const { hostname, port } = new URL(url);
  // Node announces no body with methods that rarely have one.
  const announced = body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request({ agent, hostname, port, method, path, headers: announced, timeout: HANGS_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          contentType: response.headers['content-type'] ?? '',
          requestId: String(response.headers['x-request-id'] ?? ''),
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${HANGS_MS} ms`)));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // The connector had closed the idle connection at the moment when it was used again.
      if (sent.reusedSocket && error.code === 'ECONNRESET')
        send(url, agent, { method, path, headers, body }).then(resolve, reject);
      else reject(error);
    });
    sent.end(body);
  });
}

/** As curl would say it, for whoever wants to see it again. */
export function inWords({ method, path, headers, body }: FuzzRequest): string {
  const text = typeof body === 'string' ? body : body && `bytes ${Buffer.from(body).toString('base64')}`;
  return `${method} ${path.slice(0, 500)} ${JSON.stringify(headers).slice(0, 600)}${text === undefined ? '' : `\n  ${text.slice(0, 700)}`}`;
}
