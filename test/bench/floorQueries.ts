import { TODAY } from './ledger.ts';

/** Rows that a run takes under a lease in one transaction, and messages between handing over and recording (SND-3). */
export const BATCH = 500;
export const PORTION = 20;

export function partsOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

/** `column` is one of a list, in the words of a database. */
type Among = (column: string) => string;

export const dueQuery = `SELECT subject_id FROM schedule
  WHERE next_on <= ${TODAY} AND lease_until = 0 AND retry_at = 0 ORDER BY next_on LIMIT ${BATCH}`;

/** What decides about a batch: the first by the reference invoices, the others by the customers. */
export function batchReads(among: Among): string[] {
  return [
    `SELECT subject_id, plan_id, reference_id, step_id, status FROM actions WHERE ${among('reference_id')}`,
    `SELECT * FROM customers WHERE ${among('id')}`,
    `SELECT * FROM customer_currencies WHERE ${among('customer_id')}`,
    `SELECT * FROM invoices WHERE ${among('customer_id')} AND outstanding > 0`,
    `SELECT * FROM schedule WHERE ${among('customer_id')}`,
    `SELECT * FROM contacts WHERE ${among('customer_id')}`,
    `SELECT m.customer_id, u.id, u.name, u.email, u.phone FROM customer_managers m JOIN users u ON u.id = m.user_id
      WHERE ${among('m.customer_id')}`,
    `SELECT subject_id FROM actions
      WHERE ${among('subject_id')} AND (status = 'claimed' OR status = 'sending' OR status = 'uncertain')`,
  ];
}

/** SND-1: whether a portion is still as it was decided. */
export function revisionQuery(among: Among): string {
  return `SELECT subject_id, revision, lease_token FROM schedule WHERE ${among('subject_id')}`;
}
