import type { StatementBalance } from '../../delivery/pdf/statementPdf.ts';
import { pdfWords } from '../../delivery/pdf/words.ts';
import { preferredLanguages } from '../../delivery/language.ts';
import { toIsoDate } from '../../domain/day.ts';
import { notFound } from '../../domain/errors.ts';
import { compareForReference } from '../../domain/invoice.ts';
import { findByReferences } from '../../store/lookups.ts';
import { type CustomerContext, loadCustomerContexts } from '../../store/subjects.ts';
import { factsOf } from '../lists/customerFacts.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { toReference } from '../lists/records.ts';

export interface NamedFile {
  readonly fileName: string;
  readonly content: Uint8Array;
}

/**
 * A customer's statement of account as a PDF, as of today: per currency the open invoices, what is not yet due, overdue and unapplied, and
 * what that makes (BAL-1). In `language` if there are words for it, else the customer's, else the organisation's, else English.
 */
export async function makeStatement(deps: Deps, customer: string, language?: string): Promise<NamedFile> {
  const { session } = deps.store;
  const reference = toReference(customer);
  const row = (await findByReferences(session, 'customers', [reference]))(reference);
  const context = row && (await loadCustomerContexts(session, [row.id])).get(row.id);
  if (!context) throw notFound('customer', customer);
  const moment = await currentMoment(session, deps.clock);
  const { settings, today, now } = moment;
  const wanted = preferredLanguages({
    customerLanguage: context.customer.language,
    organizationLanguage: settings.language,
  });
  const words = pdfWords(language === undefined ? wanted : [language, ...wanted]);
  const { statementPdf } = await import('../../delivery/pdf/statementPdf.ts'); // fonts and all, at first use
  const content = await statementPdf(
    {
      organizationName: settings.organizationName,
      organizationEmail: settings.senderAddress,
      customerName: context.customer.name,
      customerReference: context.customer.externalId,
      address: [context.customer.name],
      today,
      now,
      balances: statementBalances(context, moment),
    },
    words,
  );
  return { fileName: `${words.statement} ${toIsoDate(today)}.pdf`, content };
}

function statementBalances(context: CustomerContext, moment: Moment): StatementBalance[] {
  const { balances } = factsOf(context, moment);
  return balances
    .map((balance) => ({
      ...balance,
      invoices: context.openInvoices
        .filter(({ currency }) => currency === balance.currency)
        .sort(compareForReference)
        .map(({ row, isDisputed }) => ({ ...row, isDisputed })),
    }))
    .filter(({ invoices, unapplied, outstanding }) => invoices.length > 0 || unapplied !== 0 || outstanding !== 0);
}
