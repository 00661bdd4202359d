import type { Actor } from '../../domain/actor.ts';
import type { EntryKind } from '../../domain/settlement.ts';
import type { ObjectName } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { EntryInput } from '../invoices/saveEntries.ts';
import type { InvoiceInput } from '../invoices/saveInvoices.ts';

/** Invoices that are gone at the source, by their names there, as they become: void. */
export async function goneInvoices(
  session: Session,
  actor: Actor,
  deleted: readonly ObjectName[],
): Promise<{ readonly name: ObjectName; readonly value: InvoiceInput }[]> {
  const ids = idsOf('invoice', deleted);
  if (ids.length === 0) return [];
  const rows = await session.db
    .selectFrom('invoices')
    .selectAll()
    .where('source', '=', actor.id)
    .where(session.oneOf('externalId', ids))
    .execute();
  return rows.map((row) => ({
    name: { kind: 'invoice', externalId: row.externalId! },
    value: {
      reference: { id: row.id },
      number: row.number,
      customer: { id: row.customerId },
      issuedAt: row.issuedOn,
      dueDate: row.dueOn,
      currency: row.currency,
      grossAmount: row.grossAmount,
      isVoid: true,
    },
  }));
}

/** Customers who are gone at the source and stay, because something is open, and what a person may do about it. */
export async function goneButOwing(
  session: Session,
  actor: Actor,
  deleted: readonly ObjectName[],
): Promise<(readonly [ObjectName, string])[]> {
  const ids = idsOf('customer', deleted);
  if (ids.length === 0) return [];
  const rows = await session.db
    .selectFrom('customers as c')
    .innerJoin('customerCurrencies as b', 'b.customerId', 'c.id')
    .select(['c.externalId', 'c.name'])
    .distinct()
    .where('c.source', '=', actor.id)
    .where(session.oneOf('c.externalId', ids))
    .where('b.openAmount', '>', 0)
    .execute();
  return rows.map(({ externalId, name }) => [
    { kind: 'customer', externalId: externalId! },
    `‘${name}’ was deleted at the source and has open invoices: it stays and is reminded of them; exclude it if it must not be`,
  ]);
}

function idsOf(wanted: ObjectName['kind'], names: readonly ObjectName[]): string[] {
  return names.flatMap(({ kind, externalId }) => (kind === wanted ? [externalId] : []));
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
