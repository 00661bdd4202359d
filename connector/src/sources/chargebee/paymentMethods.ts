import type { Customer } from 'chargebee';
import type { PAYMENT_METHODS } from '../../domain/paymentMethods.ts';

type PaymentMethod = (typeof PAYMENT_METHODS)[number];

const CARDS: ReadonlySet<string> = new Set(['card', 'apple_pay', 'google_pay', 'south_korean_cards', 'unionpay']);

/** Countries whose direct debits are SEPA's even where the customer's currency is not known. */
const DEBIT_BY_CURRENCY: Readonly<Record<string, PaymentMethod>> = { EUR: 'sepaDebit', USD: 'achDebit' };

const OFFLINE: Readonly<Partial<Record<NonNullable<Customer['offline_payment_method']>, PaymentMethod>>> = {
  check: 'check',
  bank_transfer: 'wireTransfer',
  ach_credit: 'wireTransfer',
  sepa_credit: 'wireTransfer',
  us_automated_bank_transfer: 'wireTransfer',
  eu_automated_bank_transfer: 'wireTransfer',
  uk_automated_bank_transfer: 'wireTransfer',
  jp_automated_bank_transfer: 'wireTransfer',
  mx_automated_bank_transfer: 'wireTransfer',
};

/**
 * CUS-4: how the customer pays, from what Chargebee knows: the payment method on file, and the one of offline payments. Nothing that we have
 * a name for → undefined: what the customer has stays, a new one gets the organisation's default.
 */
export function paymentMethodsOf(customer: Customer): readonly PaymentMethod[] | undefined {
  const methods = [onFile(customer), OFFLINE[customer.offline_payment_method ?? 'no_preference']];
  const known = [...new Set(methods)].filter((method) => method !== undefined);
  return known.length > 0 ? known : undefined;
}

function onFile({ payment_method: method, preferred_currency_code: currency }: Customer): PaymentMethod | undefined {
  if (!method) return undefined;
  if (CARDS.has(method.type)) return 'card';
  if (method.type !== 'direct_debit') return undefined;
  return method.gateway === 'gocardless' ? 'goCardless' : DEBIT_BY_CURRENCY[currency ?? ''];
}
