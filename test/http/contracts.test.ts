import { describe, expect, test } from 'vitest';
import { check } from '../../connector/src/http/contracts/issues.ts';
import { assignmentInput, claimInput, finishInput } from '../../connector/src/http/contracts/actions.ts';
import { batchOf } from '../../connector/src/http/contracts/common.ts';
import { customerPatch } from '../../connector/src/http/contracts/customers.ts';
import {
  creditNoteInput,
  invoiceInput,
  paymentInput,
  refundInput,
} from '../../connector/src/http/contracts/invoices.ts';
import { settingsInput } from '../../connector/src/http/contracts/organization.ts';
import { planInput, planPatch } from '../../connector/src/http/contracts/plans.ts';
import { fromIsoDate } from '../../connector/src/domain/day.ts';

type Schema = Parameters<typeof check>[0];

/** What is wrong with a value, as `path: message` lines. */
function wrong(schema: Schema, value: unknown): string[] {
  const result = check(schema, value);
  return result.ok ? [] : result.errors.map(({ path, message }) => `${path}: ${message}`);
}

function read<S extends Schema>(schema: S, value: unknown) {
  const result = check(schema, value);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.value;
}

const step = {
  name: 'First',
  when: { anchor: 'due', days: 3 },
  channel: 'email',
  mode: 'automatic',
  template: { key: 'first-reminder' },
};
const plan = { name: 'Polite', steps: [step] };
const invoice = {
  externalId: 'I-1',
  number: '2026-1',
  customer: { externalId: 'C-1' },
  issuedAt: '2026-11-01',
  dueDate: '2026-11-30',
  currency: 'EUR',
  grossAmount: 125_000,
};
const payment = { externalId: 'P-1', customer: { id: 'cus_1' }, amount: 100, currency: 'EUR', paidAt: '2026-11-23' };

describe('plans', () => {
  test('a plan has defaults for all but its name and steps', () => {
    expect(read(planInput, plan)).toMatchObject({
      level: 'customer',
      logic: 'standard',
      minimumContactDelayDays: 0,
      isDefault: false,
      language: null,
    });
  });

  test('a plan without steps is refused', () => {
    expect(wrong(planInput, { ...plan, steps: [] })).toEqual(['steps: a plan needs at least one step']);
    expect(wrong(planInput, { name: 'x' })).toEqual(['steps: is required: a list of steps']);
  });

  test.each([-366, 366, 400, 1.5, '3'])('a step %s days away is refused', (days) => {
    const errors = wrong(planInput, { ...plan, steps: [{ ...step, when: { anchor: 'due', days } }] });
    expect(errors).toEqual([
      expect.stringMatching(/^steps\.0\.when\.days: .* is not a whole number of days from -365 to 365$/),
    ]);
  });

  test.each([-1, 31])('a minimum contact delay of %s days is refused', (minimumContactDelayDays) => {
    expect(wrong(planInput, { ...plan, minimumContactDelayDays })).toEqual([
      `minimumContactDelayDays: ${minimumContactDelayDays} is not a whole number of days from 0 to 30`,
    ]);
  });

  test.each(['call', 'task'])('PLN-2: a %s is manual', (channel) => {
    expect(wrong(planInput, { ...plan, steps: [{ ...step, channel }] })).toEqual([
      `steps.0.mode: a ${channel} is done by a person: its mode must be 'manual'`,
    ]);
    expect(wrong(planInput, { ...plan, steps: [{ ...step, channel, mode: 'manual', template: undefined }] })).toEqual(
      [],
    );
  });

  test('a message needs a template, and a template is one thing', () => {
    const template = (value: unknown) => wrong(planInput, { ...plan, steps: [{ ...step, template: value }] });
    expect(template(undefined)).toEqual(['steps.0.template: is required: the text of the email']);
    expect(template({ subject: 'Hello' })).toEqual(['steps.0.template: give either key, or subject and body']);
    expect(template({ key: 'a', subject: 'b', body: 'c' })).toEqual([
      'steps.0.template: give either key, or subject and body',
    ]);
    expect(template({ subject: 'Hello\r\nBcc: x@example.com', body: 'b' })).toEqual([
      'steps.0.template.subject: must not contain line breaks or control characters',
    ]);
  });

  test('two steps of one name or id are refused', () => {
    expect(
      wrong(planInput, { ...plan, steps: [{ ...step, id: 'a' }, { ...step, id: 'a', name: 'Second' }, step] }),
    ).toEqual([
      "steps.1.id: 'a' is already the id of step 1: each step needs its own",
      "steps.2.name: 'First' is already the name of step 1: each step needs its own",
    ]);
  });

  test('recipients are addresses, positions, main or custom fields; a copy may go to the account manager', () => {
    const recipients = ['accounting', 'main', 'custom.billing_email', 'x@example.com'];
    expect(
      wrong(planInput, { ...plan, steps: [{ ...step, recipients, cc: [...recipients, 'accountManager'] }] }),
    ).toEqual([]);
    const errors = wrong(planInput, { ...plan, steps: [{ ...step, recipients: ['accountManager', 'boss'] }] });
    expect(errors.map((error) => error.split(' is not ')[0])).toEqual([
      "steps.0.recipients.0: 'accountManager'",
      "steps.0.recipients.1: 'boss'",
    ]);
  });

  test('a plan that was read may be sent back whole', () => {
    const answered = {
      id: 'pln_1',
      version: 3,
      ...plan,
      language: null,
      invoiceMessage: null,
      steps: [{ ...step, id: 'stp_1', sender: null, cc: null }],
    };
    expect(read(planPatch, answered)).toMatchObject({ steps: [{ id: 'stp_1', sender: undefined, cc: undefined }] });
  });

  test('a change names only what changes', () => {
    expect(read(planPatch, { name: 'New' })).toEqual({ name: 'New' });
  });

  test('an unknown field is named, with what is known', () => {
    expect(wrong(planPatch, { nme: 'x' })).toEqual([
      expect.stringMatching(/^nme: is not known here; known are .*\bname\b/),
    ]);
  });
});

describe('invoices', () => {
  test('dates become days, everything else stays', () => {
    expect(read(invoiceInput, invoice)).toEqual({
      ...invoice,
      issuedAt: fromIsoDate('2026-11-01'),
      dueDate: fromIsoDate('2026-11-30'),
    });
  });

  test('a due date before the issue date is refused, the same day is not', () => {
    expect(wrong(invoiceInput, { ...invoice, dueDate: '2026-10-31' })).toEqual([
      'dueDate: must not be before issuedAt',
    ]);
    expect(wrong(invoiceInput, { ...invoice, dueDate: '2026-11-01' })).toEqual([]);
  });

  test.each(['2026-02-30', '2026-2-1', '01.11.2026', '2026-11-01T00:00:00Z', '0001-01-01', '', 20_000, null])(
    'DAT-1: %j is no date',
    (issuedAt) => {
      expect(wrong(invoiceInput, { ...invoice, issuedAt })).toEqual([
        expect.stringMatching(/^issuedAt: .* is not a calendar date \(YYYY-MM-DD\)/),
      ]);
    },
  );

  test.each(['XYZ', 'eur', 'EURO', '', null])('MON-1: %j is no currency', (currency) => {
    expect(wrong(invoiceInput, { ...invoice, currency })).toEqual([
      expect.stringMatching(/^currency: .* is not an ISO 4217 currency code/),
    ]);
  });

  test.each([12.5, '125000', Number.NaN, 1e18, null])('MON-1: %j is no amount in minor units', (grossAmount) => {
    expect(wrong(invoiceInput, { ...invoice, grossAmount })).toEqual([expect.stringMatching(/^grossAmount: /)]);
  });

  test('a negative invoice is a credit note', () => {
    expect(wrong(invoiceInput, { ...invoice, grossAmount: -1 })).toEqual([
      'grossAmount: must not be negative; record a credit note instead',
    ]);
    expect(wrong(invoiceInput, { ...invoice, grossAmount: 0 })).toEqual([]);
  });

  test.each([{}, { id: 'a', externalId: 'b' }, { externalID: 'b' }, 'C-1', null])(
    '%j names no customer',
    (customer) => {
      expect(wrong(invoiceInput, { ...invoice, customer })).toEqual(
        expect.arrayContaining([expect.stringMatching(/^customer/)]),
      );
    },
  );

  test('what is missing is named, all of it at once', () => {
    const paths = wrong(invoiceInput, {}).map((error) => error.split(':')[0]);
    expect(paths).toEqual(['number', 'customer', 'issuedAt', 'dueDate', 'currency', 'grossAmount']);
  });
});

describe('payments, credit notes, refunds', () => {
  test.each([0, -5])('an amount of %s is refused', (amount) => {
    expect(wrong(paymentInput, { ...payment, amount })).toEqual(['amount: must be more than 0']);
  });

  test('each has its own date; a refund takes either', () => {
    const { paidAt, ...undated } = payment;
    expect(wrong(creditNoteInput, payment).map((error) => error.split(':')[0])).toEqual(['issuedAt', 'paidAt']);
    expect([wrong(refundInput, payment), wrong(refundInput, { ...undated, issuedAt: paidAt })]).toEqual([[], []]);
    expect(wrong(refundInput, { ...payment, issuedAt: paidAt })).toEqual([
      'paidAt: name the day once, as paidAt or issuedAt',
    ]);
  });

  test('what is applied names an invoice and an amount above 0', () => {
    expect(
      wrong(paymentInput, {
        ...payment,
        invoices: [
          { externalId: 'I-1', amount: 40 },
          { id: 'inv_1', amount: 60 },
        ],
      }),
    ).toEqual([]);
    expect(wrong(paymentInput, { ...payment, invoices: [{ externalId: 'I-1', amount: 0 }] })).toHaveLength(1);
    expect(wrong(paymentInput, { ...payment, invoices: [{ amount: 5 }] })).toHaveLength(1);
  });
});

describe('customers', () => {
  test.each([
    'nope',
    'a@b',
    'a b@example.com',
    'Ann <ann@example.com>',
    'a@example.com\nBcc: b@example.com',
    'a@@example.com',
    '.a@example.com',
    'a@-x.com',
    '',
  ])('%j is no address', (email) => {
    expect(wrong(customerPatch, { contacts: [{ email }] })).toEqual([
      expect.stringMatching(/^contacts\.0\.email: .* is not an e-mail address/),
    ]);
  });

  test.each(['ann@example.com', 'ann+billing@sub.example.co.uk', 'jörg@bücher.example', 'x@localhost'])(
    '%j is an address',
    (email) => {
      expect(wrong(customerPatch, { contacts: [{ email }] })).toEqual([]);
    },
  );

  test.each(['Dupont\nSA', 'Dupont\u0000', '', '   '])('%j is no name', (name) => {
    expect(wrong(customerPatch, { name })).toEqual([expect.stringMatching(/^name: must not /)]);
  });

  test('languages and countries are taken in their canonical form', () => {
    expect(read(customerPatch, { language: 'fr_ca', country: 'fr' })).toEqual({ language: 'fr-CA', country: 'FR' });
    expect(wrong(customerPatch, { language: 'french', country: 'ZZ' }).map((error) => error.split(' is ')[0])).toEqual([
      "language: 'french'",
      "country: 'ZZ'",
    ]);
  });

  test('null is a choice, left out is none (PLN-6)', () => {
    expect(read(customerPatch, { dunningPlanId: null })).toEqual({ dunningPlanId: null });
    expect(read(customerPatch, {})).toEqual({});
  });
});

describe('settings', () => {
  test.each([
    { timeZone: 'Paris' },
    { timeZone: '+01:00' },
    { sendTime: '8:30' },
    { sendTime: '24:00' },
    { holidays: { country: 'XX' } },
    { scoreIncludes: 'all' },
  ])('%j is refused', (settings) => {
    expect(wrong(settingsInput, settings)).toHaveLength(1);
  });

  test('DAT-2: holidays are days of one’s own and a country, each optional', () => {
    expect(read(settingsInput, { holidays: { dates: ['2026-12-24'] } })).toEqual({
      holidays: { dates: [fromIsoDate('2026-12-24')] },
    });
    expect(read(settingsInput, { holidays: { country: 'FR' } })).toEqual({ holidays: { country: 'FR' } });
  });
});

describe('assignments, claims, outcomes', () => {
  test('ASG-1: an assignment names customers, invoices or a filter, and what to assign', () => {
    const filter = { level: 'customer', where: [{ field: 'country', operator: 'is', values: ['FR'] }] };
    const one = ['customers: name exactly one of customers, invoices and filter'];
    expect(wrong(assignmentInput, { dunningPlanId: null, customers: ['external:C-1'] })).toEqual([]);
    expect(wrong(assignmentInput, { dunningPlanId: null, filter })).toEqual([]);
    expect(wrong(assignmentInput, { dunningPlanId: 'p' })).toEqual(one);
    expect(wrong(assignmentInput, { dunningPlanId: 'p', customers: ['a'], invoices: ['b'] })).toEqual(one);
    expect(wrong(assignmentInput, { dunningPlanId: 'p', customers: ['a'], filter })).toEqual(one);
    expect(wrong(assignmentInput, { dunningPlanId: 'p', filter: { where: [] } })).toHaveLength(1);
    expect(wrong(assignmentInput, { customers: ['a'] })).toHaveLength(1);
    expect(wrong(assignmentInput, { dunningPlanId: 'p', customers: [] })).toHaveLength(1);
  });

  test.each([{ limit: 0 }, { limit: 1001 }, { leaseSeconds: 0 }, { channel: 'fax' }, { leaseMinutes: 5 }])(
    'a claim of %j is refused',
    (claim) => {
      expect(wrong(claimInput, claim)).toHaveLength(1);
    },
  );

  test('MAN-3: snoozing takes a day', () => {
    expect(read(finishInput, { until: '2026-12-01' })).toEqual({ until: fromIsoDate('2026-12-01') });
    expect(wrong(finishInput, { until: 'tomorrow' })).toHaveLength(1);
  });
});

describe('batches', () => {
  const batch = batchOf('invoices', invoiceInput);

  test('the envelope alone is checked as a whole', () => {
    expect(read(batch, { invoices: [{ nonsense: true }] })).toEqual({ invoices: [{ nonsense: true }] });
    expect(wrong(batch, {})).toEqual(['invoices: is required: a list of 1 to 1000 records']);
    expect(wrong(batch, { invoices: [] })).toEqual(['invoices: must have at least 1 record']);
    expect(wrong(batch, { invoices: Array(1001).fill(invoice) })).toEqual([
      expect.stringContaining('at most 1000 records'),
    ]);
    expect(wrong(batch, [invoice])).toHaveLength(1);
  });
});
