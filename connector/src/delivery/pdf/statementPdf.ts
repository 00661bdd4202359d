import type { Day } from '../../domain/day.ts';
import { formatsFor } from '../format.ts';
import { INK, LATE, MUTED, Paper } from './paper.ts';
import { type Column, row, tableHead } from './table.ts';
import type { PdfWords } from './words.ts';

export interface StatementInvoice {
  readonly number: string;
  readonly title: string | null;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly grossAmount: number;
  readonly outstanding: number;
  readonly isDisputed: boolean;
}

/** What a customer owes in one currency (BAL-1): outstanding = due + overdue − unapplied, in minor units. */
export interface StatementBalance {
  readonly currency: string;
  readonly outstanding: number;
  readonly due: number;
  readonly overdue: number;
  readonly unapplied: number;
  /** Oldest first. */
  readonly invoices: readonly StatementInvoice[];
}

export interface Statement {
  readonly organizationName: string;
  readonly organizationEmail: string;
  readonly customerName: string;
  readonly customerReference: string | null;
  /** Name, then further lines. */
  readonly address: readonly string[];
  readonly today: Day;
  /** The instant of making, ms. */
  readonly now: number;
  readonly balances: readonly StatementBalance[];
}

const COLUMNS: readonly Column[] = [
  { width: 95 },
  { width: 98 },
  { width: 98 },
  { width: 100 },
  { width: 80, align: 'right' },
];

/** A statement of account as a PDF: per currency the open invoices and what they add up to. */
export function statementPdf(statement: Statement, words: PdfWords): Promise<Uint8Array> {
  const formats = formatsFor(words.language);
  const date = formats.date(statement.today).text;
  const paper = new Paper({
    title: `${words.statement} – ${statement.customerName}`,
    author: statement.organizationName,
    language: words.language,
    footer: [statement.organizationName, statement.organizationEmail].join(' · '),
    createdAt: new Date(statement.now),
  });
  paper.paragraph(statement.organizationName, { size: 12, bold: true });
  paper.paragraph(statement.organizationEmail, { size: 8.5, color: MUTED, after: 28 });
  statement.address.forEach((line, index) => paper.paragraph(line, { bold: index === 0 }));
  paper.y += 30;
  paper.paragraph(words.statement, { size: 17, bold: true });
  paper.paragraph(words.asOf(date), { color: MUTED });
  if (statement.customerReference !== null)
    paper.paragraph(`${words.reference}: ${statement.customerReference}`, { color: MUTED });
  paper.y += 16;
  if (statement.balances.length === 0) paper.paragraph(words.nothing);
  for (const balance of statement.balances) drawBalance(paper, balance, statement, words);
  return paper.finish();
}

function drawBalance(paper: Paper, balance: StatementBalance, { today, balances }: Statement, words: PdfWords): void {
  const formats = formatsFor(words.language);
  const amount = (minorUnits: number) => formats.amount(minorUnits, balance.currency);
  const head = () => {
    tableHead(paper, COLUMNS, [words.invoice, words.issued, words.due, words.lateness, words.open]);
  };
  paper.need(90);
  if (balances.length > 1) paper.paragraph(words.inCurrency(balance.currency), { size: 11.5, bold: true, after: 6 });
  if (balance.invoices.length > 0) {
    head();
    paper.onNewPage(head);
    for (const invoice of balance.invoices) {
      const late = today - invoice.dueOn; // DAT-1
      const remark = invoice.isDisputed ? words.disputed : late > 0 ? words.daysLate(late) : words.dueIn(-late);
      const isPart = invoice.outstanding !== invoice.grossAmount;
      row(paper, COLUMNS, [
        { text: invoice.number, bold: true, below: invoice.title ?? undefined },
        { text: formats.date(invoice.issuedOn).text },
        { text: formats.date(invoice.dueOn).text },
        { text: remark, color: late > 0 && !invoice.isDisputed ? LATE : INK },
        { text: amount(invoice.outstanding), below: isPart ? `/ ${amount(invoice.grossAmount)}` : undefined },
      ]);
    }
    paper.onNewPage(() => undefined);
  }
  drawTotals(paper, balance, amount, words);
}

function drawTotals(
  paper: Paper,
  { due, overdue, unapplied, outstanding }: StatementBalance,
  amount: (minorUnits: number) => string,
  words: PdfWords,
): void {
  const sums: [string, number][] = [
    [words.notYetDue, due],
    [words.overdue, overdue],
    [unapplied < 0 ? words.refunded : words.unapplied, 0 - unapplied],
  ];
  paper.need(80);
  paper.y += 8;
  for (const [name, sum] of sums) {
    if (sum !== 0) totalLine(paper, name, amount(sum), false);
  }
  totalLine(paper, words.total, amount(outstanding), true);
  paper.y += 26;
}

function totalLine(paper: Paper, name: string, sum: string, bold: boolean): void {
  const style = { bold, size: bold ? 11 : 9.5 };
  const columns: Column[] = [{ width: paper.width - 130 }, { width: 130, align: 'right' }];
  row(
    paper,
    columns,
    [
      { text: name, ...style },
      { text: sum, ...style },
    ],
    false,
  );
}
