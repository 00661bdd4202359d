/** What is wrong with one field; `path` is dotted (`steps.0.when.days`), empty for the whole. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** `invalid`: malformed; `unprocessable`: understood, but not possible; `conflict`: in the way of what is there or going on; `limited`: later. */
export type ErrorKind = 'invalid' | 'forbidden' | 'notFound' | 'conflict' | 'unprocessable' | 'limited';

/** Something that was asked for and cannot be done; its message says what to do about it and may be shown to whoever asked. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly errors: readonly FieldError[];
  /** Of `limited`: when the same may be asked again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, message: string, errors: readonly FieldError[] = [], retryAfterSeconds?: number) {
    super(message);
    this.name = 'DomainError';
    this.kind = kind;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** `what` in words ('customer', 'dunning plan'), `id` as it was asked for, `external:` included. */
export function notFound(what: string, id: string): DomainError {
  return new DomainError('notFound', `There is no ${what} '${id}'`);
}

export function conflict(message: string, errors: readonly FieldError[] = []): DomainError {
  return new DomainError('conflict', message, errors);
}

export function unprocessable(message: string, errors: readonly FieldError[] = []): DomainError {
  return new DomainError('unprocessable', message, errors);
}

export function forbidden(message: string): DomainError {
  return new DomainError('forbidden', message);
}

export function invalid(errors: readonly FieldError[]): DomainError {
  return new DomainError('invalid', summarize(errors), errors);
}

/** One sentence for many field errors: the first, and how many more. */
export function summarize(errors: readonly FieldError[]): string {
  const [first] = errors;
  if (!first) return 'The request is not valid';
  const sentence = first.path === '' ? first.message : `${first.path}: ${first.message}`;
  return errors.length === 1 ? sentence : `${sentence} (and ${errors.length - 1} more)`;
}
