import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { shownWhen } from './display';
import { forEachCall, itemParameter, outputItem, pick } from './items';
import { type Execute, type RecordKind, simplify } from './recordOperations';
import type { Connector } from './transport';

/** Which list is read, and how it is narrowed. */
export interface ListCall {
  path: string;
  query: IDataObject;
}

export const returnAllAndLimit: INodeProperties[] = [
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
];

/** The last of a list's parameters: how it is put out. */
export const listOptions = (options: INodeProperties[]): INodeProperties => ({
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options,
});

/** The parameters of *Get Many*; `before` come first, for what a list is of. */
export function getManyProperties(
  resource: string,
  filters: INodeProperties[],
  { simplified }: Pick<RecordKind, 'simplified'> = {},
  { before = [], behind = [] }: { before?: INodeProperties[]; behind?: INodeProperties[] } = {},
): INodeProperties[] {
  const collection: INodeProperties = {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add filter',
    default: {},
    options: filters,
  };
  return shownWhen({ resource: [resource], operation: ['getAll'] }, [
    ...before,
    ...returnAllAndLimit,
    ...(simplified ? [simplify] : []),
    ...(filters.length > 0 ? [collection] : []),
    ...behind,
  ]);
}

/** Reads lists page by page inside the node, once per distinct call; empty filters are left out. */
export function getList(
  simplified: readonly string[] | undefined,
  reader: (context: IExecuteFunctions, connector: Connector) => Promise<(itemIndex: number) => ListCall>,
): Execute {
  return async (context, connector) => {
    const returnAll = itemParameter<boolean>(context, 'returnAll');
    const limit = itemParameter<number>(context, 'limit', 50);
    const simplifies = itemParameter<boolean>(context, 'simplify', false);
    const listOf = await reader(context, connector);
    const callOf = (itemIndex: number) => {
      const { path, query } = listOf(itemIndex);
      return {
        path,
        limit: returnAll(itemIndex) ? undefined : limit(itemIndex),
        simplifies: simplifies(itemIndex) && simplified !== undefined,
        query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '' && value !== undefined)),
      };
    };
    return await forEachCall(context, callOf, async (call, itemIndex) => {
      const { path, limit: most, query } = call;
      const records = await connector.list<IDataObject>(path, { limit: most, query, itemIndex });
      return records.map((record) => outputItem(call.simplifies ? pick(record, simplified) : record, itemIndex));
    });
  };
}

/** *Get Many* of a kind: its filters as the query, changed by `queryOf`. */
export function getMany(
  kind: RecordKind,
  queryOf: (filters: IDataObject, timeZone: string) => IDataObject = (filters) => filters,
): Execute {
  return getList(kind.simplified, (context) => {
    const filters = itemParameter<IDataObject>(context, 'filters', {});
    const timeZone = context.getTimezone();
    return Promise.resolve((itemIndex) => ({ path: kind.path, query: queryOf(filters(itemIndex), timeZone) }));
  });
}
