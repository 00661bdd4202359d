import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { shownWhen } from './display';
import { forEachItem, itemParameter, pick } from './items';
import { requiredId } from './locators';
import type { Connector } from './transport';

/** One list of items, for a node with one output. */
export type Execute = (context: IExecuteFunctions, connector: Connector) => Promise<INodeExecutionData[]>;

/** One list of items per output of the node. */
export type ExecuteToOutputs = (context: IExecuteFunctions, connector: Connector) => Promise<INodeExecutionData[][]>;

/** A kind of record in the API: its path, and the parameter of the node that names one. */
export interface RecordKind {
  path: string;
  parameter: string;
  /** As in "No customer is chosen". */
  what: string;
  /** The fields that *Simplify* keeps; without them there is no such switch. */
  simplified?: readonly string[];
}

export const simplify: INodeProperties = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
};

export function getProperties(resource: string, locator: INodeProperties, kind: RecordKind): INodeProperties[] {
  return shownWhen({ resource: [resource], operation: ['get'] }, [locator, ...(kind.simplified ? [simplify] : [])]);
}

/** *Get*: the record that each input item names. */
export function get(kind: RecordKind): Execute {
  return async (context, connector) => {
    const idOf = itemParameter<unknown>(context, kind.parameter);
    const simplifies = itemParameter<boolean>(context, 'simplify', false);
    return await forEachItem(context, async (itemIndex) => {
      const id = requiredId(context, idOf(itemIndex), kind.what, itemIndex);
      const record = await connector.get<IDataObject>(`${kind.path}/${encodeURIComponent(id)}`, { itemIndex });
      return simplifies(itemIndex) ? pick(record, kind.simplified) : record;
    });
  };
}

/** A change that has a call of its own, such as *Pause*: `POST <path>/{id}/<verb>`. */
export function change(
  kind: RecordKind,
  verb: string,
  bodyOf?: (context: IExecuteFunctions) => (itemIndex: number) => object,
): Execute {
  return async (context, connector) => {
    const idOf = itemParameter<unknown>(context, kind.parameter);
    const body = bodyOf?.(context);
    return await forEachItem(context, async (itemIndex) => {
      const id = requiredId(context, idOf(itemIndex), kind.what, itemIndex);
      const path = `${kind.path}/${encodeURIComponent(id)}/${verb}`;
      return await connector.post<IDataObject>(path, { body: body?.(itemIndex) ?? {}, itemIndex });
    });
  };
}

/** What the connector tells of each input item's record, such as *Explain*: `GET <path>/{id}/<noun>`. */
export function read(kind: RecordKind, noun: string): Execute {
  return async (context, connector) => {
    const idOf = itemParameter<unknown>(context, kind.parameter);
    return await forEachItem(context, async (itemIndex) => {
      const id = requiredId(context, idOf(itemIndex), kind.what, itemIndex);
      return await connector.get<IDataObject>(`${kind.path}/${encodeURIComponent(id)}/${noun}`, { itemIndex });
    });
  };
}

/** *Delete*: the record that each input item names. */
export function remove(kind: RecordKind): Execute {
  return async (context, connector) => {
    const idOf = itemParameter<unknown>(context, kind.parameter);
    return await forEachItem(context, async (itemIndex) => {
      const id = requiredId(context, idOf(itemIndex), kind.what, itemIndex);
      await connector.delete(`${kind.path}/${encodeURIComponent(id)}`, { itemIndex });
      return { deleted: true };
    });
  };
}
