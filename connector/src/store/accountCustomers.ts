import { findByReferences } from './lookups.ts';
import type { Session } from './store.ts';
import type { CustomerTable } from './tables.ts';

/** The customer whom an id means, or why it means none in particular; undefined where there is none. */
export type Meant = { readonly customer: CustomerTable } | { readonly problem: string } | undefined;

/** Customers of any source by ids that a source shares with them: their external ids. Nobody else changes them until the transaction ends. */
export async function byExternalId(session: Session, ids: readonly string[]): Promise<(id: string) => Meant> {
  const find = await findByReferences(
    session,
    'customers',
    ids.map((externalId) => ({ externalId })),
    true,
  );
  return (externalId) => {
    const problem = find.ambiguity({ externalId });
    if (problem !== null) return { problem };
    const customer = find({ externalId });
    return customer && { customer };
  };
}

/** The same by a custom field's value, a text or a number. Reads every customer: no index knows the values. */
export async function byCustomField(
  session: Session,
  key: string,
  ids: readonly string[],
): Promise<(id: string) => Meant> {
  const { db, dialect } = session;
  const values = ids.flatMap((id) => (String(Number(id)) === id ? [id, Number(id)] : [id]));
  const query = db
    .selectFrom('customers')
    .selectAll()
    .where(dialect.json.holds('customers.customFieldsJson', key, values))
    .orderBy('id');
  const rows =
    values.length === 0 ? [] : await (dialect.name === 'postgres' ? query.forNoKeyUpdate() : query).execute();
  const found = new Map<string, CustomerTable[]>();
  for (const row of rows) for (const value of valuesOf(row, key)) found.set(value, [...(found.get(value) ?? []), row]);
  return (id) => {
    const [customer, other] = found.get(id) ?? [];
    if (!other) return customer && { customer };
    return {
      problem: `Several customers have '${id}' in the custom field '${key}': ${customer!.name} (${customer!.id}) and ${other.name} (${other.id})`,
    };
  };
}

/** What customers hold under `key` who were changed since an instant (ms): whom an account may have waited for. */
export async function valuesSince({ db, dialect }: Session, key: string, since: number): Promise<string[]> {
  const rows = await db
    .selectFrom('customers')
    .select('customFieldsJson')
    .where('updatedAt', '>=', since)
    .where(({ not }) => not(dialect.json.isEmpty('customers.customFieldsJson', key)))
    .execute();
  return [...new Set(rows.flatMap((row) => valuesOf(row, key)))];
}

function valuesOf({ customFieldsJson }: Pick<CustomerTable, 'customFieldsJson'>, key: string): string[] {
  const value = (JSON.parse(customFieldsJson) as Record<string, unknown>)[key];
  return (Array.isArray(value) ? value : [value]).map(String);
}
