import type { Duplex } from 'node:stream';
import type { ErrorRequestHandler, Response } from 'express';
import { DomainError, type ErrorKind, type FieldError } from '../domain/errors.ts';
import { DatabaseUnavailable } from '../store/unavailable.ts';
import { Stopping } from '../usecases/stopping.ts';
import { requestIdOf } from './followRequests.ts';
import { DEEPEST_JSON } from './jsonDepth.ts';

const TITLES: Record<number, string> = {
  400: 'Malformed request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported content type',
  422: 'Not possible',
  429: 'Too many requests',
  431: 'Too large',
  500: 'Internal error',
  503: 'Not available',
};

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  unprocessable: 422,
  limited: 429,
};

/** An error that goes to the caller as it is (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;
  /** When the same request may succeed. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, detail: string, errors?: readonly FieldError[], retryAfterSeconds?: number) {
    super(detail);
    this.status = status;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function problemBody({ status, message, errors }: Problem): object {
  return {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    detail: message,
    ...(errors && errors.length > 0 ? { errors } : {}),
  };
}

export function sendProblem(response: Response, problem: Problem): void {
  if (problem.retryAfterSeconds !== undefined) response.set('Retry-After', String(problem.retryAfterSeconds));
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problemBody(problem), requestId: requestIdOf(response) }));
}

/** When a request may be sent again that the database had no answer for, or that was broken off by a stop. */
const RETRY_SECONDS = 5;

/** Whatever was thrown → a problem; null for what is our own fault. */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof DomainError)
    return new Problem(STATUS[error.kind], error.message, error.errors, error.retryAfterSeconds);
  if (error instanceof DatabaseUnavailable || error instanceof Stopping)
    return new Problem(503, error.message, undefined, RETRY_SECONDS);
  const parser = error as { type?: string; status?: number; code?: string };
  if (parser.code === 'ENOSPC') return new Problem(503, 'The disk is full: make room there', undefined, RETRY_SECONDS);
  switch (parser.type) {
    case 'entity.too.large':
      return new Problem(413, 'The body is larger than 16 MB: send it in several requests');
    case 'entity.parse.failed':
      return new Problem(400, `The body is not valid JSON: ${(error as Error).message}`);
    case 'entity.too.deep':
      return new Problem(400, `The body is nested deeper than ${DEEPEST_JSON} levels: nothing here is`);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Problem(415, 'The body must be JSON in UTF-8');
    case 'request.aborted':
    case 'request.size.invalid':
      return new Problem(400, 'The body did not arrive whole');
    default:
      return parser.status === 400
        ? new Problem(400, 'The request is malformed: check its address and encoding')
        : null;
  }
}

/** The last handler: nothing of what went wrong inside leaves the house. */
export function problemHandler(report: (error: unknown, requestId: string) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const problem = toProblem(error);
    if (problem === null || (problem.status >= 500 && !(error instanceof Stopping)))
      report(error, requestIdOf(response));
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(
      response,
      problem ??
        new Problem(
          500,
          'Something went wrong inside the connector; its log says more. The request may be sent again.',
        ),
    );
  };
}

/** Answers what is no HTTP, which never becomes a request; without this Node sends an empty 400. */
export function answerNoHttp(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Problem(431, 'The headers are larger than 16 kB')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new Problem(408, 'The request did not arrive in time')
        : new Problem(400, 'This is no valid HTTP: percent-encode what is not ASCII in the address');
  const body = JSON.stringify(problemBody(problem));
  socket.end(
    `HTTP/1.1 ${problem.status} ${TITLES[problem.status]}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
