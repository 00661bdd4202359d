import type { Formats } from '../../delivery/format.ts';
import { type Day, parseIsoDate, toIsoDate } from '../../domain/day.ts';
import { currencyDecimals } from '../../domain/money.ts';
import { DEFAULT_SETTINGS, type DisputeReason } from '../../domain/settings.ts';
import { parseDecimal, toDecimal } from '../../sources/csv/decimals.ts';
import type { OpenInvoice } from '../../store/subjects.ts';
import type { DisputeInput } from '../../usecases/invoices/changeInvoice.ts';
import type { PromiseInput } from '../../usecases/invoices/promise.ts';
import { FURTHEST_PROMISE } from '../../usecases/invoices/saidByCustomer.ts';
import { escapeHtml } from '../html.ts';
import type { PortalWords } from './portalWords.ts';

const LONGEST_COMMENT = 2000;

/** What can be wrong with a form, by its field; *changed*: the invoice is not any more what the form was filled in for. */
export type Mistake = 'date' | 'amount' | 'reason' | 'comment' | 'changed';

/** A form that was sent and not taken. */
export interface Attempt {
  readonly invoiceId: string;
  readonly form: 'promises' | 'disputes';
  /** As it was typed. */
  readonly typed: URLSearchParams;
  readonly mistakes: readonly Mistake[];
}

type Read<T> = { readonly input: T } | { readonly mistakes: readonly Mistake[] };

/** A promise as it was typed: the amount as people write amounts, or nothing for all. */
export function readPromise(typed: URLSearchParams, currency: string): Read<Omit<PromiseInput, 'pause'>> {
  const date = parseIsoDate(typed.get('date') ?? '');
  const text = (typed.get('amount') ?? '').trim();
  const parsed = text === '' ? null : parseDecimal(text, currencyDecimals(currency));
  const isWrong = parsed !== null && ('problem' in parsed || parsed.amount < 1);
  if (date === null || isWrong) return { mistakes: [...mistake('date', date === null), ...mistake('amount', isWrong)] };
  return { input: { date, ...(parsed && 'amount' in parsed ? { amount: parsed.amount } : {}) } };
}

/** A dispute as it was typed; `reasons` are the organisation's. */
export function readDispute(typed: URLSearchParams, reasons: readonly DisputeReason[]): Read<DisputeInput> {
  const reason = typed.get('reason') ?? '';
  // Browsers send line breaks as two characters and count them as one; nobody types other control characters.
  const comment = (typed.get('comment') ?? '')
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .trim()
    .toWellFormed();
  const isUnknown = !reasons.some(({ key }) => key === reason);
  const isLong = comment.length > LONGEST_COMMENT;
  if (isUnknown || isLong) return { mistakes: [...mistake('reason', isUnknown), ...mistake('comment', isLong)] };
  return { input: { reason, comment: comment === '' ? null : comment } };
}

const mistake = (name: Mistake, isMade: boolean): Mistake[] => (isMade ? [name] : []);

/** What the forms of one page have in common. */
export interface FormContext {
  readonly words: PortalWords;
  readonly formats: Formats;
  readonly today: Day;
  readonly reasons: readonly DisputeReason[];
  /** The page's own path. */
  readonly path: string;
  readonly attempt: Attempt | null;
}

/** The forms behind an invoice that is not in dispute; none for a promise where one is open. */
export function invoiceForms(invoice: OpenInvoice, isPromised: boolean, context: FormContext): string {
  const { words, attempt } = context;
  const isOpen = attempt?.invoiceId === invoice.id;
  return `<details${isOpen ? ' open' : ''}><summary>${isPromised ? words.dispute : words.more}</summary>
${isPromised ? '' : promiseForm(invoice, context)}${disputeForm(invoice, context)}</details>`;
}

function promiseForm(invoice: OpenInvoice, context: FormContext): string {
  const { words, formats, today } = context;
  const latest = today + FURTHEST_PROMISE;
  const all = escapeHtml(formats.amount(invoice.outstanding, invoice.currency));
  const example = toDecimal(invoice.outstanding, currencyDecimals(invoice.currency));
  const field = fields(invoice, 'promises', context, {
    date: words.mistakes.date(String(formats.date(today)), String(formats.date(latest))),
    amount: words.mistakes.amount(all, example),
  });
  return `<form method="post" action="${field.action}"><h2>${words.promise}</h2>
${field.label('date', words.date)}<input type="date" required min="${toIsoDate(today)}" max="${toIsoDate(latest)}" value="${field.typed('date')}"${field.named('date')}>
${field.label('amount', words.amount(all))}<input inputmode="decimal" maxlength="30" autocomplete="off" value="${field.typed('amount')}"${field.named('amount')}>
<button>${words.sendPromise}</button></form>`;
}

function disputeForm(invoice: OpenInvoice, context: FormContext): string {
  const { words, reasons, attempt } = context;
  const { reason, comment } = words.mistakes;
  const field = fields(invoice, 'disputes', context, { reason, comment });
  const chosen = attempt?.invoiceId === invoice.id ? attempt.typed.get('reason') : null;
  const options = reasons.map((each) => {
    const selected = each.key === chosen ? ' selected' : '';
    return `<option value="${escapeHtml(each.key)}"${selected}>${escapeHtml(labelOf(each, words))}</option>`;
  });
  return `<form method="post" action="${field.action}"><h2>${words.dispute}</h2>
${field.label('reason', words.reason)}<select required${field.named('reason')}><option value="">${words.choose}</option>${options.join('')}</select>
${field.label('comment', words.comment)}<textarea rows="4" maxlength="${LONGEST_COMMENT}"${field.named('comment')}>
${field.typed('comment')}</textarea>
<button>${words.sendDispute}</button></form>`;
}

/** The parts of a form's fields: where they go, what was typed, and what is wrong with it, by their names. */
function fields(
  { id }: OpenInvoice,
  form: Attempt['form'],
  { path, attempt }: FormContext,
  sentences: Partial<Record<Mistake, string>>,
) {
  const own = attempt?.invoiceId === id && attempt.form === form ? attempt : null;
  const wrong = (name: Mistake) => own?.mistakes.includes(name) ?? false;
  return {
    action: `${path}/invoices/${id}/${form}#${id}`,
    typed: (name: Mistake) => escapeHtml(own?.typed.get(name) ?? ''),
    label: (name: Mistake, text: string) =>
      `<label for="${id}-${name}">${text}</label>${wrong(name) ? `<p class="late" id="${id}-${name}-wrong">${sentences[name]}</p>` : ''}`,
    named: (name: Mistake) =>
      ` id="${id}-${name}" name="${name}"${wrong(name) ? ` aria-invalid="true" aria-describedby="${id}-${name}-wrong"` : ''}`,
  };
}

/** A reason in the page's language, where it is one of ours that nobody has worded anew. */
function labelOf({ key, label }: DisputeReason, words: PortalWords): string {
  const isShipped = DEFAULT_SETTINGS.disputeReasons.some((reason) => reason.key === key && reason.label === label);
  return (isShipped && words.reasons[key]) || label;
}
