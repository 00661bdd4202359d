import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { itemParameter } from '../items';
import type { ListCall } from '../list';
import type { Connector } from '../transport';
import type { FilterLevel } from './fields';
import { filterReader } from './read';

/** Reads the query of a list from its *Filters*, *Conditions* and *Options*. */
export function filteredQuery(level: FilterLevel, path: string, queryOf: (filters: IDataObject) => IDataObject) {
  return async (context: IExecuteFunctions, connector: Connector): Promise<(itemIndex: number) => ListCall> => {
    const filtersOf = itemParameter<IDataObject>(context, 'filters', {});
    const optionsOf = itemParameter<IDataObject>(context, 'options', {});
    const conditionsOf = await filterReader(context, connector, level, 'conditions');
    return (itemIndex) => {
      const conditions = conditionsOf(itemIndex);
      const filter = conditions.length > 0 ? JSON.stringify(conditions) : undefined;
      return { path, query: { ...queryOf(filtersOf(itemIndex)), ...optionsOf(itemIndex), filter } };
    };
  };
}
