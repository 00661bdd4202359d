import type { Session } from './store.ts';

/** Small facts that outlive a process: how far something has come. */
export async function readState({ db }: Session, key: string): Promise<string | null> {
  const row = await db.selectFrom('stateValues').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

export async function writeState({ db }: Session, key: string, value: string): Promise<void> {
  await db
    .insertInto('stateValues')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
