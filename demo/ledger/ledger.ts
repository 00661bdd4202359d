import { Chance } from './random.ts';
import { customers, type SampleCustomer } from './customers.ts';
import { isoDate, isWeekday } from './day.ts';

/** As `POST /v1/invoices/batch` takes it. */
export interface LedgerInvoice {
  externalId: string;
  number: string;
  customer: { externalId: string };
  issuedAt: string;
  dueDate: string;
  currency: string;
  grossAmount: number;
  netAmount: number;
  title: string;
}

/** As `POST /v1/payments/batch` takes it. */
export interface LedgerPayment {
  externalId: string;
  customer: { externalId: string };
  amount: number;
  currency: string;
  paidAt: string;
  invoices: Array<{ externalId: string; amount: number }>;
}

/** What the company's books gained on one day. */
export interface LedgerDay {
  day: number;
  invoices: LedgerInvoice[];
  payments: LedgerPayment[];
}

interface Sale {
  customer: SampleCustomer;
  day: number;
  netAmount: number;
  grossAmount: number;
  title: string;
  payments: Array<{ day: number; amount: number }>;
}

/** Days of books before the demo's first day, so that it starts with old debts and with scores. */
export const daysOfHistory = 150;
const seed = 20_261_122;
const vatRate = 0.2;

const goods = {
  en: [
    'Office supplies',
    'Packaging',
    'Cleaning supplies',
    'Workwear',
    'Workshop consumables',
    'Furniture, first delivery',
  ],
  fr: [
    'Fournitures de bureau',
    'Emballages',
    'Produits d’entretien',
    'Vêtements de travail',
    'Consommables d’atelier',
    'Mobilier, première livraison',
  ],
};

/**
 * The books of a make-believe company from `daysOfHistory` before `start` on, up to `days` days after it. The same
 * `start` makes the same books; more `days` only add to their end.
 */
export function ledger(start: number, days: number): LedgerDay[] {
  const first = start - daysOfHistory;
  const last = start + days - 1;
  const book = Array.from({ length: last - first + 1 }, (_, i): LedgerDay => ({
    day: first + i,
    invoices: [],
    payments: [],
  }));
  const sales = customers
    .flatMap((customer, index) => salesTo(customer, first, last, start, new Chance(seed + index)))
    .sort((a, b) => a.day - b.day || a.customer.externalId.localeCompare(b.customer.externalId));

  for (const [index, sale] of sales.entries()) {
    const invoice = invoiceFor(sale, index + 1);
    book[sale.day - first]!.invoices.push(invoice);
    for (const [part, payment] of sale.payments.entries()) {
      book[payment.day - first]?.payments.push(paymentFor(invoice, payment, part + 1));
    }
  }
  return book;
}

function salesTo(customer: SampleCustomer, first: number, last: number, start: number, chance: Chance): Sale[] {
  const sales: Sale[] = [];
  const pause = () => Math.max(5, customer.rhythm + chance.between(-4, 4));
  for (let day = weekday(first + chance.between(0, customer.rhythm)); day <= last; day = weekday(day + pause())) {
    const netAmount = Math.round(customer.usualAmount * (0.6 + chance.next() * 0.9) * 100);
    const grossAmount = Math.round(netAmount * (1 + vatRate));
    const title = chance.pick(goods[customer.language]);
    const payments = paymentsOf(customer, day + customer.terms, grossAmount, start, chance);
    sales.push({ customer, day, netAmount, grossAmount, title, payments });
  }
  return sales;
}

function paymentsOf(
  customer: SampleCustomer,
  due: number,
  gross: number,
  start: number,
  chance: Chance,
): Sale['payments'] {
  const whole = (low: number, high: number) => [{ day: weekday(due + chance.between(low, high)), amount: gross }];
  const forgets = chance.next() < 0.08;
  switch (customer.habit) {
    case 'early':
      return whole(-8, -2);
    case 'prompt':
      return forgets ? whole(9, 14) : whole(-3, 2);
    case 'late':
      return forgets ? whole(25, 35) : whole(4, 18);
    case 'veryLate':
      return whole(20, 52);
    case 'inParts': {
      const half = Math.round(gross * (0.4 + chance.next() * 0.2));
      return [
        { day: weekday(due + chance.between(1, 9)), amount: half },
        { day: weekday(due + chance.between(20, 40)), amount: gross - half },
      ];
    }
    case 'stopped':
      return due < start - 25 ? whole(0, 12) : [];
  }
}

function weekday(day: number): number {
  return isWeekday(day) ? day : weekday(day + 1);
}

function invoiceFor({ customer, day, netAmount, grossAmount, title }: Sale, count: number): LedgerInvoice {
  const number = `INV-${String(count).padStart(4, '0')}`;
  return {
    externalId: number,
    number,
    customer: { externalId: customer.externalId },
    issuedAt: isoDate(day),
    dueDate: isoDate(day + customer.terms),
    currency: customer.currency,
    grossAmount,
    netAmount,
    title,
  };
}

function paymentFor(
  invoice: LedgerInvoice,
  { day, amount }: { day: number; amount: number },
  part: number,
): LedgerPayment {
  return {
    externalId: `PAY-${invoice.number.slice(4)}-${part}`,
    customer: invoice.customer,
    amount,
    currency: invoice.currency,
    paidAt: isoDate(day),
    invoices: [{ externalId: invoice.externalId, amount }],
  };
}
