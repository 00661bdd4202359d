import type { Request } from 'express';
import type { z } from 'zod';
import type { Actor } from '../domain/actor.ts';
import { type FieldError, summarize } from '../domain/errors.ts';
import type { Deps } from '../usecases/deps.ts';
import { check } from './contracts/issues.ts';
import { Problem } from './problem.ts';
import type { Consumes, Upload } from './upload.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface Answer {
  readonly status?: number;
  /** JSON, or with `produces` a text, bytes, or a stream of either. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call<P, Q, B> {
  readonly deps: Deps;
  readonly actor: Actor;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Names the request where it came under an Idempotency-Key: the same one again has the same. */
  readonly requestKey?: string;
  /** Where the route consumes something else than JSON. */
  readonly upload?: Upload;
}

/** One operation of the API: the Express route, its validation and its page of the OpenAPI document come from here. */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** With parameters in braces: `/v1/customers/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The body is not JSON, but this, and comes as the call’s `upload`. */
  readonly consumes?: Consumes;
  readonly answer: z.ZodType;
  /** The content type of the answer where it is not JSON. */
  readonly produces?: string;
  /** The status of success; 200 unless told. */
  readonly status?: number;
  /** Whether the record may be there already: then the status is 200. */
  readonly upsert?: boolean;
  /**
   * A POST that does its work in transactions of the store alone, and in few: under an Idempotency-Key they and the keeping of its answer
   * are one. Not what asks others (mail servers, sources) or may take long.
   */
  readonly isOneTransaction?: boolean;
  /** The answer holds a secret that is shown once: it is not kept for an Idempotency-Key. */
  readonly isSecret?: boolean;
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<Answer>;
}

/** Ties the handler’s types to the contract’s. */
export function defineRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  route: Route<P, Q, B>,
): Route {
  return route;
}

/** As `defineRoute`, for a route that takes a file. */
export function defineUploadRoute<P extends z.ZodType, Q extends z.ZodType>(
  route: Omit<Route<P, Q>, 'body' | 'handle' | 'consumes'> & {
    readonly consumes: Consumes;
    handle(call: Call<z.output<P>, z.output<Q>, undefined> & { readonly upload: Upload }): Promise<Answer>;
  },
): Route {
  return route;
}

/** The checked value, or a 400 that names every field. */
export function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const checked = check(schema, value);
  if (checked.ok) return checked.value;
  throw new Problem(400, summarize(checked.errors), checked.errors);
}

export type ParsedRecord<T> =
  { readonly index: number; readonly value: T } | { readonly index: number; readonly errors: readonly FieldError[] };

/** Checks the records of a batch one by one: a bad one never stops the others. */
export function parseRecords<T extends z.ZodType>(schema: T, records: readonly unknown[]): ParsedRecord<z.output<T>>[] {
  return records.map((record, index) => {
    const checked = check(schema, record);
    return checked.ok ? { index, value: checked.value } : { index, errors: checked.errors };
  });
}

/** The body of a request; an absent one counts as an empty object. */
export function bodyOf(request: Request): unknown {
  if (request.body !== undefined) return request.body as unknown;
  if (Number(request.get('content-length') ?? 0) > 0 || request.get('transfer-encoding') !== undefined) {
    throw new Problem(415, 'The body must be JSON: send the header “Content-Type: application/json”');
  }
  return {};
}
