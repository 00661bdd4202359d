import { formatsFor } from '../delivery/format.ts';
import { compareForReference } from '../domain/invoice.ts';
import type { CustomerContext } from '../store/subjects.ts';
import { factsOf } from '../usecases/customers/customerFacts.ts';
import type { Moment } from '../usecases/moment.ts';
import { escapeHtml } from './html.ts';

const WORDS = {
  en: {
    title: 'Your open invoices',
    nothing: 'No invoice is open. Thank you!',
    number: 'Invoice',
    due: 'Due',
    open: 'Open',
    total: 'Total outstanding',
    late: (days: number) => (days === 1 ? '1 day late' : `${days} days late`),
    disputed: 'in dispute',
    expired: 'This link has expired or is incomplete. Please use the link of our latest message.',
  },
  fr: {
    title: 'Vos factures ouvertes',
    nothing: 'Aucune facture n’est ouverte. Merci !',
    number: 'Facture',
    due: 'Échéance',
    open: 'Restant dû',
    total: 'Encours total',
    late: (days: number) => (days === 1 ? '1 jour de retard' : `${days} jours de retard`),
    disputed: 'en litige',
    expired: 'Ce lien a expiré ou est incomplet. Merci d’utiliser celui de notre dernier message.',
  },
};

type Words = (typeof WORDS)['en'];

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8884; --late: #b3261e; }
  body { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; } h1 { font-size: 1.4rem; margin: 0 0 .25rem; } p { margin: 0 0 1.5rem; }
  table { width: 100%; border-collapse: collapse; } th, td { text-align: left; padding: .6rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
  th:last-child, td:last-child { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } tfoot td { font-weight: 600; border: 0; }
  small { display: block; opacity: .8; } .late { color: var(--late); } @media (prefers-color-scheme: dark) { .late { color: #f2b8b5; } }
  tr:target { background: #ffd54f33; }`;

function page(language: string, title: string, body: string): string {
  return `<!doctype html><html lang="${escapeHtml(language)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style><body>${body}</body></html>`;
}

function wordsFor(language: string): Words {
  return language.toLowerCase().startsWith('fr') ? WORDS.fr : WORDS.en;
}

/** C11: what a customer sees behind the link in a message: the invoices that count, and what is open (I8: none that is still to send). */
export function portalPage(context: CustomerContext, moment: Moment): string {
  const { customer, openInvoices } = context;
  const language = customer.language ?? moment.settings.language;
  const words = wordsFor(language);
  const formats = formatsFor(language);
  const rows = [...openInvoices].sort(compareForReference).map((invoice) => {
    const late = moment.today - invoice.dueOn;
    const remark = invoice.isDisputed
      ? `<small>${words.disputed}</small>`
      : late > 0
        ? `<small class="late">${words.late(late)}</small>`
        : '';
    const title = invoice.row.title ? `<small>${escapeHtml(invoice.row.title)}</small>` : '';
    return `<tr id="${invoice.id}"><td>${escapeHtml(invoice.number)}${title}</td><td>${formats.date(invoice.dueOn)}${remark}</td>
<td>${escapeHtml(formats.amount(invoice.outstanding, invoice.currency))}</td></tr>`;
  });
  const totals = factsOf(context, moment).balances.filter(({ outstanding }) => outstanding !== 0);
  const total = totals.map(
    ({ outstanding, currency }) =>
      `<tr><td colspan="2">${words.total}</td><td>${escapeHtml(formats.amount(outstanding, currency))}</td></tr>`,
  );
  const table = `<table><thead><tr><th>${words.number}</th><th>${words.due}</th><th>${words.open}</th></tr></thead>
<tbody>${rows.join('')}</tbody><tfoot>${total.join('')}</tfoot></table>`;
  const heading = `<h1>${words.title}</h1><p>${escapeHtml(moment.settings.organizationName)} · ${escapeHtml(customer.name)}</p>`;
  return page(language, words.title, heading + (rows.length > 0 ? table : `<p>${words.nothing}</p>`));
}

/** What a forged, cut or expired link shows. */
export function expiredPage(language: string): string {
  const words = wordsFor(language);
  return page(language, words.title, `<p>${words.expired}</p>`);
}
