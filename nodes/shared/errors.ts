import {
  type IExecuteFunctions,
  type IHookFunctions,
  type ILoadOptionsFunctions,
  type INodeExecutionData,
  type IWebhookFunctions,
  type JsonObject,
  NodeApiError,
  NodeOperationError,
} from 'n8n-workflow';

type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** One wrong field of a request or of a record in a batch. */
export interface FieldError {
  path: string;
  message: string;
}

interface Problem {
  title?: string;
  detail?: string;
  errors?: FieldError[];
}

const FIXES: Record<number, string> = {
  401: 'Check the API key in the credential: it may be mistyped or revoked',
  403: 'The role of this API key does not allow this: use a key of an admin or the owner',
  404: 'Check the ID. An external ID is only found with "By External ID" chosen',
  409: 'The state of the record does not allow this now. Read it again to see how it stands',
  413: 'Send fewer or smaller records at once',
  429: 'The connector limits requests per minute: slow the workflow down or raise DUNNING_RATE_LIMIT',
};

/** What the connector refused, from its problem document: the message says what happened, the description how to fix it. */
export function problemError(context: Context, status: number, body: unknown, itemIndex?: number): NodeApiError {
  const problem: Problem = typeof body === 'object' && body !== null ? body : {};
  const fields = fieldErrorsText(problem.errors);
  const what = problem.detail ?? problem.title ?? `The dunning connector answered with status ${status}`;
  return new NodeApiError(context.getNode(), { ...problem, status } as unknown as JsonObject, {
    // Where the detail only repeats the fields, they are said once, as what is to be corrected.
    message: what === fields ? 'The dunning connector refused the request' : what,
    description: fields || (FIXES[status] ?? (status >= 500 ? 'See the log of the connector' : undefined)),
    httpCode: String(status),
    itemIndex,
  });
}

const UNREACHABLE = 'unreachable';
/** Statuses that say something about the request; the others would meet every item. */
const OF_THE_REQUEST: ReadonlySet<string | null> = new Set(['400', '404', '409', '413', '422']);

/** Whether a failure is its item's own, so that the next item may do better. */
export function isOfItsItem(error: NodeApiError | NodeOperationError): boolean {
  return error instanceof NodeApiError ? OF_THE_REQUEST.has(error.httpCode) : error.type !== UNREACHABLE;
}

/** No answer at all: the connector is down, somewhere else, or took too long. */
export function unreachableError(
  context: Context,
  error: Error,
  baseUrl: string,
  itemIndex?: number,
): NodeOperationError {
  const cause = (error.cause instanceof Error ? error.cause : error) as Error & { code?: string };
  const reason = cause.message || cause.code; // an AggregateError has a code alone
  return new NodeOperationError(context.getNode(), error, {
    type: UNREACHABLE,
    message: `The dunning connector does not answer at ${baseUrl}`,
    description: `Check that it is running and that n8n reaches this address: inside Docker, 127.0.0.1 is the container itself. Reason: ${reason}`,
    itemIndex,
  });
}

/** A record of a batch that the connector refused. */
export function refusedError(
  context: Context,
  { message, errors, itemIndex }: { message: string; errors?: FieldError[]; itemIndex: number },
): NodeOperationError {
  const error = new NodeOperationError(context.getNode(), message, {
    description: fieldErrorsText(errors) || undefined,
    itemIndex,
  });
  if (errors) error.context.errors = errors;
  return error;
}

/** Any error as one of n8n's own, pointing at its item. */
export function asNodeError(context: Context, error: unknown, itemIndex: number): NodeApiError | NodeOperationError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  return new NodeOperationError(context.getNode(), error as Error, { itemIndex });
}

/**
 * The output item of a failed input item. It carries `json.error` alone and no `error` object: n8n then adds the input's
 * fields to it on the error output, and keeps `details`.
 */
export function errorItem(error: NodeApiError | NodeOperationError, itemIndex: number): INodeExecutionData {
  const { description, context } = error;
  const httpCode = error instanceof NodeApiError ? error.httpCode : null;
  return {
    json: {
      error: error.message,
      details: {
        ...(description ? { description } : {}),
        ...(httpCode ? { status: Number(httpCode) } : {}),
        ...(Array.isArray(context.errors) ? { errors: context.errors } : {}),
      },
    },
    pairedItem: { item: itemIndex },
  };
}

function fieldErrorsText(errors: FieldError[] | undefined): string {
  return (errors ?? []).map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
}
