import type { Fields, InvoiceFields } from '../fields.ts';
import { INK, LATE, MUTED, Paper } from './paper.ts';
import { type Column, row, tableHead } from './table.ts';
import type { PdfWords } from './words.ts';

/** A letter as it is put on paper, from a rendered message. */
export interface Letter {
  readonly fields: Fields;
  /** The lines of the address; the first is the customer's name. */
  readonly address: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Whether the text leaves the open invoices to a table below it. */
  readonly hasTable: boolean;
  /** Whether the text leaves the signature to the letter. */
  readonly isUnsigned: boolean;
  /** The instant of making, ms. */
  readonly now: number;
}

const COLUMNS: readonly Column[] = [{ width: 151 }, { width: 105 }, { width: 115 }, { width: 100, align: 'right' }];
/** Where the window of an envelope is: DIN 5008 form B and its French and Swiss kin, on the left. */
const ADDRESS_TOP = 142;
const SUBJECT_TOP = 268;

/** A letter as a PDF: the address in the window, date, subject, text, open invoices, and the account manager's signature. */
export function letterPdf(letter: Letter, words: PdfWords): Promise<Uint8Array> {
  const { fields, address, subject, text } = letter;
  const { organization, sender, accountManager, today } = fields;
  const paper = new Paper({
    title: subject,
    author: organization.name,
    language: words.language,
    footer: [organization.name, sender.email].join(' · '),
    createdAt: new Date(letter.now),
  });
  paper.paragraph(organization.name, { size: 12, bold: true });
  paper.paragraph(sender.email, { size: 8.5, color: MUTED });
  paper.y = ADDRESS_TOP;
  for (const line of address) paper.paragraph(line, { size: 10.5 });
  paper.y = Math.max(paper.y + 24, SUBJECT_TOP);
  paper.y += paper.text(today.text, paper.left, paper.width, { align: 'right' }) + 14;
  paper.paragraph(subject, { size: 11.5, bold: true, after: 12 });
  for (const paragraph of text.trim().split(/\n{2,}/)) paper.paragraph(paragraph, { size: 10, after: 9 });
  if (letter.hasTable && fields.invoices.length > 0) drawInvoices(paper, fields, words);
  if (letter.isUnsigned) {
    paper.need(70);
    paper.y += 22;
    paper.paragraph(accountManager.name ?? sender.name ?? organization.name, { size: 10, bold: true });
    if (accountManager.name ?? sender.name) paper.paragraph(organization.name, { size: 10 });
    const reach = [accountManager.phone, accountManager.email].filter((entry) => entry !== undefined);
    if (reach.length > 0) paper.paragraph(reach.join(' · '), { size: 8.5, color: MUTED });
  }
  return paper.finish();
}

function drawInvoices(paper: Paper, { invoices, customer }: Fields, words: PdfWords): void {
  const head = () => {
    tableHead(paper, COLUMNS, [words.invoice, words.issued, words.due, words.open]);
  };
  paper.need(80);
  paper.y += 6;
  head();
  paper.onNewPage(head);
  for (const invoice of invoices) {
    const late = Number(invoice.daysLate.raw);
    row(paper, COLUMNS, [
      { text: invoice.number, bold: true, below: invoice.title },
      { text: invoice.issuedAt.text },
      { text: invoice.dueDate.text, color: late > 0 ? LATE : INK, below: lateness(invoice, words) },
      { text: invoice.outstanding.text },
    ]);
  }
  paper.onNewPage(() => undefined);
  const totals: Column[] = [{ width: paper.width - 220 }, { width: 220, align: 'right' }];
  const sum = (name: string, text: string, bold = false) =>
    row(
      paper,
      totals,
      [
        { text: name, bold },
        { text, bold },
      ],
      false,
    );
  if (Number(customer.disputed.raw) !== 0) sum(words.notAskedFor, customer.disputed.text);
  if (Number(customer.unapplied.raw) > 0) sum(words.unapplied, `− ${customer.unapplied.text}`);
  if (Number(customer.refunded.raw) !== 0) sum(words.refunded, customer.refunded.text);
  sum(words.total, customer.outstanding.text, true);
  paper.y += 6;
}

function lateness({ daysLate }: InvoiceFields, words: PdfWords): string | undefined {
  const late = Number(daysLate.raw);
  return late > 0 ? words.daysLate(late) : undefined;
}
