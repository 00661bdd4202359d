import { type IDataObject, type IExecuteFunctions, type INodeExecutionData, isExpression } from 'n8n-workflow';
import { asNodeError, errorItem } from './errors';

/** What one input item became: records to put out, linked to it. */
export type ItemWork = (itemIndex: number) => Promise<object | object[]>;

/** Runs `work` for each input item in turn; a failure is that item's alone when the node is set to continue. */
export async function forEachItem(context: IExecuteFunctions, work: ItemWork): Promise<INodeExecutionData[]> {
  const output: INodeExecutionData[] = [];
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
    try {
      const records = await work(itemIndex);
      for (const record of [records].flat()) output.push(outputItem(record, itemIndex));
    } catch (error) {
      output.push(failedItem(context, error, itemIndex));
    }
  }
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
 * Reads a parameter per item if it holds an expression, else once: an evaluated expression costs about a millisecond, and
 * a hundred thousand items are usual. What it returns must not be changed.
 */
export function itemParameter<T>(context: IExecuteFunctions, name: string, fallback?: T): (itemIndex: number) => T {
  const read = (itemIndex: number) => context.getNodeParameter(name, itemIndex, fallback) as T;
  const [topLevelName = name] = name.split('.');
  if (holdsExpression(context.getNode().parameters[topLevelName])) return read;
  let known: { value: T } | undefined;
  return (itemIndex) => (known ??= { value: read(itemIndex) }).value;
}

/**
 * Groups the input items by what `call` makes of them: a run of the cadence started by ten items alike happens once, one
 * started by ten items with a plan each happens ten times.
 */
export function distinctCalls<T>(context: IExecuteFunctions, call: (itemIndex: number) => T): Map<number, T> {
  const firstWith = new Set<string>();
  const calls = new Map<number, T>();
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
    const made = call(itemIndex);
    const key = JSON.stringify(made);
    if (firstWith.has(key)) continue;
    firstWith.add(key);
    calls.set(itemIndex, made);
  }
  return calls;
}

function holdsExpression(value: unknown): boolean {
  if (typeof value === 'string') return isExpression(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsExpression);
}
