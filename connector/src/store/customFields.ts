import type { CustomField } from '../domain/customField.ts';
import type { Session } from './store.ts';
import type { CustomFieldTable } from './tables.ts';

export function toCustomField({ key, label, type, optionsJson, source }: CustomFieldTable): CustomField {
  return { key, label, type, options: JSON.parse(optionsJson) as string[], source };
}

/**
 * All custom fields by their keys. With `keep`, PostgreSQL lets nobody finish changing one until the transaction ends: a value that is
 * checked here still fits when it is written.
 */
export async function loadCustomFields(session: Session, keep = false): Promise<ReadonlyMap<string, CustomField>> {
  const query = session.db.selectFrom('customFields').selectAll().orderBy('key');
  const rows = await (keep && session.dialect.name === 'postgres' ? query.forKeyShare() : query).execute();
  return new Map(rows.map((row) => [row.key, toCustomField(row)]));
}
