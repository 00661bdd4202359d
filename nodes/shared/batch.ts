import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { BatchResults } from './api';
import { refusedError } from './errors';
import { failedItem, outputItem } from './items';
import type { Connector } from './transport';

const RECORDS_PER_BATCH = 1_000;
/** Half of what the connector takes, since JSON on the wire may be longer than its characters. */
const CHARACTERS_PER_BATCH = 8_000_000;

type BatchResult = BatchResults['results'][number];

interface Entry {
  itemIndex: number;
  record: IDataObject;
}

export interface Upsert {
  /** e.g. `/v1/customers/batch` */
  path: string;
  /** The name of the list in the body, e.g. `customers`. */
  property: string;
  /** What a record is called in messages, e.g. `customer`. */
  what: string;
  recordOf: (itemIndex: number) => IDataObject;
  /** What is put out for a record that was taken; without it, its ids and status. */
  outputOf?: (result: BatchResult & IDataObject) => IDataObject;
  /** A record in messages, where it has neither external id nor number nor name. */
  nameOf?: (record: IDataObject) => string;
}

/**
 * Sends one record per input item in as few requests as possible and puts out `{id, status, externalId}` for each, linked
 * to its item. A refused record is an error of its item; the others of the batch are saved all the same.
 */
export async function upsertItems(
  context: IExecuteFunctions,
  connector: Connector,
  { path, property, what, recordOf, outputOf, nameOf = named(what) }: Upsert,
): Promise<INodeExecutionData[]> {
  const output: INodeExecutionData[] = [];
  const entries: Entry[] = [];
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
    try {
      entries.push({ itemIndex, record: recordOf(itemIndex) });
    } catch (error) {
      output[itemIndex] = failedItem(context, error, itemIndex);
    }
  }

  const refused: Array<Entry & { result: BatchResult }> = [];
  for (const batch of batches(entries)) {
    const results = await send(context, connector, path, property, batch);
    batch.forEach(({ itemIndex, record }, index) => {
      const result = 'failure' in results ? results : results[index];
      if (result && 'failure' in result) output[itemIndex] = failedItem(context, result.failure, itemIndex);
      else if (result?.status === 'refused') refused.push({ itemIndex, record, result });
      else
        output[itemIndex] = outputItem(
          result && outputOf
            ? outputOf(result as BatchResult & IDataObject)
            : { id: result?.id, externalId: record.externalId, status: result?.status },
          itemIndex,
        );
    });
  }
  // Only now, so that a refused record keeps no later batch from being sent.
  for (const { itemIndex, record, result } of refused) {
    const others = entries.length - refused.length;
    const message = `The connector refused ${nameOf(record)}${others ? `; ${others} of ${entries.length} records were saved` : ''}`;
    output[itemIndex] = failedItem(
      context,
      refusedError(context, { message, errors: result.errors, itemIndex }),
      itemIndex,
    );
  }
  return output;
}

async function send(
  context: IExecuteFunctions,
  connector: Connector,
  path: string,
  property: string,
  batch: Entry[],
): Promise<BatchResult[] | { failure: unknown }> {
  try {
    const answer = await connector.post<BatchResults>(path, {
      body: { [property]: batch.map(({ record }) => record) },
      itemIndex: batch[0]?.itemIndex,
    });
    return answer.results;
  } catch (failure) {
    return { failure };
  }
}

function* batches(entries: Entry[]): Generator<Entry[]> {
  let batch: Entry[] = [];
  let characters = 0;
  for (const entry of entries) {
    const length = JSON.stringify(entry.record).length;
    if (batch.length > 0 && (batch.length >= RECORDS_PER_BATCH || characters + length > CHARACTERS_PER_BATCH)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(entry);
    characters += length;
  }
  if (batch.length > 0) yield batch;
}

function named(what: string): (record: IDataObject) => string {
  return (record) => {
    const name = record.externalId ?? record.number ?? record.name;
    return name ? `the ${what} ${String(name)}` : `a ${what} without an external ID`;
  };
}
