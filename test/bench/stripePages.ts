// Run in a process of its own: a Stripe of BENCH_INVOICES invoices, ten to a customer, that makes its pages as they are asked for and keeps
// none. Every second invoice is paid. Prints its port; ends with its parent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { NOON } from '../sources/stripe/books.ts';
import { stripeCustomer, stripeInvoice, stripePayment } from '../sources/stripe/objects.ts';

const INVOICES = Number(process.env.BENCH_INVOICES);
const INVOICES_EACH = 10;

interface List {
  readonly length: number;
  readonly prefix: string;
  at(place: number): object;
}

const LISTS: Readonly<Record<string, List>> = {
  customers: {
    length: Math.ceil(INVOICES / INVOICES_EACH),
    prefix: 'cus_',
    at: (place) => stripeCustomer(`cus_${place}`, NOON),
  },
  invoices: { length: INVOICES, prefix: 'in_', at: invoiceAt },
};

function invoiceAt(place: number): Stripe.Invoice {
  const invoice = stripeInvoice(`in_${place}`, `cus_${Math.floor(place / INVOICES_EACH)}`, NOON);
  const list = { object: 'list' as const, has_more: false, url: '' };
  if (place % 2 === 0) return { ...invoice, payments: { ...list, data: [] } };
  const payment = stripePayment(`inpay_${place}`, invoice, NOON);
  const paid = { status: 'paid' as const, amount_paid: invoice.total, amount_remaining: 0 };
  const transitions = { ...invoice.status_transitions, paid_at: NOON };
  return { ...invoice, ...paid, status_transitions: transitions, payments: { ...list, data: [payment] } };
}

/** Newest first, as Stripe lists. */
function pageOf({ length, prefix, at }: List, query: URLSearchParams) {
  const after = query.get('starting_after');
  const first = (after === null ? length : Number(after.slice(prefix.length))) - 1;
  const count = Math.min(Number(query.get('limit') ?? 10), first + 1);
  return { data: Array.from({ length: count }, (_, index) => at(first - index)), has_more: count <= first };
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://stripe');
  const list = LISTS[pathname.slice('/v1/'.length)];
  const page = list ? pageOf(list, searchParams) : { data: [], has_more: false };
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ object: 'list', url: pathname, ...page }));
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(String((server.address() as AddressInfo).port));
});
process.on('disconnect', () => process.exit());
