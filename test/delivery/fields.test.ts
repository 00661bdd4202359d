import { describe, expect, test } from 'vitest';
import { messageFields } from '../../connector/src/delivery/fields.ts';
import { FieldValue } from '../../connector/src/delivery/fieldValue.ts';
import { FIELDS_IN, isGroup, isList, type Shape } from '../../connector/src/delivery/fieldNames.ts';
import { reviveFields, serializeFields } from '../../connector/src/delivery/storedFields.ts';
import { fromIsoDate } from '../../connector/src/domain/day.ts';
import { context, customer, invoice } from './context.ts';

const spaces = (text: unknown) => String(text).replace(/[\u00a0\u202f]/g, ' ');

const everything = () => {
  const invoices = [
    invoice({ outstanding: 24000, link: 'https://pay.example/1?a=1&b=2' }),
    invoice({ number: 'FA-2026-0171', title: null, dueOn: fromIsoDate('2026-11-12') }),
    invoice({ number: 'US-1', currency: 'USD' }),
  ];
  return context({
    language: 'fr',
    accountManager: { name: 'Léa Roux', email: 'lea@lumen.example', phone: '+33 1 84 80 12 34' },
    customer: customer({
      score: 'B',
      lastDunningOn: fromIsoDate('2026-10-24'),
      balances: [
        { currency: 'EUR', outstanding: 133000, due: 124000, overdue: 24000, unapplied: 15000, disputed: 0 },
        { currency: 'USD', outstanding: 124000, due: 0, overdue: 124000, unapplied: 0, disputed: 0 },
      ],
      customFields: {
        segment: 'PME',
        seats: 1200.5,
        renewsOn: '2026-12-31',
        vip: true,
        regions: ['Nord', 'Sud'],
        empty: '',
        gone: null,
      },
    }),
    invoices,
    portalLink: 'https://portal.example/p/1',
  });
};

describe('MON-1: amounts', () => {
  test.each([
    ['en', 'EUR', 124000, '€1,240.00'],
    ['fr', 'EUR', 124000, '1 240,00 €'],
    ['en', 'JPY', 124000, '¥124,000'],
    ['en', 'KWD', 124000, 'KWD 124.000'],
    ['de', 'CHF', 5, '0,05 CHF'],
    ['en', 'EUR', 9_007_199_254_740_991, '€90,071,992,547,409.91'],
    ['en', 'EUR', -5000, '-€50.00'],
  ])('are written in %s with the decimals of %s', (language, currency, grossAmount, text) => {
    const { referenceInvoice } = messageFields(context({ language, invoices: [invoice({ currency, grossAmount })] }));
    expect(spaces(referenceInvoice.amount)).toBe(text);
    expect(referenceInvoice.amount?.raw).toBe(grossAmount);
  });

  test('of two currencies stand side by side, never added; raw is the currency of the reference invoice', () => {
    const { customer: fields } = messageFields(everything());
    expect(spaces(fields.outstanding)).toBe('1 330,00 € et 1 240,00 $US');
    expect(fields.outstanding.raw).toBe(133000);
    expect(spaces(fields.due)).toBe('1 240,00 €');
  });

  test('of nothing print as zero in the currency of the reference invoice', () => {
    const fields = messageFields(
      context({ customer: customer({ balances: [] }), invoices: [invoice({ currency: 'USD' })] }),
    );
    expect(String(fields.customer.overdue)).toBe('$0.00');
    expect(fields.customer.overdue.raw).toBe(0);
  });
});

describe('DAT-1: dates', () => {
  test.each([
    ['en', 'October 17, 2026'],
    ['en-GB', '17 October 2026'],
    ['fr', '17 octobre 2026'],
    ['de', '17. Oktober 2026'],
  ])('are written out in %s', (language, text) => {
    const { referenceInvoice } = messageFields(context({ language }));
    expect(String(referenceInvoice.dueDate)).toBe(text);
    expect(referenceInvoice.dueDate?.raw).toBe('2026-10-17');
  });

  test.each([
    ['fr', '1er octobre 2026'],
    ['fr-CA', '1er octobre 2026'],
    ['it', '1º ottobre 2026'],
    ['de', '1. Oktober 2026'],
    ['es', '1 de octubre de 2026'],
  ])('the first of a month is written as in %s', (language, text) => {
    const invoices = [invoice({ dueOn: fromIsoDate('2026-10-01') }), invoice({ dueOn: fromIsoDate('2026-10-11') })];
    const [first, eleventh] = messageFields(context({ language, invoices })).invoices;
    expect(String(first?.dueDate)).toBe(text);
    expect(String(eleventh?.dueDate)).toMatch(/^11[. ]/);
  });

  test.each([
    ['2026-10-17', 17, -17],
    ['2026-11-03', 0, 0],
    ['2026-11-12', -9, 9],
  ])('an invoice due on %s is %i days late on 3 November', (dueOn, daysLate, daysUntilDue) => {
    const { referenceInvoice } = messageFields(context({ invoices: [invoice({ dueOn: fromIsoDate(dueOn) })] }));
    expect(referenceInvoice.daysLate?.raw).toBe(daysLate);
    expect(referenceInvoice.daysUntilDue?.raw).toBe(daysUntilDue);
  });
});

test('CUS-4: custom fields print by their type, in the language of the message; empty ones are not there', () => {
  const { custom } = messageFields(everything()).customer;
  const printed = Object.fromEntries(Object.entries(custom).map(([key, value]) => [key, spaces(value)]));
  expect(printed).toEqual({
    segment: 'PME',
    seats: '1200,5',
    renewsOn: '31 décembre 2026',
    vip: 'true',
    regions: 'Nord et Sud',
  });
  expect(custom.regions?.raw).toEqual(['Nord', 'Sud']);
});

test('MAN-2: what is missing has no key at all', () => {
  const fields = messageFields(
    context({ contact: { firstName: null, lastName: 'Dupont', email: 'jean@dupont.example' } }),
  );
  expect(fields.contact).toEqual({ lastName: 'Dupont', name: 'Dupont', email: 'jean@dupont.example' });
  expect(fields.accountManager).toEqual({});
  expect(fields.portal).toEqual({});
  expect('score' in fields.customer).toBe(false);
});

test('a link that is no web address is not a link', () => {
  const fields = messageFields(
    context({ portalLink: 'javascript:alert(1)', invoices: [invoice({ link: 'data:text/html,x' })] }),
  );
  expect(fields.portal).toEqual({});
  expect('link' in fields.invoices[0]!).toBe(false);
});

test('the invoice message calls the reference invoice `invoice`', () => {
  const fields = messageFields(context());
  expect(fields.invoice).toBe(fields.referenceInvoice);
});

describe('the fields kept of a sent message', () => {
  test.each([
    ['of everything', everything()],
    ['of next to nothing', context({ contact: null, invoices: [], sender: { name: null, email: 'a@b.example' } })],
    [
      'of a reference that is not listed',
      { ...context(), referenceInvoice: invoice({ number: 'OLD-1', outstanding: 1 }) },
    ],
  ])('%s come back exactly', (_, facts) => {
    const fields = messageFields(facts);
    expect(reviveFields(serializeFields(fields))).toStrictEqual(fields);
  });

  test('take less than a kilobyte for a customer with three invoices', () => {
    const invoices = ['FA-1', 'FA-2', 'FA-3'].map((number) => invoice({ number }));
    expect(serializeFields(messageFields(context({ invoices }))).length).toBeLessThan(1000);
  });
});

test('every field there is has a name that templates are checked against, and the other way round', () => {
  const fields = { ...messageFields(everything()) };
  expect(namesOf(fields)).toEqual(knownNames(FIELDS_IN.invoice));
});

function namesOf(value: unknown): unknown {
  if (value instanceof FieldValue || typeof value !== 'object' || value === null) return 'field';
  if (Array.isArray(value)) return namesOf(value[0]);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'custom' ? 'free' : namesOf(inner)]),
  );
}

function knownNames(shape: Shape): unknown {
  if (isList(shape)) return knownNames(shape.list);
  if (!isGroup(shape)) return 'field';
  return Object.fromEntries(
    Object.entries(shape.group).map(([key, inner]) => [key, key === 'custom' ? 'free' : knownNames(inner)]),
  );
}
