import { factsOf } from '../../usecases/lists/customerFacts.ts';
import { paymentMethodsOf } from '../../usecases/lists/filterFacts.ts';
import type { Moment } from '../../usecases/moment.ts';
import type { CustomerContext } from '../../store/subjects.ts';
import { contactView } from './contact.ts';
import { isoDay, isoInstant } from './instants.ts';

/** A customer as the API answers it. */
export function customerView(context: CustomerContext, moment: Moment) {
  const { customer, contacts, managers, openInvoices } = context;
  const { balances, score, averagePaymentDelayDays } = factsOf(context, moment);
  const atBothLevels = customer.planId !== null && openInvoices.some(({ row }) => row.planId !== null);
  const isPaused = customer.paused === 1 && (customer.pausedUntil === null || customer.pausedUntil > moment.today);
  return {
    id: customer.id,
    externalId: customer.externalId,
    source: customer.source,
    name: customer.name,
    language: customer.language,
    formOfAddress: customer.formOfAddress,
    country: customer.country,
    contacts: contacts.map(contactView),
    accountManagers: managers.map(({ id }) => id),
    accountManagersSource: customer.managersSource,
    dunningPlanId: customer.planId,
    paymentMethods: [...paymentMethodsOf(customer, moment)],
    customFields: JSON.parse(customer.customFieldsJson) as Record<string, unknown>,
    excluded: customer.excluded === 1,
    paused: isPaused,
    pausedUntil: isPaused ? isoDay(customer.pausedUntil) : null,
    unreadReplies: customer.unreadReplies,
    balances,
    score,
    averagePaymentDelayDays,
    lastDunningDate: isoDay(customer.lastDunningOn),
    // ASG-4.
    warnings: atBothLevels ? ['collectedAtBothLevels'] : [],
    createdAt: isoInstant(customer.createdAt)!,
    updatedAt: isoInstant(customer.updatedAt)!,
  };
}
