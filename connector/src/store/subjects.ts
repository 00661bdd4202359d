import { sql } from 'kysely';
import type { InvoiceState } from '../domain/invoice.ts';
import type { Contact } from '../domain/recipients.ts';
import { loadPutAside, type PutAside } from './sourceObjects.ts';
import type { Session } from './store.ts';
import type { CustomerCurrencyTable, CustomerTable, InvoiceTable, ScheduleTable } from './tables.ts';

export interface AccountManager {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
}

/** An open invoice with its row. */
export interface OpenInvoice extends InvoiceState {
  readonly row: InvoiceTable;
}

/** Everything about a customer that decides what comes next, and what a message to them says. */
export interface CustomerContext {
  readonly customer: CustomerTable;
  readonly currencies: ReadonlyMap<string, CustomerCurrencyTable>;
  /** Sent, not void, with something outstanding; disputed ones included. */
  readonly openInvoices: readonly OpenInvoice[];
  readonly schedule: ReadonlyMap<string, ScheduleTable>;
  readonly contacts: readonly Contact[];
  readonly managers: readonly AccountManager[];
  /** Subjects with an action of a plan that is claimed, being handed over or uncertain; ad hoc ones leave plans alone (ADH-1). */
  readonly blocked: ReadonlySet<string>;
  /** Of the open invoices, those whose newest state was put aside, by id. */
  readonly putAside: ReadonlyMap<string, PutAside>;
}

export function toInvoiceState(row: InvoiceTable): OpenInvoice {
  return {
    id: row.id,
    number: row.number,
    currency: row.currency,
    grossAmount: row.grossAmount,
    outstanding: row.outstanding,
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    sent: row.sent === 1,
    isVoid: row.isVoid === 1,
    isDisputed: row.isDisputed === 1,
    row,
  };
}

function groupBy<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** Loads customers with all that decides about them; each query is served by an index on the customer. */
export async function loadCustomerContexts(
  session: Session,
  ids: Iterable<string>,
): Promise<Map<string, CustomerContext>> {
  const customerIds = [...new Set(ids)];
  if (customerIds.length === 0) return new Map();
  const { db } = session;
  const customers = await db.selectFrom('customers').selectAll().where(session.oneOf('id', customerIds)).execute();
  const currencies = await db
    .selectFrom('customerCurrencies')
    .selectAll()
    .where(session.oneOf('customerId', customerIds))
    .execute();
  const invoices = await db
    .selectFrom('invoices')
    .selectAll()
    .where(session.oneOf('customerId', customerIds))
    .where('outstanding', '>', sql.lit(0))
    .execute();
  const schedule = await db
    .selectFrom('schedule')
    .selectAll()
    .where(session.oneOf('customerId', customerIds))
    .execute();
  const contacts = await db
    .selectFrom('contacts')
    .selectAll()
    .where(session.oneOf('customerId', customerIds))
    .orderBy('id')
    .execute();
  const managers = await db
    .selectFrom('customerManagers as m')
    .innerJoin('users as u', 'u.id', 'm.userId')
    .select(['m.customerId', 'u.id', 'u.name', 'u.email', 'u.phone'])
    .where(session.oneOf('m.customerId', customerIds))
    .orderBy('m.place')
    .execute();

  const open = invoices.filter((row) => row.sent === 1 && row.isVoid === 0);
  const putAside = await loadPutAside(session, open);
  const invoicesOf = groupBy(open, (row) => row.customerId);
  const currenciesOf = groupBy(currencies, (row) => row.customerId);
  const scheduleOf = groupBy(schedule, (row) => row.customerId);
  const contactsOf = groupBy(contacts, (row) => row.customerId);
  const managersOf = groupBy(managers, (row) => row.customerId);
  const subjects = [...customerIds, ...invoices.filter((row) => row.planId !== null).map((row) => row.id)];
  const openActions = await db
    .selectFrom('actions')
    .select(['customerId', 'subjectId'])
    .where(sql<boolean>`(status = 'claimed' or status = 'sending' or status = 'uncertain')`)
    .where(session.oneOf('subjectId', subjects))
    .where('planId', 'is not', null)
    .execute();
  const blockedOf = groupBy(openActions, (row) => row.customerId);

  return new Map(
    customers.map((customer) => [
      customer.id,
      {
        customer,
        currencies: new Map((currenciesOf.get(customer.id) ?? []).map((row) => [row.currency, row])),
        openInvoices: (invoicesOf.get(customer.id) ?? []).map(toInvoiceState),
        schedule: new Map((scheduleOf.get(customer.id) ?? []).map((row) => [row.subjectId, row])),
        contacts: (contactsOf.get(customer.id) ?? []).map((row) => ({
          ...row,
          isMain: row.isMain === 1,
          isInvalid: row.isInvalid === 1,
        })),
        managers: managersOf.get(customer.id) ?? [],
        blocked: new Set((blockedOf.get(customer.id) ?? []).map((row) => row.subjectId)),
        putAside,
      },
    ]),
  );
}

/**
 * Steps that are behind each subject on each reference (SND-2, REF-5), by `doneKey`; served by actions_reference.
 */
export async function loadDoneSteps(session: Session, referenceIds: Iterable<string>): Promise<Map<string, string[]>> {
  const ids = [...new Set(referenceIds)];
  const done = new Map<string, string[]>();
  if (ids.length === 0) return done;
  const rows = await session.db
    .selectFrom('actions')
    .select(['subjectId', 'planId', 'referenceId', 'stepId'])
    .where('status', 'in', ['executed', 'ignored', 'uncertain'])
    .where(session.oneOf('referenceId', ids))
    .where('stepId', 'is not', null)
    .execute();
  for (const row of rows) {
    const key = doneKey(row.subjectId, row.planId!, row.referenceId!);
    const steps = done.get(key);
    if (steps) steps.push(row.stepId!);
    else done.set(key, [row.stepId!]);
  }
  return done;
}

export function doneKey(subjectId: string, planId: string, referenceId: string): string {
  return `${subjectId} ${planId} ${referenceId}`;
}

/**
 * PostgreSQL: makes changes of one customer wait for each other, always before their schedule rows and in the order of their ids, so that
 * none deadlock. SQLite has one writer anyway.
 */
export async function lockCustomers(session: Session, ids: Iterable<string>): Promise<void> {
  if (session.dialect.name !== 'postgres') return;
  await session.db
    .selectFrom('customers')
    .select('id')
    .where(session.oneOf('id', new Set(ids)))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}
