import { describe, expect, test } from 'vitest';
import { type InvoiceState, invoiceStatus, referenceInvoice } from '../../connector/src/domain/invoice.ts';
import { day, invoice } from './examples.ts';

const open = (...currencies: [string, number][]) => new Map(currencies);
const reference = (invoices: InvoiceState[], outstanding = open(['EUR', 1], ['USD', 1])) =>
  referenceInvoice(invoices, outstanding)?.number ?? null;

describe('INV-6', () => {
  const status = (facts: Partial<InvoiceState>, today = '2026-11-23') =>
    invoiceStatus(invoice({ due: '2026-11-20', ...facts }), day(today));

  test('INV-6: the first that holds: void, to send, paid, disputed, overdue', () => {
    const all = { isVoid: true, sent: false, outstanding: 0, isDisputed: true };
    expect(status(all)).toBe('void');
    expect(status({ ...all, isVoid: false })).toBe('toSend');
    expect(status({ ...all, isVoid: false, sent: true })).toBe('paid');
    expect(status({ isDisputed: true })).toBe('disputed');
    expect(status({})).toBe('overdue');
  });

  test('INV-6: on the due date itself an invoice is due', () => {
    expect(status({}, '2026-11-19')).toBe('due');
    expect(status({}, '2026-11-20')).toBe('due');
    expect(status({}, '2026-11-21')).toBe('overdue');
  });

  test('INV-6: what is paid in part is not paid', () => {
    expect(status({ outstanding: 1 })).toBe('overdue');
    expect(status({ outstanding: 0 })).toBe('paid');
  });
});

describe('REF-1', () => {
  test('REF-1: the oldest by due date, not by date of issue', () => {
    const issuedFirst = invoice({ number: 'F-1', issued: '2026-09-01', due: '2026-11-10' });
    const dueFirst = invoice({ number: 'F-2', issued: '2026-10-01', due: '2026-11-06' });
    expect(reference([issuedFirst, dueFirst])).toBe('F-2');
  });

  test('REF-1: same due date: the highest gross amount, whatever is left of it', () => {
    const small = invoice({ number: 'F-1', due: '2026-11-06', grossAmount: 5_000 });
    const large = invoice({ number: 'F-2', due: '2026-11-06', grossAmount: 9_000, outstanding: 1 });
    expect(reference([small, large])).toBe('F-2');
  });

  test('REF-1: same due date and amount: the smallest number, compared character by character', () => {
    const due = '2026-11-06';
    expect(
      reference([invoice({ number: 'F-2', due }), invoice({ number: 'F-10', due }), invoice({ number: 'G-1', due })]),
    ).toBe('F-10');
  });

  test('REF-1: amounts of two currencies are not compared: the currency code decides', () => {
    const dollars = invoice({ number: 'F-1', due: '2026-11-06', currency: 'USD', grossAmount: 1_000_000 });
    const euros = invoice({ number: 'F-2', due: '2026-11-06', currency: 'EUR', grossAmount: 5_000 });
    expect(reference([dollars, euros])).toBe('F-2');
    expect(reference([euros, dollars])).toBe('F-2');
  });

  test.each([
    ['to send', { sent: false }],
    ['disputed', { isDisputed: true }],
    ['void', { isVoid: true }],
    ['paid', { outstanding: 0 }],
  ])('REF-1, REF-2: an older invoice that is %s is no candidate, and the next one takes over', (_, facts) => {
    const older = invoice({ number: 'F-1', due: '2026-11-06', ...facts });
    const younger = invoice({ number: 'F-2', due: '2026-11-10' });
    expect(reference([older, younger])).toBe('F-2');
    expect(reference([older])).toBeNull();
  });

  test('REF-1: one that is not due yet may be the reference', () => {
    expect(reference([invoice({ number: 'F-9', due: '2027-06-30' })])).toBe('F-9');
  });
});

describe('REF-3', () => {
  const older = invoice({ number: 'F-1', due: '2026-11-06', currency: 'USD' });
  const younger = invoice({ number: 'F-2', due: '2026-11-10', currency: 'EUR' });

  test('REF-3: a currency with nothing outstanding, or less, has no candidates', () => {
    expect(reference([older, younger], open(['USD', 1], ['EUR', 1]))).toBe('F-1');
    expect(reference([older, younger], open(['USD', 0], ['EUR', 1]))).toBe('F-2');
    expect(reference([older, younger], open(['USD', -1], ['EUR', 1]))).toBe('F-2');
    expect(reference([older, younger], open(['EUR', 0]))).toBeNull();
  });

  test('REF-3: at invoice level it is the same', () => {
    expect(reference([older], open(['USD', 0]))).toBeNull();
    expect(reference([older], open(['USD', 10_000]))).toBe('F-1');
  });
});
