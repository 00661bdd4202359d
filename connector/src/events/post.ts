import { lookup, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { addressProblem, literalAddress, type PrivateAddresses } from './addresses.ts';

export const LIMIT_MS = 10_000;
const LARGEST_ANSWER = 64 * 1024;
const KEEP_ALIVE_MS = 15_000;
const DOWNLOAD_MS = 30_000;
const MOST_REDIRECTS = 3;

/** What a receiver answered: its status, if it came to that, and what was wrong; null if nothing was. */
export interface Answer {
  readonly status: number | null;
  readonly error: string | null;
}

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface Post {
  /** Why nothing is ever sent to an address, as far as that shows without looking its host up. */
  refusal(url: URL): string | null;
  /** POSTs JSON and answers within 10 seconds, whatever happens. Redirects are not followed; no private address is called unless allowed. */
  send(url: string, headers: Readonly<Record<string, string>>, body: string, stop?: AbortSignal): Promise<Answer>;
  /** GETs a text of at most 64 kB within 10 seconds, under the same checks; throws for any other answer than 200. */
  read(url: string): Promise<string>;
  /** GETs a file within 30 seconds, under the same checks at each address that a redirect leads to; throws for any other answer than 200. */
  download(url: string, largestBytes: number, stop?: AbortSignal): Promise<Uint8Array>;
  close(): void;
}

const resolveHost: Resolve = (host) =>
  new Promise((resolve, reject) =>
    lookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
  );

/** The way out to subscribers. */
export function createPost(allowed: PrivateAddresses, resolve: Resolve = resolveHost): Post {
  const options = { keepAlive: true, timeout: KEEP_ALIVE_MS };
  const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) };
  const checked = checkedLookup(allowed, oneAtATime(resolve));
  const refusal = ({ hostname }: URL) => {
    const literal = literalAddress(hostname);
    return literal === null ? null : addressProblem(literal, allowed);
  };
  return {
    refusal,
    async send(url, headers, body, stop) {
      const target = new URL(url);
      // A connection to an address looks nothing up, so that it has to be checked here.
      const problem = refusal(target);
      if (problem !== null) return { status: null, error: problem };
      const limit = AbortSignal.timeout(LIMIT_MS);
      const asked: RequestOptions = {
        method: 'POST',
        agent: agents[target.protocol as 'http:' | 'https:'],
        lookup: checked,
        signal: stop ? AbortSignal.any([limit, stop]) : limit,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          'User-Agent': 'dunning-connector',
          ...headers,
        },
      };
      try {
        return judge(await ask(target, asked, body));
      } catch (error) {
        return { status: null, error: limit.aborted ? 'No answer within 10 seconds' : describe(error) };
      }
    },
    async read(url) {
      const target = new URL(url);
      const problem = refusal(target);
      if (problem !== null) throw new Error(problem);
      const limit = AbortSignal.timeout(LIMIT_MS);
      const agent = agents[target.protocol as 'http:' | 'https:'];
      const headers = { 'User-Agent': 'dunning-connector' };
      const answer = await bytesOf(target, { agent, lookup: checked, signal: limit, headers }, LARGEST_ANSWER);
      if (answer.location !== null) throw new Error(`${target.host} redirects`);
      return answer.body.toString();
    },
    async download(url, largestBytes, stop) {
      const limit = AbortSignal.timeout(DOWNLOAD_MS);
      const signal = stop ? AbortSignal.any([limit, stop]) : limit;
      let target = new URL(url);
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const agent = agents[target.protocol as 'http:' | 'https:'];
        const problem = agent ? refusal(target) : `${target.protocol} is no web address`;
        if (problem !== null) throw new Error(problem);
        const headers = { 'User-Agent': 'dunning-connector' };
        const answer = await bytesOf(target, { agent, lookup: checked, signal, headers }, largestBytes);
        if (answer.location === null) return answer.body;
        target = new URL(answer.location, target);
      }
      throw new Error(`${target.host} redirected more than ${MOST_REDIRECTS} times`);
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** The connection is made to the very addresses that were checked: nothing is looked up twice. */
function checkedLookup(allowed: PrivateAddresses, resolve: Resolve): LookupFunction {
  return (host, { all }, done) => {
    resolve(host).then(
      (addresses) => {
        const problem = addresses.map(({ address }) => addressProblem(address, allowed)).find((each) => each !== null);
        const [first] = addresses;
        if (problem !== undefined || !first) done(new Error(`${host}: ${problem ?? 'has no address'}`), '', 0);
        else if (all) done(null, [...addresses]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };
}

/** Looking up blocks one of the process's four threads for that: a name whose servers are silent takes no more than one. */
function oneAtATime(resolve: Resolve): Resolve {
  const pending = new Map<string, ReturnType<Resolve>>();
  return (host) => {
    const known = pending.get(host);
    if (known) return known;
    const result = resolve(host).finally(() => pending.delete(host));
    pending.set(host, result);
    return result;
  };
}

async function ask(url: URL, options: RequestOptions, body: string, mayRepeat = true): Promise<number> {
  try {
    return await statusOf(url, options, body);
  } catch (error) {
    // The receiver closed a kept connection at the moment when it was used again; that tells nothing of the next one.
    if (mayRepeat && (error as { reused?: boolean }).reused) return ask(url, options, body, false);
    throw error;
  }
}

function statusOf(url: URL, options: RequestOptions, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      drain(response, () => resolve(response.statusCode!));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const reused = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(Object.assign(error, { reused }));
    });
    request.end(body);
  });
}

/** What an address holds, or where it redirects to. */
function bytesOf(
  url: URL,
  options: RequestOptions,
  largest: number,
): Promise<{ readonly body: Buffer; readonly location: string | null }> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > largest)
          response.destroy(new Error(`${url.host} answered more than ${Math.floor(largest / 1024)} kB`));
      });
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode = 0, headers } = response;
        const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
        if (isRedirect) resolve({ body: Buffer.alloc(0), location: headers.location! });
        else if (statusCode === 200) resolve({ body: Buffer.concat(chunks), location: null });
        else reject(new Error(`${url.host} answered ${statusCode}`));
      });
    });
    request.on('error', reject);
    request.end();
  });
}

/** Reads what nobody wants, so that the connection can be used again; not for ever. */
function drain(response: IncomingMessage, done: () => void): void {
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > LARGEST_ANSWER) response.destroy();
  });
  response.on('error', () => undefined); // the status has come: it counts
  response.on('close', done);
}

function judge(status: number): Answer {
  if (status >= 200 && status < 300) return { status, error: null };
  const remedy = status >= 300 && status < 400 ? ': redirects are not followed, give the address it leads to' : '';
  return { status, error: `It answered ${status}${remedy}` };
}

function describe(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return (message || code || 'The connection failed').replace(/\s+/g, ' ').slice(0, 300);
}
