import type { CustomField } from '../../domain/customField.ts';
import { joinList, splitList, toFlag, toNumber } from '../../sources/csv/cells.ts';
import { visibleTo } from '../../store/visibleCustomers.ts';
import type { Scope } from './resource.ts';

/** A custom field as a cell. */
export function customCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return joinList(value.map(String));
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** CUS-4: a cell as the type of its field; a text, where nobody has defined the field. An empty cell takes the value away. */
export function customValue(field: CustomField | undefined, cell: string): unknown {
  if (cell === '') return null;
  switch (field?.type) {
    case 'number':
      return toNumber(cell);
    case 'boolean':
      return toFlag(cell);
    case 'multiSelect':
      return splitList(cell);
    default:
      return cell;
  }
}

const BATCH = 5000;

/** The keys of custom fields that the customers whom the actor may see have, defined or not. */
export async function customKeysInUse({ session: { db }, actor }: Scope): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('customers')
      .select(['id', 'customFieldsJson'])
      .$call(visibleTo(actor, 'id'))
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    for (const { customFieldsJson } of rows) {
      if (customFieldsJson === '{}') continue;
      for (const key of Object.keys(JSON.parse(customFieldsJson) as object)) keys.add(key);
    }
    if (rows.length < BATCH) return keys;
    after = rows.at(-1)!.id;
  }
}
