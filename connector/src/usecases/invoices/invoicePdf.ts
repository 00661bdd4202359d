import type { Actor } from '../../domain/actor.ts';
import { notFound, unprocessable } from '../../domain/errors.ts';
import { readDocument, saveDocument } from '../../store/documents.ts';
import { appendEvents } from '../../store/events.ts';
import { loadInvoiceDocuments, saveInvoiceDocument } from '../../store/invoiceDocuments.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { InvoiceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { describeReference, toReference } from '../lists/records.ts';
import type { NamedFile } from '../messages/statement.ts';

/** Gives an invoice its PDF; the same one again changes nothing. A 422 for what is no whole PDF. Answers the invoice's id. */
export async function storeInvoicePdf(
  deps: Deps,
  actor: Actor,
  invoice: string,
  content: Uint8Array,
  fileName?: string,
): Promise<string> {
  refuseNoPdf(content);
  return deps.store.transaction(async (session) => {
    const row = await findInvoice(session, invoice);
    // Whoever changes the customer's invoices writes them whole, as they were read under this lock.
    await lockCustomers(session, [row.customerId]);
    const now = deps.clock.now();
    const before = (await loadInvoiceDocuments(session, [row.id])).get(row.id);
    const name = pdfName(fileName ?? before?.fileName ?? row.number);
    const hash = await saveDocument(session, content, now);
    if (before?.hash === hash && before.fileName === name) return row.id;
    await saveInvoiceDocument(session, row.id, { hash, fileName: name }, now);
    const data = { invoiceId: row.id, externalId: row.externalId, number: row.number, fileName: name };
    await appendEvents(session, deps.newId, now, actor, [
      {
        type: 'invoicePdfStored',
        customerId: row.customerId,
        data: { ...data, size: content.length, sha256: hash, replaced: before?.hash ?? null },
      },
    ]);
    return row.id;
  });
}

/** The PDF of an invoice; a 404 if it has none. */
export async function readInvoicePdf(deps: Deps, invoice: string): Promise<NamedFile> {
  const { session } = deps.store;
  const row = await findInvoice(session, invoice);
  const document = (await loadInvoiceDocuments(session, [row.id])).get(row.id);
  const content = document && (await readDocument(session, document.hash));
  if (!content) throw notFound('PDF of the invoice', invoice);
  return { fileName: document.fileName, content };
}

async function findInvoice(session: Session, invoice: string): Promise<InvoiceTable> {
  const reference = toReference(invoice);
  const row = (await findByReferences(session, 'invoices', [reference]))(reference);
  if (!row) throw notFound('invoice', describeReference(reference).slice(1, -1));
  return row;
}

/** Readers look for the end mark within the last kilobyte. */
const TAIL = 1024;

function refuseNoPdf(content: Uint8Array): void {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const problem = (message: string) => unprocessable(message, [{ path: '', message }]);
  if (bytes.length === 0) throw problem('The file is empty: send the bytes of the PDF');
  const head = bytes.subarray(0, TAIL).toString('latin1').trimStart();
  if (/^(?:<!doctype|<html|<\?xml|<head|<body)/i.test(head)) {
    throw problem(
      'This is a web page, not a PDF: the address it was fetched from asks to sign in, or has expired. Fetch the file again, then send it',
    );
  }
  if (!head.startsWith('%PDF-'))
    throw problem('This is not a PDF: it does not begin with %PDF-. Send the PDF file itself');
  if (!bytes.subarray(-TAIL).includes('%%EOF'))
    throw problem('The PDF is cut off: its end (%%EOF) is missing. Fetch it again whole, then send it');
}

/** A name without path or control characters, with its ending; any alphabet. */
function pdfName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}"\\/:*?<>|]+/gu, '-')
    .replace(/\.pdf$/i, '')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return `${[...plain].slice(0, 120).join('') || 'invoice'}.pdf`;
}
