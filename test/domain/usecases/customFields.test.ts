import { expect, test } from 'vitest';
import { CONNECTOR } from '../../../connector/src/domain/actor.ts';
import type { CustomField } from '../../../connector/src/domain/customField.ts';
import type { CustomerTable } from '../../../connector/src/store/tables.ts';
import { checkCustomFields } from '../../../connector/src/usecases/customers/mergeCustomer.ts';

const field = (key: string, source: string | null): CustomField => ({
  key,
  label: key,
  type: 'text',
  options: [],
  source,
});
const fields = new Map(['stripe', 'chargebee', null].map((source) => [`of_${source}`, field(`of_${source}`, source)]));
const customer = {
  customFieldsJson: JSON.stringify({ of_stripe: 'old', of_chargebee: 'old', of_null: 'old', loose: 'old' }),
} as CustomerTable;
const anew = { of_stripe: 'new', of_chargebee: 'new', of_null: 'new', loose: 'new' };
const stripe = { ...CONNECTOR, type: 'source' as const, id: 'stripe', name: 'Stripe' };

test('CUS-4: a sync writes the fields that its source feeds, and passes over those of others', () => {
  expect(checkCustomFields(customer, anew, fields, stripe)).toEqual({
    fields: { of_stripe: 'new', of_chargebee: 'old', of_null: 'old', loose: 'new' },
    errors: [],
    isOfOthers: true,
  });
});

test('CUS-4: whoever is no source is refused a field that one feeds, unless the value stays as it is', () => {
  const person = { ...CONNECTOR, type: 'key' as const };
  const { errors, isOfOthers } = checkCustomFields(customer, anew, fields, person);
  expect([errors.map(({ path }) => path), isOfOthers]).toEqual([
    ['customFields.of_stripe', 'customFields.of_chargebee'],
    true,
  ]);
  expect(checkCustomFields(customer, { of_stripe: 'old', of_null: 'new' }, fields, person)).toMatchObject({
    fields: { of_stripe: 'old', of_null: 'new' },
    errors: [],
  });
});
