import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';

const USABLE_ID = /^[\w.:=+/@-]{1,128}$/;

/**
 * Gives every request its id, the caller’s `X-Request-Id` if that can be used, and writes it down when it is over. Addresses outside of
 * the API may hold signatures: of those the log shows the route alone; no query is shown.
 */
export function followRequests(log: Logger, metrics: Metrics) {
  return (request: Request, response: Response, next: NextFunction) => {
    const given = request.get('x-request-id') ?? '';
    const id = USABLE_ID.test(given) ? given : randomUUID();
    const started = process.hrtime.bigint();
    response.set('X-Request-Id', id);
    response.on('finish', () => {
      const ms = Number(process.hrtime.bigint() - started) / 1e6;
      const { method } = request;
      const route = (request.route as { path?: string } | undefined)?.path ?? 'none';
      const path = request.path.startsWith('/v1/') ? request.path : route;
      log.debug({ requestId: id, method, path, status: response.statusCode, ms: Math.round(ms) }, 'request');
      metrics.requests.observe({ method, route, status: response.statusCode }, ms / 1000);
    });
    next();
  };
}

/** The id of the request that is being answered. */
export function requestIdOf(response: Response): string {
  return String(response.get('X-Request-Id') ?? '');
}
