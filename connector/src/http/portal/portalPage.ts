import { formatsFor } from '../../delivery/format.ts';
import { compareForReference } from '../../domain/invoice.ts';
import type { CustomerContext, OpenInvoice } from '../../store/subjects.ts';
import { factsOf } from '../../usecases/lists/customerFacts.ts';
import { openPromise } from '../../usecases/invoices/promise.ts';
import type { Moment } from '../../usecases/moment.ts';
import { escapeHtml } from '../html.ts';
import { type Attempt, type FormContext, invoiceForms } from './portalForms.ts';
import { portalWords } from './portalWords.ts';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8884; --late: #b3261e; --act: #1f5fbf; }
  @media (prefers-color-scheme: dark) { :root { --late: #f2b8b5; --act: #a8c7fa; } }
  body { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; } h1 { font-size: 1.4rem; margin: 0 0 .25rem; } p { margin: 0 0 1.5rem; }
  table { width: 100%; border-collapse: collapse; } th, td { text-align: left; padding: .6rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
  td:first-child { overflow-wrap: anywhere; }
  th:last-child, td:last-child { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } tfoot td { font-weight: 600; border: 0; }
  small { display: block; opacity: .8; } .late { color: var(--late); } tr:target, tr:target + .forms { background: #ffd54f33; }
  tr:has(+ .forms) td { border-bottom: 0; padding-bottom: 0; }
  .forms td, .forms td:last-child { padding-top: .25rem; text-align: left; white-space: normal; } summary { color: var(--act); cursor: pointer; padding: .25rem 0; }
  form { margin: .75rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; } form p { margin: 0; } h2 { font-size: 1rem; margin: 0; }
  label { display: block; margin-top: .75rem; } input, select, textarea, button { font: inherit; box-sizing: border-box; width: 100%; padding: .5rem; border-radius: .375rem; border: 1px solid #8888; }
  [aria-invalid] { border-color: var(--late); } button { margin-top: 1rem; width: auto; padding: .5rem 1rem; border-color: var(--act); background: none; color: var(--act); cursor: pointer; }
  .pay { display: block; width: fit-content; margin: .25rem 0 0 auto; padding: .25rem .75rem; border-radius: .375rem; background: var(--act); color: Canvas; text-decoration: none; }
  section { margin-top: 2rem; } section p { margin: .25rem 0; white-space: pre-line; overflow-wrap: anywhere; }`;

function page(language: string, title: string, body: string): string {
  return `<!doctype html><html lang="${escapeHtml(language)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style><body>${body}</body></html>`;
}

export interface PortalView {
  readonly context: CustomerContext;
  readonly moment: Moment;
  /** The page's own path. */
  readonly path: string;
  /** A form that was not taken; it is shown again as it was filled in. */
  readonly attempt?: Attempt;
  /** Invoices that are paid at their source, by id. */
  readonly payable: ReadonlySet<string>;
  /** What stands above all: that it was about an invoice that is not open, or that no page for paying could be had. */
  readonly notice?: 'gone' | 'payLater';
}

/**
 * C11: what a customer sees behind the link in a message: the invoices that count, what is open (I8: none that is still to send), and how it
 * can be paid; where it may promise to pay (PRO-1), or dispute (DIS-1).
 */
export function portalPage({ context, moment, path, attempt, payable, notice }: PortalView): string {
  const { customer, openInvoices } = context;
  const { today, settings } = moment;
  const words = portalWords(customer.language ?? settings.language);
  const formats = formatsFor(words.language);
  const form: FormContext = { words, formats, today, reasons: settings.disputeReasons, path, attempt: attempt ?? null };
  const rows = [...openInvoices]
    .sort(compareForReference)
    .map((invoice) => invoiceRows(invoice, form, paymentLink(invoice, path, payable)));
  const totals = factsOf(context, moment).balances.filter(({ outstanding }) => outstanding !== 0);
  const total = totals.map(
    ({ outstanding, currency }) =>
      `<tr><td colspan="2">${words.total}</td><td>${escapeHtml(formats.amount(outstanding, currency))}</td></tr>`,
  );
  const table = `<table><thead><tr><th>${words.number}</th><th>${words.due}</th><th>${words.open}</th></tr></thead>
<tbody>${rows.join('')}</tbody><tfoot>${total.join('')}</tfoot></table>`;
  const heading = `<h1>${words.title}</h1><p>${escapeHtml(settings.organizationName)} · ${escapeHtml(customer.name)}</p>`;
  const instructions = settings.paymentInstructions?.trim();
  const howToPay = instructions
    ? `<section><h2>${words.howToPay}</h2><p>${escapeHtml(instructions)}</p></section>`
    : '';
  const above = notice ? `<p class="late" role="alert">${words[notice]}</p>` : '';
  return page(
    words.language,
    words.title,
    heading + above + (rows.length > 0 ? table + howToPay : `<p>${words.nothing}</p>`),
  );
}

function invoiceRows(invoice: OpenInvoice, form: FormContext, payAt: string | null): string {
  const { words, formats, today, attempt } = form;
  const promise = openPromise(invoice.row);
  const late = today - invoice.dueOn;
  const remarks: string[] = [];
  if (invoice.isDisputed) remarks.push(`<small>${words.disputed}</small>`);
  else if (late > 0) remarks.push(`<small class="late">${words.late(late)}</small>`);
  if (promise && !invoice.isDisputed) {
    const part = promise.amount < invoice.outstanding ? `: ${formats.amount(promise.amount, invoice.currency)}` : '';
    remarks.push(`<small>${words.promised(String(formats.date(promise.date)))}${escapeHtml(part)}</small>`);
  }
  if (attempt?.invoiceId === invoice.id && attempt.mistakes.includes('changed'))
    remarks.push(`<small class="late" role="alert">${words.mistakes.changed}</small>`);
  const title = invoice.row.title ? `<small>${escapeHtml(invoice.row.title)}</small>` : '';
  const pay =
    payAt === null ? '' : `<a class="pay" href="${escapeHtml(payAt)}" rel="noopener noreferrer">${words.pay}</a>`;
  const forms = invoice.isDisputed ? '' : invoiceForms(invoice, promise !== null, form);
  return `<tr id="${invoice.id}"><td>${escapeHtml(invoice.number)}${title}</td><td>${formats.date(invoice.dueOn)}${remarks.join('')}</td>
<td>${escapeHtml(formats.amount(invoice.outstanding, invoice.currency))}${pay}</td></tr>${forms && `<tr class="forms"><td colspan="3">${forms}</td></tr>`}`;
}

/** Its own address for paying, or the one that asks the source for one. */
function paymentLink(
  { id, isDisputed, row: { paymentUrl } }: OpenInvoice,
  path: string,
  payable: ReadonlySet<string>,
): string | null {
  if (isDisputed) return null;
  if (paymentUrl?.startsWith('https://') === true) return paymentUrl;
  return payable.has(id) ? `${path}/invoices/${id}/pay` : null;
}

/** What a forged, cut or expired link shows. */
export function expiredPage(language: string): string {
  const words = portalWords(language);
  return page(words.language, words.title, `<p>${words.expired}</p>`);
}
