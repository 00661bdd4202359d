import { describe, expect, test } from 'vitest';
import { fromIsoDate, toIsoDate } from '../../../connector/src/domain/day.ts';
import type { Company } from '../../../connector/src/sources/quickbooks/company.ts';
import { recordsOf } from '../../../connector/src/sources/quickbooks/records.ts';
import type { TermObject } from '../../../connector/src/sources/quickbooks/objects.ts';

const MetaData = { CreateTime: '2026-10-01T09:00:00-08:00', LastUpdatedTime: '2026-11-02T09:00:00-08:00' };
const base = { domain: 'QBO', sparse: false, SyncToken: '2', MetaData };
const version = (Date.parse('2026-11-02T17:00:00Z') / 1000) * 1_000_000 + 2;

const customer = { ...base, Id: '1', DisplayName: 'Amy’s Bird Sanctuary', Active: true, Job: false };
const sale = { ...base, CustomerRef: { value: '1', name: 'Amy’s Bird Sanctuary' }, CurrencyRef: { value: 'USD' } };
const invoice = {
  ...sale,
  Id: '130',
  DocNumber: '1037',
  TxnDate: '2026-10-01',
  DueDate: '2026-10-31',
  TotalAmt: 362.07,
  Balance: 362.07,
  TxnTaxDetail: { TotalTax: 26.82 },
};
const payment = { ...sale, Id: '163', TxnDate: '2026-11-02', TotalAmt: 65, UnappliedAmt: 10, Line: [line(55, '130')] };

function line(Amount: number, TxnId: string, TxnType = 'Invoice') {
  return { Amount, LinkedTxn: [{ TxnId, TxnType }] };
}

function one(object: unknown, company?: Company) {
  const records = recordsOf(object, company);
  expect(records).toHaveLength(1);
  return records![0]!;
}

describe('Customers', () => {
  test('CUS-3: several addresses in one field are several contacts, the first of them main, each once', () => {
    const addresses = 'amy@birds.example, office@birds.example;amy@birds.example';
    expect(
      one({
        ...customer,
        GivenName: 'Amy',
        FamilyName: 'Lauterbach',
        PrimaryEmailAddr: { Address: addresses },
        PrimaryPhone: { FreeFormNumber: '(650) 555-3311' },
        BillAddr: { Line1: '4581 Finch St.', Country: 'USA' },
      }),
    ).toEqual({
      kind: 'customer',
      externalId: '1',
      version,
      raw: expect.anything() as unknown,
      name: 'Amy’s Bird Sanctuary',
      country: 'US',
      contacts: [
        { email: 'amy@birds.example', firstName: 'Amy', lastName: 'Lauterbach', phone: '(650) 555-3311', isMain: true },
        { email: 'office@birds.example', isMain: false },
      ],
    });
  });

  test('CUS-3: what is no address is no contact, and the customer comes all the same', () => {
    expect(one({ ...customer, PrimaryEmailAddr: { Address: 'call Amy' } })).toMatchObject({ contacts: [] });
  });

  test.each([
    ['France', 'FR'],
    ['Deutschland', 'DE'],
    ['gb', 'GB'],
    ['U.K.', 'GB'],
    ['Narnia', null],
  ])('A country is written in words: %s is %s', (Country, expected) => {
    expect(one({ ...customer, BillAddr: { Country } })).toMatchObject({ country: expected });
  });

  test('Sub-customers and inactive customers are customers of their own', () => {
    const job = { ...customer, Id: '2', DisplayName: 'Aviary', Job: true, ParentRef: { value: '1' }, Active: false };
    expect(one(job)).toMatchObject({ kind: 'customer', externalId: '2', name: 'Aviary' });
  });
});

describe('Invoices', () => {
  test('MON-1: amounts become minor units by their digits, and the net amount is what is left without tax', () => {
    expect(one(invoice)).toEqual({
      kind: 'invoice',
      externalId: '130',
      version,
      raw: invoice,
      number: '1037',
      customerExternalId: '1',
      issuedOn: fromIsoDate('2026-10-01'),
      dueOn: fromIsoDate('2026-10-31'),
      currency: 'USD',
      grossAmount: 362_07,
      netAmount: 335_25,
      title: null,
      state: 'open',
      automaticCharging: null,
      entries: [],
    });
  });

  test.each([
    [1.15, 'USD', 115],
    [4.35, 'EUR', 435],
    [1000, 'JPY', 1000],
    [10.5, 'KWD', 10_500],
    [0.29, 'USD', 29],
    [1_234_567_890.12, 'USD', 123_456_789_012],
  ])('MON-1: %d %s is %d in minor units', (TotalAmt, currency, expected) => {
    expect(one({ ...invoice, TotalAmt, TxnTaxDetail: {}, CurrencyRef: { value: currency } })).toMatchObject({
      grossAmount: expected,
      currency,
    });
  });

  test.each([
    [{ TotalAmt: 10.005 }, "TotalAmt '10.005' has more than the 2 decimals of its currency (USD)"],
    [
      { TotalAmt: 10.5, CurrencyRef: { value: 'JPY' } },
      "TotalAmt '10.5' has more than the 0 decimals of its currency (JPY)",
    ],
    [{ TotalAmt: 1e21 }, "TotalAmt '1e+21' is not an amount"],
    [{ TotalAmt: -5 }, 'TotalAmt -5 is below 0'],
    [{ TotalAmt: '362.07' }, 'TotalAmt must be an amount, a number'],
    [{ CurrencyRef: { value: 'XXZ' } }, "CurrencyRef.value 'XXZ' is not an ISO 4217 code"],
    [{ CurrencyRef: undefined }, 'CurrencyRef is missing, and the company’s home currency is not known'],
    [{ TxnDate: '2026-02-30' }, "TxnDate '2026-02-30' is not a calendar date (YYYY-MM-DD)"],
    [{ CustomerRef: {} }, 'CustomerRef.value must be the object’s id, a text'],
  ])('An invoice that does not fit is put aside, and says which field is wrong: %j', (wrong, problem) => {
    const record = one({ ...invoice, ...wrong });
    expect(record).toMatchObject({ kind: 'invoice', externalId: '130', version });
    expect((record as { problem: string }).problem).toContain(problem);
  });

  test('A company with one currency leaves it out of its objects', () => {
    const company = { homeCurrency: 'CAD', terms: new Map() };
    expect(one({ ...invoice, CurrencyRef: undefined }, company)).toMatchObject({ currency: 'CAD' });
  });

  test('An invoice without a number has its id for one', () => {
    expect(one({ ...invoice, DocNumber: undefined })).toMatchObject({ number: '130' });
    expect(one({ ...invoice, DocNumber: ' ' })).toMatchObject({ number: '130' });
  });

  test.each<[TermObject | undefined, string]>([
    [undefined, '2026-10-01'],
    [{ Id: '3', DueDays: 30 }, '2026-10-31'],
    [{ Id: '3', DayOfMonthDue: 15 }, '2026-10-15'],
    [{ Id: '3', DayOfMonthDue: 15, DueNextMonthDays: 20 }, '2026-11-15'],
    [{ Id: '3', DayOfMonthDue: 31, DueNextMonthDays: 31 }, '2026-11-30'],
    [{ Id: '3' }, '2026-10-01'],
  ])('DAT-1: without a due date the terms decide: %j', (terms, due) => {
    const company = { homeCurrency: null, terms: new Map(terms ? [['3', terms]] : []) };
    const record = one({ ...invoice, DueDate: undefined, SalesTermRef: { value: '3' } }, company);
    expect(toIsoDate((record as { dueOn: number }).dueOn)).toBe(due);
  });

  test('DAT-1: nobody owes before the invoice is issued', () => {
    expect(one({ ...invoice, DueDate: '2026-09-01' })).toMatchObject({ dueOn: fromIsoDate('2026-10-01') });
  });

  test('A voided invoice is void; one of zero that nobody voided is none', () => {
    const zero = { ...invoice, TotalAmt: 0, Balance: 0, TxnTaxDetail: { TotalTax: 0 } };
    expect(one({ ...zero, PrivateNote: 'Voided - wrong customer' })).toMatchObject({ state: 'void', grossAmount: 0 });
    expect(one({ ...zero, PrivateNote: 'Free of charge' })).toMatchObject({ state: 'open', grossAmount: 0 });
    expect(one({ ...invoice, PrivateNote: 'Voided the one before' })).toMatchObject({ state: 'open' });
  });

  test('BAL-1: a deposit taken with the invoice is a payment of the invoice’s own', () => {
    expect(one({ ...invoice, Deposit: 100 })).toMatchObject({
      entries: [{ kind: 'payment', externalId: 'invoice:130:deposit', amount: 100_00, on: fromIsoDate('2026-10-01') }],
    });
  });
});

describe('Payments, credit memos, refunds', () => {
  const zero = (kind: string) => ({ kind, externalId: 'payment:163', amount: 0, allocations: [] });

  test('BAL-1: a payment pays its invoices, and the rest is unapplied', () => {
    expect(recordsOf(payment)).toMatchObject([
      {
        kind: 'payment',
        externalId: '163',
        version,
        customerExternalId: '1',
        amount: 65_00,
        currency: 'USD',
        on: fromIsoDate('2026-11-02'),
        allocations: [{ invoiceExternalId: '130', amount: 55_00 }],
      },
      zero('creditNote'),
      zero('refund'),
    ]);
  });

  test('A payment that was never changed states no part that it has not', () => {
    expect(recordsOf({ ...payment, SyncToken: '0' })?.map(({ kind }) => kind)).toEqual(['payment']);
  });

  test('BAL-1: a payment of zero applies a credit memo: what it applied is a credit note, no money came in', () => {
    const applying = {
      ...payment,
      TotalAmt: 0,
      UnappliedAmt: 0,
      Line: [line(55, '130'), line(55, '68', 'CreditMemo')],
    };
    expect(recordsOf(applying)).toMatchObject([
      { kind: 'payment', externalId: '163', amount: 0, allocations: [] },
      {
        kind: 'creditNote',
        externalId: 'payment:163',
        amount: 55_00,
        on: fromIsoDate('2026-11-02'),
        allocations: [{ invoiceExternalId: '130', amount: 55_00 }],
      },
      zero('refund'),
    ]);
    const inOneLine = {
      Amount: 55,
      LinkedTxn: [line(0, '68', 'CreditMemo').LinkedTxn[0], line(0, '130').LinkedTxn[0]],
    };
    expect(recordsOf({ ...applying, Line: [inOneLine] })).toEqual(
      recordsOf(applying)?.map((record) => ({ ...record, raw: { ...applying, Line: [inOneLine] } })),
    );
  });

  test('BAL-1: a credit memo is what is left of it, unapplied', () => {
    const memo = { ...sale, Id: '68', TxnDate: '2026-10-15', TotalAmt: 80, RemainingCredit: 25, Balance: 25 };
    expect(one(memo)).toMatchObject({ kind: 'creditNote', externalId: '68', amount: 25_00, allocations: [] });
  });

  test('BAL-1: a refund receipt changes no balance: it is a credit note and a refund', () => {
    const receipt = { ...sale, Id: '162', TxnDate: '2026-11-01', TotalAmt: 99 };
    expect(recordsOf({ RefundReceipt: receipt })).toMatchObject([
      { kind: 'creditNote', externalId: 'refundReceipt:162', amount: 99_00, allocations: [] },
      { kind: 'refund', externalId: 'refundReceipt:162', amount: 99_00, allocations: [] },
    ]);
  });

  test('A voided payment takes all its parts back', () => {
    expect(recordsOf({ ...payment, TotalAmt: 0, UnappliedAmt: 0, Line: [], PrivateNote: 'Voided' })).toMatchObject([
      { kind: 'payment', externalId: '163', amount: 0, allocations: [] },
      zero('creditNote'),
      zero('refund'),
    ]);
  });
});

describe('Objects', () => {
  test('What was deleted takes back all that it said, as the last state of its second', () => {
    const gone = { domain: 'QBO', status: 'Deleted', Id: '163', MetaData };
    const last = version - 2 + 999_999;
    expect(recordsOf({ Payment: gone })).toEqual([
      { kind: 'payment', externalId: '163', version: last, deleted: true },
      { kind: 'creditNote', externalId: 'payment:163', version: last, deleted: true },
      { kind: 'refund', externalId: 'payment:163', version: last, deleted: true },
    ]);
    expect(recordsOf(gone, undefined, 'Invoice')).toEqual([
      { kind: 'invoice', externalId: '163', version: last, deleted: true },
    ]);
  });

  test('A later change within the same second is newer', () => {
    const [earlier, later] = [one({ ...invoice, SyncToken: '2' }), one({ ...invoice, SyncToken: '10' })];
    expect(later.version).toBeGreaterThan(earlier.version);
  });

  test('n8n’s node brings objects bare: they are told by their fields, in an envelope by its name', () => {
    const kinds = (object: unknown) => recordsOf(object)?.[0]?.kind;
    expect(kinds(customer)).toBe('customer');
    expect(kinds(invoice)).toBe('invoice');
    expect(kinds(payment)).toBe('payment');
    expect(kinds({ Invoice: { ...invoice, DueDate: undefined }, time: '2026-11-02T09:00:00-08:00' })).toBe('invoice');
    for (const none of [null, 'x', {}, [], { Id: '1' }, { Vendor: { Id: '1' } }, { ...invoice, MetaData: {} }]) {
      expect(recordsOf(none)).toBeNull();
    }
  });
});
