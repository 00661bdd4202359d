import type { CustomerFacts } from '../../domain/customerFilter.ts';
import type { Condition } from '../../domain/filter.ts';
import { type InvoiceStatus, invoiceStatus } from '../../domain/invoice.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerContext } from '../../store/subjects.ts';
import { factsOf } from './customerFacts.ts';
import type { Moment } from '../moment.ts';

/** What filters know of a loaded customer; `statuses` as from `loadInvoiceStatuses`, needed where a filter names `invoices.status`. */
export function filterFactsOf(
  context: CustomerContext,
  moment: Moment,
  statuses: readonly InvoiceStatus[] = [],
): CustomerFacts {
  const { customer, contacts, managers, openInvoices } = context;
  const { settings, today } = moment;
  const { balances, score, averagePaymentDelayDays } = factsOf(context, moment);
  const balance = balances.find(({ currency }) => currency === settings.currency);
  return {
    name: customer.name,
    externalId: customer.externalId,
    country: customer.country,
    language: customer.language,
    formOfAddress: customer.formOfAddress,
    source: customer.source,
    score,
    averagePaymentDelayDays,
    outstanding: balance?.outstanding ?? 0,
    due: balance?.due ?? 0,
    overdue: balance?.overdue ?? 0,
    dunningPlanId: customer.planId,
    accountManagers: managers.map(({ id }) => id),
    paymentMethods: paymentMethodsOf(customer, moment),
    invoiceStatuses: statuses,
    contactPositions: contacts.map(({ position }) => position),
    lastDunningDate: customer.lastDunningOn,
    unreadReplies: customer.unreadReplies,
    excluded: customer.excluded === 1,
    paused: customer.paused === 1 && (customer.pausedUntil === null || customer.pausedUntil > today),
    collectedAtBothLevels: customer.planId !== null && openInvoices.some(({ row }) => row.planId !== null),
    customFields: JSON.parse(customer.customFieldsJson) as Record<string, unknown>,
  };
}

/** CUS-4: a customer's own payment methods, else the organisation's. */
export function paymentMethodsOf(
  { paymentMethodsJson }: { readonly paymentMethodsJson: string | null },
  { settings }: Moment,
): readonly string[] {
  return paymentMethodsJson === null ? settings.paymentMethods : (JSON.parse(paymentMethodsJson) as string[]);
}

/** Whether filters need the statuses of all invoices, which nothing else loads. */
export function needsInvoiceStatuses(conditions: readonly Condition[]): boolean {
  return conditions.some(({ field }) => field === 'invoices.status');
}

/** The statuses of each customer's invoices (INV-6), each once; served by the index on the customer. */
export async function loadInvoiceStatuses(
  session: Session,
  customerIds: Iterable<string>,
  { today }: Moment,
): Promise<ReadonlyMap<string, readonly InvoiceStatus[]>> {
  const rows = await session.db
    .selectFrom('invoices')
    .select(({ eb }) => [
      'customerId',
      'sent',
      'isVoid',
      'isDisputed',
      eb.case().when('outstanding', '>', 0).then(1).else(0).end().as('outstanding'),
      eb.case().when('dueOn', '<', today).then(1).else(0).end().as('late'),
    ])
    .distinct()
    .where(session.oneOf('customerId', customerIds))
    .execute();
  const statuses = new Map<string, Set<InvoiceStatus>>();
  for (const { customerId, sent, isVoid, isDisputed, outstanding, late } of rows) {
    const state = {
      sent: sent === 1,
      isVoid: isVoid === 1,
      isDisputed: isDisputed === 1,
      outstanding,
      dueOn: late === 1 ? today - 1 : today,
    };
    const known = statuses.get(customerId) ?? new Set();
    statuses.set(customerId, known.add(invoiceStatus(state, today)));
  }
  return new Map([...statuses].map(([id, known]) => [id, [...known]]));
}
