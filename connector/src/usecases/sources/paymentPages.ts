import type { Vendor } from '../../sources/source.ts';
import type { Session } from '../../store/store.ts';
import type { InvoiceTable, SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { askImpatiently, SourceFailure } from './ask.ts';
import { connect } from './connection.ts';
import { isElsewhere, sourcesOfInvoices } from './sourcesOfInvoices.ts';

type Invoice = Pick<InvoiceTable, 'id' | 'source' | 'externalId' | 'paymentUrl'>;

/** C11: the ids of invoices without a `paymentUrl` of their own that are paid on pages of their source. */
export async function payableAtSource(
  deps: Deps,
  session: Session,
  invoices: readonly Invoice[],
): Promise<ReadonlySet<string>> {
  const asked = invoices.filter((invoice) => invoice.paymentUrl === null && isElsewhere(invoice));
  const sources = await sourcesOfInvoices(deps, session, asked, paysThere);
  return new Set(asked.filter(({ source }) => sources.has(source)).map(({ id }) => id));
}

/** C11: where the invoice is paid right now, https; null where its source has no page for it or does not answer within five seconds. */
export async function paymentPageOf(deps: Deps, invoice: Invoice): Promise<string | null> {
  const [source] = (await sourcesOfInvoices(deps, deps.store.session, [invoice], paysThere)).values();
  if (!source) return null;
  try {
    const connection = await connect(deps, source);
    const url = await askImpatiently(connection)(() => connection.client.paymentPage!(invoice.externalId!));
    return url?.startsWith('https://') === true ? url : null;
  } catch (error) {
    if (deps.stopping.aborted || !(error instanceof SourceFailure)) throw error;
    deps.log.warn({ source: source.name, reason: error.message }, 'a customer could not be led to a page for paying');
    return null;
  }
}

function paysThere({ settings, paysThere: says }: Vendor, { settingsJson }: SourceTable): boolean {
  // Kept as they were sent: what came later has its default.
  const own = settings.safeParse(JSON.parse(settingsJson));
  return own.success && says?.(own.data) === true;
}
