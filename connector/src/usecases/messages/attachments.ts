import type { Attachment } from '../../delivery/mailer.ts';
import { pdfWords } from '../../delivery/pdf/words.ts';
import { type Day, toIsoDate } from '../../domain/day.ts';
import { compareForReference } from '../../domain/invoice.ts';
import { unprocessable } from '../../domain/errors.ts';
import { readDocument } from '../../store/documents.ts';
import type { InvoiceDocuments } from '../../store/invoiceDocuments.ts';
import type { OpenInvoice } from '../../store/subjects.ts';
import type { Deps } from '../deps.ts';
import type { FileRef } from '../signed/fileLinks.ts';
import { makeStatement } from './statement.ts';

/** What a step attaches to its message (PLN-2). */
export interface Attaching {
  readonly invoices: readonly OpenInvoice[];
  readonly documents: InvoiceDocuments;
  readonly statement: boolean;
}

/** A file as a message names it; kept with the message. */
export interface AttachedFile {
  readonly fileName: string;
  readonly file: FileRef;
}

const PDF = 'application/pdf';
/** Most mail servers refuse what is over 25 MB, a third of which goes into the encoding. */
const MOST_BYTES = 17_000_000;

/**
 * The invoices whose PDFs a step attaches: at invoice level its own, at customer level the reference invoice and all that are overdue and
 * not disputed; a customer who is asked for five invoices needs five.
 */
export function invoicesToAttach(
  level: 'customer' | 'invoice',
  reference: OpenInvoice | null,
  open: readonly OpenInvoice[],
  today: Day,
): OpenInvoice[] {
  if (level === 'invoice') return reference ? [reference] : [];
  return open
    .filter((invoice) => invoice.id === reference?.id || (invoice.dueOn < today && !invoice.isDisputed))
    .sort(compareForReference);
}

/** The files of a message, and a note about those that are missing: the message goes out without them, since it asks for money. */
export function attachedFiles(
  { invoices, documents, statement }: Attaching,
  customerId: string,
  language: string,
  today: Day,
): { files: AttachedFile[]; note: string | null } {
  const files: AttachedFile[] = [];
  const missing: string[] = [];
  const tooMuch: string[] = [];
  let size = 0;
  for (const { id, number } of invoices) {
    const document = documents.get(id);
    if (!document) missing.push(number);
    else if (size + document.size > MOST_BYTES) tooMuch.push(number);
    else {
      size += document.size;
      files.push({ fileName: distinctName(document.fileName, files), file: { kind: 'document', id: document.hash } });
    }
  }
  if (statement) {
    const fileName = `${pdfWords([language]).statement} ${toIsoDate(today)}.pdf`;
    files.push({ fileName, file: { kind: 'statement', id: customerId, language } });
  }
  const notes = [
    missing.length > 0 ? `Without the PDF of ${listed(missing)}, which is not there: PUT /v1/invoices/{id}/pdf` : '',
    tooMuch.length > 0 ? `Without the PDF of ${listed(tooMuch)}: together they are larger than mail servers take` : '',
  ].filter((note) => note !== '');
  return { files, note: notes.length > 0 ? notes.join('. ') : null };
}

const NAMED = 20;

function listed(numbers: readonly string[]): string {
  const named = numbers.slice(0, NAMED).join(', ');
  return numbers.length > NAMED ? `${named} and ${numbers.length - NAMED} more` : named;
}

function distinctName(fileName: string, files: readonly AttachedFile[]): string {
  for (let copy = 2, name = fileName; ; copy++) {
    if (files.every((file) => file.fileName !== name)) return name;
    name = fileName.replace(/(\.pdf)?$/i, ` (${copy})$1`);
  }
}

/** The file with its link and its bytes, for whoever sends the message. */
export function toAttachment(deps: Deps, today: Day, { fileName, file }: AttachedFile): Attachment {
  return {
    fileName,
    contentType: PDF,
    url: deps.files.linkFor(file, fileName, today),
    read: () => readAttachment(deps, file),
  };
}

async function readAttachment(deps: Deps, file: FileRef): Promise<Uint8Array> {
  if (file.kind === 'statement') return (await makeStatement(deps, file.id, file.language)).content;
  const content = file.kind === 'document' ? await readDocument(deps.store.session, file.id) : null;
  if (!content) throw unprocessable(`The file ${file.id} is not there any more: upload the invoice’s PDF again`);
  return content;
}
