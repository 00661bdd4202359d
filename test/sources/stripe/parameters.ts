import type Stripe from 'stripe';

/** What requests may say, by the SDK's own types: a parameter that there is not does not compile here. */
const LISTS = {
  customers: ['created', 'email', 'test_clock'] satisfies (keyof Stripe.CustomerListParams)[],
  invoices: [
    'collection_method',
    'created',
    'customer',
    'customer_account',
    'due_date',
    'status',
    'subscription',
  ] satisfies (keyof Stripe.InvoiceListParams)[],
  credit_notes: ['created', 'customer', 'customer_account', 'invoice'] satisfies (keyof Stripe.CreditNoteListParams)[],
  refunds: ['charge', 'created', 'payment_intent'] satisfies (keyof Stripe.RefundListParams)[],
  events: ['created', 'delivery_success', 'type', 'types'] satisfies (keyof Stripe.EventListParams)[],
  invoice_payments: ['created', 'invoice', 'payment', 'status'] satisfies (keyof Stripe.InvoicePaymentListParams)[],
} as const;

const PAGE = ['ending_before', 'expand', 'limit', 'starting_after'] satisfies (keyof Stripe.CustomerListParams)[];
const RETRIEVED = ['expand'] satisfies (keyof Stripe.InvoiceRetrieveParams)[];

/** What stands in brackets: `created[gte]`. */
const NESTED: Readonly<Record<string, readonly string[]>> = {
  created: ['gt', 'gte', 'lt', 'lte'] satisfies (keyof Stripe.RangeQueryParam)[],
  due_date: ['gt', 'gte', 'lt', 'lte'] satisfies (keyof Stripe.RangeQueryParam)[],
  payment: ['payment_intent', 'payment_record', 'type'] satisfies (keyof Stripe.InvoicePaymentListParams.Payment)[],
};
/** Arrays: `expand[0]`. */
const ARRAYS: readonly string[] = ['expand', 'types'];

/** What can be expanded of each object, as far as the connector asks for it, and the object that it then is. */
const EXPANDABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  invoices: { payments: 'invoice_payments', customer: 'customers' },
  invoice_payments: { invoice: 'invoices', payment: 'payment' },
  payment: { payment_intent: 'payment_intents' },
};
/** Stripe expands four levels deep, `data` of lists included. */
const DEEPEST = 4;

export interface Refusal {
  readonly code?: string;
  readonly param: string;
  readonly message: string;
}

/** Why Stripe refuses a request (400), or null: an unknown parameter, a page that is too long, a property that cannot be expanded. */
export function refusalOf(resource: string, id: string | undefined, query: URLSearchParams): Refusal | null {
  const own = (LISTS as Readonly<Record<string, readonly string[]>>)[resource] ?? [];
  const known: readonly string[] = id === undefined ? [...own, ...PAGE] : RETRIEVED;
  for (const [name, value] of query) {
    const [key, inner] = name.split(/[[\]]/);
    const isKnown =
      known.includes(key!) &&
      (inner === undefined || (ARRAYS.includes(key!) ? /^\d*$/.test(inner) : NESTED[key!]?.includes(inner)));
    if (!isKnown) return { code: 'parameter_unknown', param: name, message: `Received unknown parameter: ${name}` };
    if (key === 'expand' && !canExpand(resource, value, id === undefined))
      return { param: name, message: `This property cannot be expanded (${value}).` };
    if (key === 'limit' && !(Number(value) >= 1 && Number(value) <= 100))
      return { code: 'parameter_invalid_integer', param: name, message: 'Limit must be between 1 and 100' };
  }
  return null;
}

function canExpand(resource: string, path: string, isList: boolean): boolean {
  const levels = path.split('.');
  if (levels.length > DEEPEST || (isList && levels[0] !== 'data')) return false;
  let at: string | undefined = resource;
  for (const level of isList ? levels.slice(1) : levels) {
    // A list within an object: `payments.data.payment`.
    if (level === 'data') continue;
    at = at === undefined ? undefined : EXPANDABLE[at]?.[level];
    if (at === undefined) return false;
  }
  return true;
}
