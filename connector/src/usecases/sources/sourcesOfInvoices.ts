import { OWN_SOURCE } from '../../domain/actor.ts';
import type { Vendor } from '../../sources/source.ts';
import type { Session } from '../../store/store.ts';
import type { InvoiceTable, SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { vendorOf } from './connection.ts';

/** Whether an invoice came from a source that can be asked about it. */
export function isElsewhere({ source, externalId }: Pick<InvoiceTable, 'source' | 'externalId'>): boolean {
  return externalId !== null && source !== OWN_SOURCE;
}

/** The enabled sources of invoices whose vendor can do something, by name; costs nothing where all are the organisation's own. */
export async function sourcesOfInvoices(
  deps: Deps,
  session: Session,
  invoices: readonly Pick<InvoiceTable, 'source' | 'externalId'>[],
  can: (vendor: Vendor, source: SourceTable) => boolean,
): Promise<Map<string, SourceTable>> {
  const names = new Set(invoices.filter(isElsewhere).map(({ source }) => source));
  if (names.size === 0) return new Map();
  const rows = await session.db
    .selectFrom('sources')
    .selectAll()
    .where(session.oneOf('name', names))
    .where('enabled', '=', 1)
    .execute();
  return new Map(rows.filter((source) => can(vendorOf(deps, source), source)).map((source) => [source.name, source]));
}
