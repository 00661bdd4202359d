import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Actor } from '../domain/actor.ts';
import type { Deps } from '../usecases/deps.ts';
import { hashKey } from '../usecases/organization/manageAccess.ts';
import { refreshTestClock } from '../usecases/cadence/passTime.ts';
import { type Authenticate, authenticator, bearerKey } from './authenticate.ts';
import { once } from './idempotency.ts';
import { refuseDeep } from './jsonDepth.ts';
import { addressOf, KeyGuesses } from './keyGuesses.ts';
import { mailboxRoutes } from './mailboxRoutes.ts';
import { mailServiceRoutes } from './mailServiceRoutes.ts';
import { metricsRoutes } from './metricsRoutes.ts';
import { openApiDocument } from './openapi.ts';
import { portalRoutes } from './portal/portalRoutes.ts';
import { followRequests, requestIdOf } from './followRequests.ts';
import { fileRoutes } from './fileRoutes.ts';
import { Problem, problemHandler, sendProblem } from './problem.ts';
import { refuseInvisible } from './refuseInvisible.ts';
import { type Answer, bodyOf, parse, type Route } from './route.ts';
import { sourceWebhookRoutes } from './sourceWebhookRoutes.ts';
import { sendStream } from './sendStream.ts';
import { receiveUpload, type Upload } from './upload.ts';

const BODY_LIMIT = 16 * 1024 * 1024;
/** Where no key is asked for; a header that names one counts for nothing there. */
const KEYLESS = ['/portal', '/files', '/v1/sources/:id/webhook', '/v1/mail-services'];

export interface AppOptions {
  readonly config: Pick<Config, 'rateLimit' | 'proxies' | 'publicUrl' | 'openMetrics'>;
  readonly deps: Deps;
  readonly routes: readonly Route[];
  readonly version: string;
  readonly log: Logger;
  /** Whether the service can do its work; /healthz answers by it. */
  readonly isReady: () => Promise<boolean>;
  /** Whether it is about to stop: /readyz says so, so that nobody sends new work here. */
  readonly isStopping?: () => boolean;
  /** Throws while the database refuses to be written: /readyz says so; what is there can still be read. */
  readonly checkWritable?: () => void;
}

/** The HTTP service over the given routes. */
export function createApp(options: AppOptions): Express {
  const { config, deps, routes, version, log } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // What is looked up by the path, such as who may see a record, is so whatever way it is written.
  app.set('case sensitive routing', true);
  app.set('trust proxy', config.proxies);
  app.use(helmet());
  app.use(followRequests(log, deps.metrics));
  app.use((_request: Request, response: Response, next: NextFunction) => {
    // Whoever goes on asking on a kept connection would hold up the stop for ever.
    if (options.isStopping?.()) response.set('Connection', 'close');
    next();
  });
  app.use((request: Request, _response: Response, next: NextFunction) => {
    // PostgreSQL takes no such text.
    if (request.url.includes('%00')) throw new Problem(400, 'The address holds a null character');
    next();
  });
  // The database may be away: a restart would not bring it back, and lose what waits to be written down.
  app.get('/livez', (_request, response) => {
    response.json({ status: 'ok', version });
  });
  app.get('/healthz', async (_request, response) => {
    const ready = await options.isReady().catch(() => false);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'unavailable', version });
  });
  app.get('/readyz', async (_request, response) => {
    const isStopping = options.isStopping?.() ?? false;
    const takesWork = async () => {
      options.checkWritable?.();
      return options.isReady();
    };
    const ready = !isStopping && (await takesWork().catch(() => false));
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ok' : isStopping ? 'stopping' : 'unavailable', version });
  });
  let document: object | null = null;
  app.get('/v1/openapi.json', (_request, response) => {
    // Making it takes most of a start: the first who asks waits for it.
    document ??= openApiDocument(routes, version, config.publicUrl);
    response.json(document);
  });
  if (config.rateLimit > 0) {
    app.use(KEYLESS, limitRate(config.rateLimit, 'from this address', addressOf));
    app.use(limitRate(config.rateLimit, 'with this key', keyOrAddress));
  }
  const authenticate = authenticator(deps.store.session, new KeyGuesses(config.rateLimit));
  app.use(portalRoutes(deps));
  app.use(fileRoutes(deps));
  app.use(mailboxRoutes(deps, authenticate));
  app.use(sourceWebhookRoutes(deps));
  app.use(mailServiceRoutes(deps));
  app.use(metricsRoutes(deps, config.openMetrics ? null : authenticate));

  // Nobody unknown gets 16 MB read.
  const known = identify(authenticate);
  const json = express.json({
    limit: BODY_LIMIT,
    type: ['application/json', 'application/*+json'],
    verify: refuseDeep,
  });
  const paths = new Map<string, string[]>();
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    const body = route.consumes ? receiveUpload(route.consumes) : json;
    app[route.method](path, known, body, (request: Request, response: Response) =>
      serve(deps, route, request, response),
    );
    paths.set(path, [...(paths.get(path) ?? []), route.method.toUpperCase()]);
  }
  for (const [path, methods] of paths) {
    app.all(path, (request: Request, response: Response) => {
      response.set('Allow', methods.join(', '));
      throw new Problem(
        405,
        `${request.method} is not possible here; ${methods.join(' and ')} ${methods.length > 1 ? 'are' : 'is'}`,
      );
    });
  }
  app.use((request: Request) => {
    throw new Problem(
      404,
      `There is nothing at ${request.method} ${request.path}; the calls are listed at /v1/openapi.json`,
    );
  });
  app.use(problemHandler((error, requestId) => log.error({ err: error, requestId }, 'request failed')));
  return app;
}

function keyOrAddress(request: Request): string {
  const key = bearerKey(request);
  return key === null ? addressOf(request) : hashKey(key);
}

function limitRate(perMinute: number, whose: string, keyGenerator: (request: Request) => string) {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    validate: false,
    keyGenerator,
    handler: (_request, response) => {
      sendProblem(
        response,
        new Problem(429, `More than ${perMinute} requests in a minute ${whose}: wait, or raise DUNNING_RATE_LIMIT`),
      );
    },
  });
}

/** Leaves the caller in `response.locals.actor`, or ends in a 401. */
function identify(authenticate: Authenticate) {
  return async (request: Request, response: Response, next: NextFunction) => {
    try {
      response.locals['actor'] = await authenticate(request);
    } catch (error) {
      response.set('WWW-Authenticate', 'Bearer');
      throw error;
    }
    next();
  };
}

async function serve(deps: Deps, route: Route, request: Request, response: Response): Promise<void> {
  const actor = response.locals['actor'] as Actor;
  const upload = response.locals['upload'] as Upload | undefined;
  await refreshTestClock(deps.store, deps.clock);
  await refuseInvisible(deps.store.session, actor, route.path, request);
  const log = deps.log.child({ requestId: requestIdOf(response) });
  const work = async (its: Deps, requestKey?: string): Promise<Answer> => {
    const answer = await route.handle({
      deps: { ...its, log },
      actor,
      params: route.params ? parse(route.params, request.params) : undefined,
      query: route.query ? parse(route.query, request.query) : undefined,
      body: route.body ? parse(route.body, bodyOf(request)) : undefined,
      ...(requestKey === undefined ? {} : { requestKey }),
      ...(upload ? { upload } : {}),
    });
    return { ...answer, status: answer.status ?? route.status ?? 200 };
  };
  const key = request.get('idempotency-key');
  let answer: Answer;
  if (key && route.method === 'post') {
    const body = upload?.sha256 ?? bodyOf(request);
    const repeatable = { keyId: actor.id, key, method: request.method, path: request.originalUrl, body };
    const { isReplayed, ...carriedOut } = await once(deps, route, repeatable, work);
    answer = carriedOut.answer;
    if (isReplayed) response.set('Idempotent-Replayed', 'true');
  } else answer = await work(deps);
  response.status(answer.status!).set(answer.headers ?? {});
  if (answer.status! >= 400)
    response
      .type('application/problem+json')
      .send(JSON.stringify({ ...(answer.body as object), requestId: requestIdOf(response) }));
  else if (route.produces === undefined) response.json(answer.body);
  else await sendFile(response.type(route.produces), answer.body);
}

async function sendFile(response: Response, body: unknown): Promise<void> {
  if (typeof body === 'string' || body instanceof Uint8Array) response.send(body);
  else await sendStream(response, body as AsyncIterable<string | Uint8Array>);
}
