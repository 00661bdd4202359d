import { createHash, randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { type Context, isToolCall } from './context';

/** What makes two POSTs the same request. */
export interface KeyedRequest {
  path: string;
  query?: object;
  body?: object | Buffer;
}

export interface RequestKeys {
  /** The Idempotency-Key of the next POST. */
  next(request: KeyedRequest): string;
  /** Says that the connector refused the request under this key: nothing was done, so it may be asked for anew. */
  refused(key: string): void;
}

const REMEMBERED = 1_000;

/**
 * How often a request was refused in this process, by its key. The connector keeps refusals too: the same key would get the same one
 * again from n8n's next try, whatever has changed meanwhile.
 */
const refusals = new Map<string, number>();

/**
 * The keys of the POSTs of one run of a node. They are the same when n8n's *Retry on Fail* runs the node again, which begins with the
 * first item: what got through the first time is answered from memory and not done twice (SND-2). They differ between executions, nodes,
 * runs of a node in a loop, and for the same request made twice on purpose.
 */
export function requestKeys(context: Context): RequestKeys {
  const run = runOf(context);
  if (run === null) return { next: () => randomUUID(), refused: () => undefined };
  const made = new Map<string, number>();
  const asked = new Map<string, string>();
  return {
    next({ path, query, body }) {
      const request = digest(
        JSON.stringify([path, query ?? null]),
        Buffer.isBuffer(body) ? body : JSON.stringify(body),
      );
      const times = made.get(request) ?? 0;
      made.set(request, times + 1);
      const name = digest(run, request, String(times));
      const key = digest(name, String(refusals.get(name) ?? 0));
      asked.set(key, name);
      return key;
    },
    refused(key) {
      const name = asked.get(key)!;
      refusals.set(name, (refusals.get(name) ?? 0) + 1);
      if (refusals.size > REMEMBERED) refusals.delete(refusals.keys().next().value!);
    },
  };
}

/** Names the run of a node over all its tries; null where n8n does not try again under the same name. */
function runOf(context: Context): string | null {
  // An agent's tools count each try as a run of its own.
  if (!isExecution(context) || isToolCall(context)) return null;
  const execution = context.getExecutionId();
  if (!execution) return null;
  const { $runIndex } = context.getWorkflowDataProxy(0);
  return JSON.stringify([
    context.getInstanceId(),
    context.getWorkflow().id,
    execution,
    context.getNode().id,
    context.getNode().name,
    $runIndex,
  ]);
}

function isExecution(context: Context): context is IExecuteFunctions {
  return 'getWorkflowDataProxy' in context && 'getInputData' in context;
}

function digest(...parts: Array<string | Buffer | undefined>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part ?? '').update('\0');
  return hash.digest('hex');
}
