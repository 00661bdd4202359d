import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { shownWhen } from './display';
import { distinctCalls, failedItem, forEachItem, itemParameter, outputItem } from './items';
import { requiredId } from './locators';
import type { Connector } from './transport';

export type Execute = (context: IExecuteFunctions, connector: Connector) => Promise<INodeExecutionData[]>;

/** A kind of record in the API: its path, and the parameter of the node that names one. */
export interface RecordKind {
  path: string;
  parameter: string;
  /** As in "No customer is chosen". */
  what: string;
  /** The fields that *Simplify* keeps; without them there is no such switch. */
  simplified?: readonly string[];
}

const simplify: INodeProperties = {
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

export function getManyProperties(resource: string, filters: INodeProperties[], kind: RecordKind): INodeProperties[] {
  return shownWhen({ resource: [resource], operation: ['getAll'] }, [
    {
      displayName: 'Return All',
      name: 'returnAll',
      type: 'boolean',
      default: false,
      description: 'Whether to return all results or only up to a given limit',
    },
    {
      displayName: 'Limit',
      name: 'limit',
      type: 'number',
      displayOptions: { show: { returnAll: [false] } },
      typeOptions: { minValue: 1 },
      default: 50,
      description: 'Max number of results to return',
    },
    ...(kind.simplified ? [simplify] : []),
    {
      displayName: 'Filters',
      name: 'filters',
      type: 'collection',
      placeholder: 'Add filter',
      default: {},
      options: filters,
    },
  ]);
}

/** *Get Many*: reads page by page inside the node, once per distinct set of filters; empty filters are left out. */
export function getMany(
  kind: RecordKind,
  queryOf: (filters: IDataObject) => IDataObject = (filters) => filters,
): Execute {
  return async (context, connector) => {
    const returnAll = itemParameter<boolean>(context, 'returnAll');
    const limit = itemParameter<number>(context, 'limit', 50);
    const simplifies = itemParameter<boolean>(context, 'simplify', false);
    const filters = itemParameter<IDataObject>(context, 'filters', {});
    const calls = distinctCalls(context, (itemIndex) => ({
      limit: returnAll(itemIndex) ? undefined : limit(itemIndex),
      simplified: simplifies(itemIndex),
      query: Object.fromEntries(Object.entries(queryOf(filters(itemIndex))).filter(([, value]) => value !== '')),
    }));

    const output: INodeExecutionData[] = [];
    for (const [itemIndex, { limit, query, simplified }] of calls) {
      try {
        for (const record of await connector.list<IDataObject>(kind.path, { limit, query, itemIndex })) {
          output.push(outputItem(simplified ? pick(record, kind.simplified) : record, itemIndex));
        }
      } catch (error) {
        output.push(failedItem(context, error, itemIndex));
      }
    }
    return output;
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

function pick(record: IDataObject, names: readonly string[] = []): IDataObject {
  return Object.fromEntries(names.filter((name) => name in record).map((name) => [name, record[name]]));
}
