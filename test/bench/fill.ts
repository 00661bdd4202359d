import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import { CurrencySums } from '../../connector/src/store/currencySums.ts';
import type { ActionTable, ContactTable, CustomerTable, InvoiceTable } from '../../connector/src/store/tables.ts';
import { changeSettings } from '../../connector/src/usecases/organization/changeSettings.ts';
import { mergeContacts } from '../../connector/src/usecases/customers/contacts.ts';
import type { Deps } from '../../connector/src/usecases/deps.ts';
import { createUser } from '../../connector/src/usecases/organization/saveUser.ts';
import { currentMoment } from '../../connector/src/usecases/moment.ts';
import { replan } from '../../connector/src/usecases/schedule/replan.ts';
import type { CustomerInput } from '../../connector/src/usecases/customers/customerInput.ts';
import type { InvoiceInput } from '../../connector/src/usecases/invoices/saveInvoices.ts';
import { savePlan } from '../../connector/src/usecases/plans/savePlan.ts';
import { customerAt, customersOf, invoicesAt, type LedgerSize, PLAN, TODAY } from './ledger.ts';

const CUSTOMERS_PER_TRANSACTION = 2_000;
const MANAGERS = ['Nora Lindqvist', 'Hugo Castel', 'Priya Raman'];

/** What the whole ledger shares. */
export interface Organization {
  readonly planId: string;
  readonly managers: readonly string[];
}

/** Settings, users and the plan, through the use cases. */
export async function foundOrganization(deps: Deps): Promise<Organization> {
  await changeSettings(deps, CONNECTOR, { organizationName: 'Brightwater Supplies', timeZone: 'Europe/Paris' });
  const managers: string[] = [];
  for (const name of MANAGERS) {
    const email = `${name.toLowerCase().replace(' ', '.')}@brightwater.example`;
    const { id } = await createUser(deps, CONNECTOR, { name, email, phone: '+33 1 23 45 67 89' });
    managers.push(id);
  }
  return { planId: await savePlan(deps, CONNECTOR, null, PLAN), managers };
}

/**
 * Fills an empty database with a ledger: rows of customers and invoices as `saveCustomers` and `saveInvoices` write them, in bulk and
 * without their events; the schedule by the connector itself.
 */
export async function fillLedger(deps: Deps, size: LedgerSize, progress: (customers: number) => void): Promise<void> {
  const organization = await foundOrganization(deps);
  const customers = customersOf(size);
  for (let from = 0; from < customers; from += CUSTOMERS_PER_TRANSACTION) {
    await writeCustomers(deps, organization, from, Math.min(from + CUSTOMERS_PER_TRANSACTION, customers), size);
    progress(from);
  }
}

async function writeCustomers(
  deps: Deps,
  organization: Organization,
  from: number,
  to: number,
  size: LedgerSize,
): Promise<void> {
  const { newId } = deps;
  const now = deps.clock.now();
  const customers: CustomerTable[] = [];
  const contacts: ContactTable[] = [];
  const managers: { customerId: string; userId: string; place: number }[] = [];
  const invoices: InvoiceTable[] = [];
  const sums = new CurrencySums();
  for (let index = from; index < to; index++) {
    const input = customerAt(index, organization.managers);
    const customer = customerRow(input, newId('cus'), organization.planId, now);
    customers.push(customer);
    contacts.push(...mergeContacts(customer.id, [], input.contacts!, () => newId('con'), now));
    managers.push(...input.accountManagers!.map((userId, place) => ({ customerId: customer.id, userId, place })));
    for (const record of invoicesAt(index, size)) {
      const row = invoiceRow(record, newId('inv'), customer.id, now);
      sums.invoice(row, 1);
      invoices.push(row);
    }
  }
  await deps.store.transaction(async (session) => {
    await session.insert(
      'customers',
      customers.map((row) => ({ ...row })),
    );
    await session.insert(
      'contacts',
      contacts.map((row) => ({ ...row })),
    );
    await session.insert('customerManagers', managers);
    await session.insert(
      'invoices',
      invoices.map((row) => ({ ...row })),
    );
    await sums.write(session);
    const past = customers.map(({ id }) => pastAction(id, newId('act'), now));
    await session.insert('actions', past);
    await session.insert(
      'messages',
      past.map(({ id }) => ({ actionId: id, templateHash: '', fieldsJson: '{}', envelopeJson: '{}' })),
    );
    await replan(
      session,
      deps,
      await currentMoment(session, deps.clock),
      CONNECTOR,
      customers.map(({ id }) => id),
    );
  });
}

function customerRow(input: CustomerInput, id: string, planId: string, now: number): CustomerTable {
  const fields = Object.entries(input.customFields!).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    id,
    source: 'api',
    externalId: input.externalId!,
    name: input.name!,
    language: input.language!,
    formOfAddress: input.formOfAddress!,
    country: input.country!,
    planId,
    excluded: 0,
    paused: 0,
    pausedUntil: null,
    paymentMethodsJson: null,
    customFieldsJson: JSON.stringify(Object.fromEntries(fields)),
    lastContactOn: null,
    lastDunningOn: null,
    managersSource: null,
    unreadReplies: 0,
    createdAt: now,
    updatedAt: now,
  };
}

function invoiceRow(input: InvoiceInput, id: string, customerId: string, now: number): InvoiceTable {
  return {
    id,
    source: 'api',
    externalId: input.externalId!,
    number: input.number,
    customerId,
    title: input.title!,
    issuedOn: input.issuedAt,
    dueOn: input.dueDate,
    currency: input.currency,
    grossAmount: input.grossAmount,
    netAmount: input.netAmount!,
    outstanding: input.grossAmount,
    paidOn: null,
    sent: 1,
    isVoid: 0,
    isDisputed: 0,
    planId: null,
    paused: 0,
    pausedUntil: null,
    lastContactOn: null,
    disputeJson: null,
    promiseJson: null,
    promisedOn: null,
    hasPdf: 0,
    automaticCharging: null,
    paymentUrl: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** What a database in use is full of: half a year ago the customer was reminded of an invoice that is paid by now. */
function pastAction(customerId: string, id: string, now: number): ActionTable & Record<string, string | number | null> {
  const executedOn = TODAY - 180;
  return {
    id,
    status: 'executed',
    subjectId: customerId,
    subjectKind: 'customer',
    customerId,
    planId: null,
    planVersion: null,
    stepId: null,
    stepName: null,
    stepPosition: null,
    referenceId: null,
    channel: 'email',
    mode: 'automatic',
    responsible: null,
    dueOn: executedOn,
    executedAt: now,
    executedOn,
    reason: null,
    note: null,
    claimToken: null,
    leaseUntil: null,
    heldBy: null,
    actorJson: '{}',
    createdAt: now,
  };
}
