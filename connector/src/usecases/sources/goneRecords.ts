import type { Actor } from '../../domain/actor.ts';
import type { EntryKind } from '../../domain/settlement.ts';
import type { ObjectName } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { EntryInput } from '../invoices/saveEntries.ts';
import type { InvoiceInput } from '../invoices/saveInvoices.ts';

/** What deleted objects of a source mean here. */
export interface Gone {
  /** They become void. */
  readonly invoices: readonly InvoiceInput[];
  /** Customers who stay, because something is open, and what a person may do about it. */
  readonly problems: readonly (readonly [ObjectName, string])[];
}

/** Invoices that are gone at the source become void; a customer who is gone there stays, and is told of while something is open. */
export async function gone(session: Session, actor: Actor, deleted: readonly ObjectName[]): Promise<Gone> {
  const namesOf = (wanted: string) => deleted.flatMap(({ kind, externalId }) => (kind === wanted ? [externalId] : []));
  const [invoiceIds, customerIds] = [namesOf('invoice'), namesOf('customer')];
  const invoices =
    invoiceIds.length === 0
      ? []
      : await session.db
          .selectFrom('invoices')
          .selectAll()
          .where('source', '=', actor.id)
          .where(session.oneOf('externalId', invoiceIds))
          .execute();
  const owing =
    customerIds.length === 0
      ? []
      : await session.db
          .selectFrom('customers as c')
          .innerJoin('customerCurrencies as b', 'b.customerId', 'c.id')
          .select(['c.externalId', 'c.name'])
          .distinct()
          .where('c.source', '=', actor.id)
          .where(session.oneOf('c.externalId', customerIds))
          .where('b.openAmount', '>', 0)
          .execute();
  return {
    invoices: invoices.map((row) => ({
      reference: { id: row.id },
      number: row.number,
      customer: { id: row.customerId },
      issuedAt: row.issuedOn,
      dueDate: row.dueOn,
      currency: row.currency,
      grossAmount: row.grossAmount,
      isVoid: true,
    })),
    problems: owing.map(({ externalId, name }) => [
      { kind: 'customer', externalId: externalId! },
      `‘${name}’ was deleted at the source and has open invoices: it stays and is reminded of them; exclude it if it must not be`,
    ]),
  };
}

/** Entries that the source does not state any more, as they become: nothing, on no invoice. */
export async function takenBack(
  session: Session,
  actor: Actor,
  names: readonly ObjectName[],
): Promise<{ kind: EntryKind; value: EntryInput }[]> {
  if (names.length === 0) return [];
  const wanted = new Set(names.map(({ kind, externalId }) => `${kind} ${externalId}`));
  const rows = await session.db
    .selectFrom('entries')
    .selectAll()
    .where('source', '=', actor.id)
    .where(
      session.oneOf(
        'externalId',
        names.map(({ externalId }) => externalId),
      ),
    )
    .execute();
  return rows
    .filter(({ kind, externalId }) => wanted.has(`${kind} ${externalId}`))
    .map(({ kind, externalId, customerId, currency, occurredOn }) => ({
      kind,
      value: { externalId, customer: { id: customerId }, amount: 0, currency, on: occurredOn, invoices: [] },
    }));
}
