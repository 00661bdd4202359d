import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { importOf } from '../../../connector/src/sources/stripe/import.ts';
import { fromIsoDate } from '../../../connector/src/domain/day.ts';
import { stripeCreditNote, stripeCustomer, stripeInvoice, stripeRefund } from './objects.ts';

const AT = Date.parse('2026-11-20T12:00:00Z') / 1000;
const NOW = Date.parse('2026-11-23T09:00:00Z');
const context = { timeZone: 'Europe/Paris', settings: null, now: NOW };

/** As n8n's Stripe Trigger puts it out. */
function event(type: string, object: object, created = AT): object {
  return { id: 'evt_1', object: 'event', api_version: '2024-06-20', created, type, data: { object } };
}
const told = (type: string, object: object, created?: number) => importOf(event(type, object, created), context);

/** An invoice as events have it: without the list of its payments. */
function invoice(given: Partial<Stripe.Invoice> = {}): Stripe.Invoice {
  const { payments: _, ...rest } = stripeInvoice('in_1', 'cus_1', AT, given);
  return rest;
}

test('X1: a customer and an invoice of the Stripe Trigger are mapped as the source maps them', () => {
  expect(told('customer.updated', stripeCustomer('cus_1', AT))).toMatchObject([
    { kind: 'customer', externalId: 'cus_1', version: AT * 1000, name: 'Customer cus_1', country: 'FR' },
  ]);
  expect(told('invoice.finalized', invoice())).toMatchObject([
    { kind: 'invoice', externalId: 'in_1', customerExternalId: 'cus_1', grossAmount: 10_000, state: 'open' },
  ]);
});

test('what was paid on an invoice is read from its own sums, on the day it was paid', () => {
  const transitions = { ...invoice().status_transitions, paid_at: Date.parse('2026-11-21T23:30:00Z') / 1000 };
  const paid = invoice({ status: 'paid', amount_paid: 10_000, amount_remaining: 0, status_transitions: transitions });
  expect(told('invoice.paid', paid)).toMatchObject([
    { entries: [{ kind: 'payment', externalId: 'in_1:paid', amount: 10_000, on: fromIsoDate('2026-11-22') }] },
  ]);
});

test('of several states told within one second, the one that has come further is newer', () => {
  const versions = (['draft', 'open', 'paid'] as const).map((status) => {
    const amount = status === 'paid' ? { amount_paid: 10_000, amount_remaining: 0 } : {};
    return told('invoice.updated', invoice({ status, ...amount }))![0]!.version;
  });
  expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  expect(new Set(versions).size).toBe(3);
  expect(told('invoice.updated', invoice({ status: 'draft' }), AT + 1)![0]!.version).toBeGreaterThan(versions[2]!);
});

test('HLD-1: a charge has failed when Stripe says so or tries again; a direct debit on its way has not', () => {
  const charged = { collection_method: 'charge_automatically', attempted: true, attempt_count: 1 } as const;
  const charging = (type: string, given: Partial<Stripe.Invoice>) =>
    (told(type, invoice({ ...charged, ...given }))![0] as { automaticCharging?: unknown }).automaticCharging;
  expect(charging('invoice.finalized', { attempted: false, attempt_count: 0 })).toBe('pending');
  expect(charging('invoice.finalized', { attempted: false, attempt_count: 0, auto_advance: false })).toBeNull();
  expect(charging('invoice.updated', { next_payment_attempt: null })).toBe('pending');
  expect(charging('invoice.updated', { next_payment_attempt: AT + 86_400 })).toBe('failed');
  expect(charging('invoice.payment_failed', { next_payment_attempt: null })).toBe('failed');
});

test('credit notes come with what was refunded on them, refunds with their charge', () => {
  const note = stripeCreditNote('cn_1', invoice(), AT);
  expect(told('credit_note.created', note)).toMatchObject([{ kind: 'creditNote', externalId: 'cn_1' }]);
  const refund = stripeRefund('re_1', 'pi_1', 500, AT);
  const charge = { id: 'ch_1', object: 'charge', customer: 'cus_1', refunds: { data: [refund] } };
  expect(told('charge.refunded', charge)).toMatchObject([
    { kind: 'refund', externalId: 're_1', customerExternalId: 'cus_1' },
  ]);
});

test('BAL-1: the refund of a charge without an invoice is none of ours, since its payment is not either', () => {
  const refund = stripeRefund('re_1', 'pi_1', 500, AT);
  const charge = { id: 'ch_1', object: 'charge', customer: 'cus_1', refunds: { data: [refund] } };
  expect(told('charge.refunded', { ...charge, invoice: null })).toEqual([]);
  expect(told('charge.refunded', { ...charge, invoice: 'in_1' })).toMatchObject([{ externalId: 're_1' }]);
});

test('BAL-1: what is marked as paid outside of Stripe is paid, though its sums still say that all is left', () => {
  const paid = invoice({ status: 'paid', amount_paid: 0, amount_remaining: 10_000 });
  expect(told('invoice.paid', paid)).toMatchObject([
    { payer: null, entries: [{ kind: 'payment', externalId: 'in_1:elsewhere', amount: 10_000 }] },
  ]);
});

test('deletions are told; a bare object counts as read just now; other news is nothing, and other things are refused', () => {
  expect(told('invoice.deleted', { id: 'in_1', object: 'invoice', deleted: true })).toMatchObject([{ deleted: true }]);
  expect(importOf(stripeCustomer('cus_1', AT), context)).toMatchObject([{ kind: 'customer', version: NOW }]);
  expect(told('payout.paid', { id: 'po_1', object: 'payout' })).toEqual([]);
  expect(importOf({ hello: 'world' }, context)).toBeNull();
  const broken = { ...invoice(), total: 'much' };
  expect(told('invoice.updated', broken)).toMatchObject([{ problem: expect.stringContaining('total') as string }]);
});
