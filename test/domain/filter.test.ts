import { describe, expect, test } from 'vitest';
import {
  compileCustomerFilter,
  type CustomerFacts,
  customerVocabulary,
} from '../../connector/src/domain/customerFilter.ts';
import type { CustomField, CustomFieldType } from '../../connector/src/domain/customField.ts';
import { DomainError } from '../../connector/src/domain/errors.ts';
import { checkFilter, type FilterInput, type FilterValue } from '../../connector/src/domain/filter.ts';
import { invoiceFieldName, invoiceVocabulary } from '../../connector/src/domain/invoiceFilter.ts';
import { day } from './examples.ts';

const define = (key: string, type: CustomFieldType, options: string[] = []): [string, CustomField] => [
  key,
  { key, label: key, type, options, source: null },
];
const FIELDS = new Map([
  define('note', 'text'),
  define('size', 'number'),
  define('since', 'date'),
  define('vip', 'boolean'),
  define('tier', 'select', ['gold', 'silver']),
  define('tags', 'multiSelect', ['a', 'b']),
  define('mail', 'email'),
  define('site', 'url'),
]);
const vocabulary = customerVocabulary(FIELDS);

const CUSTOMER: CustomerFacts = {
  name: 'Dupont',
  externalId: 'C-1',
  country: 'FR',
  language: null,
  formOfAddress: 'formal',
  source: 'api',
  score: 'B',
  averagePaymentDelayDays: 42,
  outstanding: 12_000,
  due: 2000,
  overdue: 10_000,
  dunningPlanId: null,
  accountManagers: ['usr_1', 'usr_2'],
  paymentMethods: ['card'],
  invoiceStatuses: ['paid', 'overdue'],
  contactPositions: [],
  lastDunningDate: day('2026-11-20'),
  unreadReplies: 2,
  excluded: false,
  paused: true,
  collectedAtBothLevels: false,
  customFields: { note: 'North', size: 3, vip: true, tier: 'gold', tags: ['a'], loose: 'x', both: ['x', 2] },
};

const filter = (field: string, operator: FilterInput['operator'], ...values: FilterValue[]): FilterInput => ({
  field,
  operator,
  values,
});

function holds(...filters: FilterInput[]): boolean {
  return compileCustomerFilter(checkFilter(filters, vocabulary))(CUSTOMER);
}

function wrong(filters: FilterInput[], isRule = false): string[] {
  try {
    checkFilter(filters, vocabulary, { isRule });
  } catch (error) {
    if (error instanceof DomainError) return error.errors.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe('RUL-2', () => {
  test('several filters all must hold; several values of one are alternatives', () => {
    expect(holds(filter('country', 'is', 'DE', 'FR'), filter('score', 'is', 'A', 'B'))).toBe(true);
    expect(holds(filter('country', 'is', 'DE', 'FR'), filter('score', 'is', 'A'))).toBe(false);
    expect(holds()).toBe(true);
  });

  test('text compares exactly, case included', () => {
    expect(holds(filter('name', 'is', 'Dupont'))).toBe(true);
    for (const name of ['dupont', 'Dupont ', 'Dup', 'DUPONT']) expect(holds(filter('name', 'is', name))).toBe(false);
    expect(holds(filter('custom.note', 'is', 'north'))).toBe(false);
  });

  test('is not is none of the values, and an empty field satisfies it', () => {
    expect(holds(filter('country', 'isNot', 'DE', 'IT'))).toBe(true);
    expect(holds(filter('country', 'isNot', 'DE', 'FR'))).toBe(false);
    expect(holds(filter('language', 'isNot', 'fr'))).toBe(true);
    expect(holds(filter('dunningPlanId', 'isNot', 'pln_1'))).toBe(true);
    expect(holds(filter('custom.tier', 'isNot', 'silver'))).toBe(true);
    expect(holds(filter('contacts.position', 'isNot', 'payer'))).toBe(true);
  });

  test('null asks whether the field is empty', () => {
    expect(holds(filter('language', 'is', null))).toBe(true);
    expect(holds(filter('country', 'is', null))).toBe(false);
    expect(holds(filter('country', 'is', null, 'FR'))).toBe(true);
    expect(holds(filter('language', 'isNot', null))).toBe(false);
    expect(holds(filter('contacts.position', 'is', null))).toBe(true);
    expect(holds(filter('custom.mail', 'is', null))).toBe(true);
    expect(holds(filter('custom.constructor', 'is', null))).toBe(true);
  });

  test('a field of several values is one of them, and is not when none of them is', () => {
    expect(holds(filter('accountManagers', 'is', 'usr_2', 'usr_9'))).toBe(true);
    expect(holds(filter('accountManagers', 'isNot', 'usr_2'))).toBe(false);
    expect(holds(filter('invoices.status', 'is', 'overdue'))).toBe(true);
    expect(holds(filter('custom.tags', 'is', 'b'))).toBe(false);
    expect(holds(filter('custom.both', 'is', 2))).toBe(true);
  });

  test('above and below are strict, and an empty field is neither', () => {
    expect(holds(filter('overdue', 'above', 9999))).toBe(true);
    expect(holds(filter('overdue', 'above', 10_000))).toBe(false);
    expect(holds(filter('averagePaymentDelayDays', 'below', 43))).toBe(true);
    expect(holds(filter('lastDunningDate', 'below', '2026-11-21'))).toBe(true);
    expect(holds(filter('lastDunningDate', 'above', '2026-11-20'))).toBe(false);
    expect(holds(filter('custom.since', 'below', '2026-11-21'))).toBe(false);
    expect(holds(filter('custom.loose', 'above', 1))).toBe(false);
    expect(wrong([filter('overdue', 'above', 1)], true)).toEqual([
      expect.stringMatching(/^filter\.0\.operator: rules/),
    ]);
  });

  test.each(['note', 'size', 'since', 'tags', 'mail', 'site', 'loose'])(
    'custom field %s does not know is not; the refusal names position and field',
    (key) => {
      expect(wrong([filter('country', 'is', 'FR'), filter(`custom.${key}`, 'isNot', null)])).toEqual([
        expect.stringMatching(`^filter\\.1\\.operator: 'custom\\.${key}' does not know isNot.*use is`),
      ]);
    },
  );

  test('select and boolean custom fields know is not; so does one that nobody has defined, against true and false', () => {
    expect(wrong([filter('custom.vip', 'isNot', true), filter('custom.tier', 'isNot', 'gold', null)], true)).toEqual(
      [],
    );
    expect(wrong([filter('custom.anything', 'isNot', true)], true)).toEqual([]);
    expect(wrong([filter('custom.anything', 'isNot', 'x')], true)).toHaveLength(1);
  });
});

test.each([
  [filter('nmae', 'is', 'x'), /^filter\.0\.field: 'nmae' is no field.*known are name, externalId/],
  [filter('custom.', 'is', 'x'), /^filter\.0\.field/],
  [filter('custom.a"b', 'is', 'x'), /^filter\.0\.field/],
  [filter('score', 'is', 'E'), /^filter\.0\.values\.0: 'E' is no value of 'score': it takes one of 'A', 'B', 'C', 'D'/],
  [filter('overdue', 'is', 'much'), /^filter\.0\.values\.0: .*a whole number/],
  [filter('overdue', 'above', 1.5), /^filter\.0\.values\.0/],
  [filter('excluded', 'is', 'true'), /^filter\.0\.values\.0: .*true or false/],
  [filter('lastDunningDate', 'above', '2026-02-30'), /^filter\.0\.values\.0: .*a calendar date/],
  [filter('custom.tier', 'is', 'gold', 'bronze'), /^filter\.0\.values\.1: 'bronze'/],
  [filter('custom.size', 'is', '3'), /^filter\.0\.values\.0: .*a number/],
  [filter('name', 'above', 'A'), /^filter\.0\.operator: 'name' is not ordered/],
  [filter('custom.loose', 'above', 'A'), /^filter\.0\.operator/],
  [filter('overdue', 'above', 1, 2), /^filter\.0\.values: above takes exactly one value/],
  [filter('overdue', 'below', null), /^filter\.0\.values/],
])('%j is refused with its position and the remedy', (bad, message) => {
  expect(wrong([bad])).toEqual([expect.stringMatching(message)]);
});

test('a list of invoices knows the invoice’s own fields first, then those of its customer', () => {
  const fields = ['status', 'invoices.status', 'dunningPlanId', 'country', 'customer.name', 'custom.tier'];
  const named = fields.map(invoiceFieldName);
  expect(named).toEqual([
    'status',
    'status',
    'dunningPlanId',
    'customer.country',
    'customer.name',
    'customer.custom.tier',
  ]);
  const ofInvoices = invoiceVocabulary(FIELDS);
  expect(named.map((name) => ofInvoices.fieldOf(name)?.type)).toEqual(Array(6).fill('text'));
  expect(ofInvoices.fieldOf(invoiceFieldName('nobody'))).toBe(null);
  expect(ofInvoices.fieldOf('customer.customer.name')).toBe(null);
});
