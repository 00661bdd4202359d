import { type IDataObject, type IExecuteFunctions, type INodeExecutionData, isExpression } from 'n8n-workflow';
import { isToolCall } from './context';
import { asNodeError, errorItem, isOfItsItem } from './errors';

/** What one input item became: records to put out, linked to it. */
export type ItemWork = (itemIndex: number) => Promise<object | object[]>;

interface Manner {
  /** What is refused of one item keeps the others from nothing: it stops the node only when all are done. */
  finishesOthers?: boolean;
}

/** Runs `work` for each input item in turn; a failure is that item's alone when the node is set to continue. */
export async function forEachItem(
  context: IExecuteFunctions,
  work: ItemWork,
  { finishesOthers = false }: Manner = {},
): Promise<INodeExecutionData[]> {
  const output: INodeExecutionData[] = [];
  const stops: Error[] = [];
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
    try {
      const records = await work(itemIndex);
      for (const record of [records].flat()) output.push(outputItem(record, itemIndex));
    } catch (error) {
      const failure = asNodeError(context, error, itemIndex);
      if (finishesOthers && !context.continueOnFail() && isOfItsItem(failure)) stops.push(failure);
      else output.push(failedItem(context, failure, itemIndex));
    }
  }
  if (stops[0]) throw stops[0];
  return output;
}

export function outputItem(record: object, itemIndex: number): INodeExecutionData {
  return { json: record as IDataObject, pairedItem: { item: itemIndex } };
}

/** Throws the error with its item, or turns it into an output item when the node is set to continue. */
export function failedItem(context: IExecuteFunctions, error: unknown, itemIndex: number): INodeExecutionData {
  const failure = asNodeError(context, error, itemIndex);
  if (!context.continueOnFail()) throw failure;
  return errorItem(failure, itemIndex);
}

/**
 * Reads a parameter per item if it holds an expression, else once. What it returns must not be changed.
 *
 * n8n takes about a millisecond to evaluate an expression, and a hundred thousand items are usual: a parameter that is just
 * a field of the item, such as `{{ $json.id }}`, is read from the item itself.
 */
export function itemParameter<T>(context: IExecuteFunctions, name: string, fallback?: T): (itemIndex: number) => T {
  const raw = context.getNode().parameters[name];
  const ofField = fieldReader(context, raw);
  if (ofField) return ofField as (itemIndex: number) => T;
  const read = (itemIndex: number) => context.getNodeParameter(name, itemIndex, fallback) as T;
  if (holdsExpression(raw)) return read;
  let known: { value: T } | undefined;
  return (itemIndex) => (known ??= { value: read(itemIndex) }).value;
}

const ITEM = /^=\{\{\s*\$json\s*\}\}$/;
const FIELD_OF_ITEM = /^=\{\{\s*\$json\.([A-Za-z_]\w*)\s*\}\}$/;

/** Reads a bare `{{ $json }}` or `{{ $json.field }}`, alone or as the value of a resource locator; undefined for all other parameters. */
function fieldReader(context: IExecuteFunctions, raw: unknown): ((itemIndex: number) => unknown) | undefined {
  if (typeof raw === 'object' && raw !== null && '__rl' in raw && 'value' in raw) {
    const ofValue = fieldReader(context, raw.value);
    return ofValue && ((itemIndex) => ({ ...raw, value: ofValue(itemIndex) }));
  }
  if (typeof raw !== 'string' || isToolCall(context)) return undefined;
  const items = context.getInputData();
  if (ITEM.test(raw)) return (itemIndex) => items[itemIndex]?.json;
  const field = FIELD_OF_ITEM.exec(raw)?.[1];
  if (field === undefined) return undefined;
  return (itemIndex) => {
    const json = items[itemIndex]?.json;
    return json && Object.hasOwn(json, field) ? json[field] : undefined;
  };
}

/**
 * Does `work` once for each distinct call that the input items ask for: a run of the cadence started by ten items alike happens once, one
 * started by ten items with a plan each happens ten times. A call that cannot be made of an item is that item's failure, before any work.
 */
export async function forEachCall<T>(
  context: IExecuteFunctions,
  callOf: (itemIndex: number) => T,
  work: (call: T, itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
  const output: INodeExecutionData[][] = [];
  const calls = new Map<string, { itemIndex: number; call: T }>();
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
    try {
      const call = callOf(itemIndex);
      const key = JSON.stringify(call);
      if (!calls.has(key)) calls.set(key, { itemIndex, call });
    } catch (error) {
      output[itemIndex] = [failedItem(context, error, itemIndex)];
    }
  }
  for (const { itemIndex, call } of calls.values()) {
    try {
      output[itemIndex] = await work(call, itemIndex);
    } catch (error) {
      output[itemIndex] = [failedItem(context, error, itemIndex)];
    }
  }
  return output.flat();
}

function holdsExpression(value: unknown): boolean {
  if (typeof value === 'string') return isExpression(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsExpression);
}

/** The fields of a record that are named, in that order. */
export function pick(record: IDataObject, names: readonly string[] = []): IDataObject {
  return Object.fromEntries(names.filter((name) => name in record).map((name) => [name, record[name]]));
}
