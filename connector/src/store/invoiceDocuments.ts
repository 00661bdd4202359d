import type { Session } from './store.ts';

/** The PDF of an invoice, as it is kept. */
export interface InvoiceDocument {
  readonly hash: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
}

/** By invoice; those without a PDF are left out. */
export type InvoiceDocuments = ReadonlyMap<string, InvoiceDocument>;

/** The PDFs of many invoices at once; served by the primary keys. */
export async function loadInvoiceDocuments(session: Session, invoiceIds: Iterable<string>): Promise<InvoiceDocuments> {
  const ids = [...new Set(invoiceIds)];
  if (ids.length === 0) return new Map();
  const rows = await session.db
    .selectFrom('invoiceDocuments as i')
    .innerJoin('documents as d', 'd.hash', 'i.hash')
    .select(['i.invoiceId', 'i.hash', 'i.fileName', 'd.size'])
    .where(session.oneOf('i.invoiceId', ids))
    .execute();
  return new Map(rows.map(({ invoiceId, ...document }) => [invoiceId, document]));
}

/** Gives an invoice its PDF, in place of the one it had. */
export async function saveInvoiceDocument(
  { db }: Session,
  invoiceId: string,
  { hash, fileName }: Omit<InvoiceDocument, 'size'>,
  now: number,
): Promise<void> {
  await db
    .insertInto('invoiceDocuments')
    .values({ invoiceId, hash, fileName, createdAt: now })
    .onConflict((conflict) => conflict.column('invoiceId').doUpdateSet({ hash, fileName, createdAt: now }))
    .execute();
  await db.updateTable('invoices').set({ hasPdf: 1, updatedAt: now }).where('id', '=', invoiceId).execute();
}
