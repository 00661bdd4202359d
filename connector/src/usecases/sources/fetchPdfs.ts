import { DomainError } from '../../domain/errors.ts';
import { Undownloadable } from '../../sources/source.ts';
import type { Session } from '../../store/store.ts';
import type { InvoiceTable, SourceTable } from '../../store/tables.ts';
import { storeInvoicePdf } from '../invoices/invoicePdf.ts';
import type { Deps } from '../deps.ts';
import { askOnce, SourceFailure } from './ask.ts';
import { connect } from './connection.ts';
import { isElsewhere, sourcesOfInvoices } from './sourcesOfInvoices.ts';

type Invoice = Pick<InvoiceTable, 'id' | 'source' | 'externalId' | 'hasPdf'>;

function lacksPdf(invoice: Invoice): boolean {
  return invoice.hasPdf === 0 && isElsewhere(invoice);
}

function sourcesOf(deps: Deps, session: Session, invoices: readonly Invoice[]): Promise<Map<string, SourceTable>> {
  return sourcesOfInvoices(deps, session, invoices.filter(lacksPdf), ({ keepsPdfs }) => keepsPdfs === true);
}

/** INV-4: the ids of invoices whose PDF their source can be asked for when they go out. */
export async function fetchablePdfs(
  deps: Deps,
  session: Session,
  invoices: readonly Invoice[],
): Promise<ReadonlySet<string>> {
  const sources = await sourcesOf(deps, session, invoices);
  return new Set(invoices.filter((one) => lacksPdf(one) && sources.has(one.source)).map(({ id }) => id));
}

/**
 * INV-4: fetches the PDFs that are missing from where the invoices come from, checks and keeps them, so that they go along. Answers by id, in
 * a sentence for people, why one could not be had.
 */
export async function fetchPdfs(deps: Deps, invoices: readonly Invoice[]): Promise<ReadonlyMap<string, string>> {
  const { session } = deps.store;
  const sources = await sourcesOf(deps, session, invoices);
  const problems = new Map<string, string>();
  for (const [name, source] of sources) {
    const missing = invoices.filter((one) => lacksPdf(one) && one.source === name);
    await Promise.all(
      missing.map(async ({ id, externalId }) => {
        const problem = await fetchPdf(deps, source, id, externalId!);
        if (problem !== null) problems.set(id, problem);
      }),
    );
  }
  return problems;
}

async function fetchPdf(deps: Deps, source: SourceTable, id: string, externalId: string): Promise<string | null> {
  try {
    const connection = await connect(deps, source);
    const content = await askOnce(connection, () => connection.client.pdf!(externalId));
    if (content === null) return `${source.name} has no PDF of it`;
    await storeInvoicePdf(deps, connection.actor, id, content);
    return null;
  } catch (error) {
    const isTold = error instanceof Undownloadable || error instanceof SourceFailure || error instanceof DomainError;
    if (deps.stopping.aborted || !isTold) throw error;
    return error.message;
  }
}
