import { sql } from 'kysely';
import type { Session } from './store.ts';

const BATCH = 1000;

export interface FieldValueRow {
  readonly id: string;
  readonly value: unknown;
}

/** Customers who have a value under `key`, set by set in the order of their ids. */
export async function* customersWithKey(session: Session, key: string): AsyncGenerator<FieldValueRow[]> {
  for (let after = ''; ;) {
    const rows = await session.db
      .selectFrom('customers')
      .select(['id', 'customFieldsJson'])
      .where('id', '>', after)
      .where(sql<boolean>`not ${session.dialect.json.isEmpty('customers.customFieldsJson', key)}`)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    if (rows.length === 0) return;
    after = rows.at(-1)!.id;
    yield rows.map(({ id, customFieldsJson }) => ({
      id,
      value: (JSON.parse(customFieldsJson) as Record<string, unknown>)[key],
    }));
  }
}

/** Takes the value under `key` away from customers; answers who they are. */
export async function withoutKey(session: Session, rows: readonly FieldValueRow[], key: string, now: number) {
  const customers = await session.db
    .selectFrom('customers')
    .select(['id', 'externalId', 'name', 'customFieldsJson'])
    .where(
      session.oneOf(
        'id',
        rows.map(({ id }) => id),
      ),
    )
    .execute();
  await session.update(
    'customers',
    ['id'],
    customers.map(({ id, customFieldsJson }) => {
      const { [key]: _removed, ...kept } = JSON.parse(customFieldsJson) as Record<string, unknown>;
      return { id, customFieldsJson: JSON.stringify(kept), updatedAt: now };
    }),
  );
  return customers;
}
