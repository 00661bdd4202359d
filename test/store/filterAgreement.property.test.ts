import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import { compileCustomerFilter, customerVocabulary } from '../../connector/src/domain/customerFilter.ts';
import type { CustomField } from '../../connector/src/domain/customField.ts';
import { toIsoDate } from '../../connector/src/domain/day.ts';
import { checkFilter, type FilterInput } from '../../connector/src/domain/filter.ts';
import { DEFAULT_SETTINGS } from '../../connector/src/domain/settings.ts';
import { customerIdsAfter } from '../../connector/src/store/customerSelection.ts';
import { openStore, type Session } from '../../connector/src/store/store.ts';
import { loadCustomerContexts } from '../../connector/src/store/subjects.ts';
import type {
  ContactTable,
  CustomerCurrencyTable,
  CustomerTable,
  InvoiceTable,
} from '../../connector/src/store/tables.ts';
import { filterFactsOf, loadInvoiceStatuses } from '../../connector/src/usecases/lists/filterFacts.ts';
import type { Moment } from '../../connector/src/usecases/moment.ts';
import { databases } from '../support/databases.ts';

const TODAY = 20_780;
const TEXTS = ['north', 'North', 'é', "o'neil", '100%', '_', '[1]', 'true', '2', '"', ''];
const CURRENCIES = ['EUR', 'USD'] as const;
const POSITIONS = ['accounting', 'payer', 'other'];
const METHODS = ['card', 'sepaDebit', 'check'];
const USERS = ['usr_1', 'usr_2'];
const PLANS = ['pln_1', 'pln_2'];
const NUMBERS = [-1, 0, 2, 2.5, 1e21, 30];

const DEFINED: readonly CustomField[] = [
  { key: 'count', label: 'Count', type: 'number', options: [], source: null },
  { key: 'since', label: 'Since', type: 'date', options: [], source: null },
  { key: 'vip', label: 'VIP', type: 'boolean', options: [], source: null },
  { key: 'tier', label: 'Tier', type: 'select', options: ['gold', 'silver'], source: null },
  { key: 'tags', label: 'Tags', type: 'multiSelect', options: ['a', 'b', 'c'], source: null },
];
const FIELDS = new Map(DEFINED.map((field) => [field.key, field]));

const flag = fc.constantFrom(0, 1);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3 });
const someDay = fc.integer({ min: TODAY - 100, max: TODAY + 40 });
const isoDay = someDay.map(toIsoDate);

const someCustomer = fc.record({
  name: fc.constantFrom(...TEXTS),
  externalId: fc.boolean(),
  language: orNull(fc.constantFrom('fr', 'fr-CA', 'de')),
  formOfAddress: orNull(fc.constantFrom('formal' as const, 'informal' as const)),
  country: orNull(fc.constantFrom('FR', 'DE')),
  source: fc.constantFrom('api', 'stripe'),
  planId: orNull(fc.constantFrom(...PLANS)),
  unreadReplies: fc.constantFrom(0, 1, 3),
  excluded: flag,
  paused: flag,
  pausedUntil: orNull(fc.constantFrom(TODAY - 1, TODAY, TODAY + 1)),
  paymentMethods: orNull(fc.subarray(METHODS)),
  lastDunningOn: orNull(someDay),
  managers: fc.subarray(USERS),
  positions: fc.array(fc.constantFrom(...POSITIONS), { maxLength: 2 }),
  custom: fc.record(
    {
      count: fc.constantFrom(...NUMBERS),
      since: isoDay,
      vip: fc.boolean(),
      tier: fc.constantFrom('gold', 'silver'),
      tags: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      loose: fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom(...NUMBERS), fc.boolean(), fc.subarray(TEXTS)),
    },
    { requiredKeys: [] },
  ),
  // Sums of paid invoices per currency, and open invoices.
  paid: fc.uniqueArray(
    fc.record({
      currency: fc.constantFrom(...CURRENCIES),
      // Around the slots of the score, halves included (SCO-3).
      delay: fc.oneof(
        fc.constantFrom(-36, -35.5, -0.5, 0.5, 30.5, 60.4, 60.5, 90.5),
        fc.integer({ min: -40, max: 95 }),
      ),
      amount: fc.integer({ min: 0, max: 5 }).map((tens) => tens * 10),
      invoices: fc.integer({ min: 0, max: 2 }),
      unapplied: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 2, selector: ({ currency }) => currency },
  ),
  invoices: fc.array(
    fc.record({
      currency: fc.constantFrom(...CURRENCIES),
      grossAmount: fc.integer({ min: 1, max: 30 }),
      outstanding: fc.constantFrom(0, 1, 5),
      dueOn: fc.oneof(someDay, fc.constantFrom(TODAY - 1, TODAY, TODAY)),
      sent: fc.constantFrom(1, 1, 0),
      isVoid: fc.constantFrom(0, 0, 1),
      isDisputed: fc.constantFrom(0, 0, 1),
      planId: orNull(fc.constantFrom(...PLANS)),
    }),
    { maxLength: 3 },
  ),
});
type SomeCustomer = typeof someCustomer extends fc.Arbitrary<infer T> ? T : never;

const choice = (field: string, values: readonly (string | number | boolean)[], more: readonly string[] = []) =>
  fc.record({
    field: fc.constant(field),
    operator: fc.constantFrom(...(['is', 'isNot', ...more] as FilterInput['operator'][])),
    values: fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...values) }, fc.constant(null)), {
      minLength: 1,
      maxLength: 3,
    }),
  });
const ordered = (field: string, values: readonly (string | number)[]) => choice(field, values, ['above', 'below']);
const DAYS = [TODAY - 30, TODAY - 1, TODAY, TODAY + 1].map(toIsoDate);
const AMOUNTS = [-2, 0, 1, 4, 5, 6, 10];
const STATUSES = ['toSend', 'due', 'overdue', 'paid', 'disputed', 'void'];

const someFilter = fc
  .oneof(
    choice('name', TEXTS),
    choice('externalId', ['C-0', 'c-0', 'C-1']),
    choice('country', ['FR', 'DE', 'fr']),
    choice('language', ['fr', 'fr-CA']),
    choice('formOfAddress', ['formal', 'informal']),
    choice('source', ['api', 'stripe']),
    choice('score', ['A', 'B', 'C', 'D']),
    ordered('averagePaymentDelayDays', [-36, -1, 0, 1, 30, 31, 60, 61, 91]),
    ordered('outstanding', AMOUNTS),
    ordered('due', AMOUNTS),
    ordered('overdue', AMOUNTS),
    choice('dunningPlanId', PLANS),
    choice('accountManagers', USERS),
    choice('paymentMethods', METHODS),
    choice('invoices.status', STATUSES),
    choice('contacts.position', POSITIONS),
    ordered('lastDunningDate', DAYS),
    ordered('unreadReplies', [0, 1, 2]),
    choice('excluded', [true, false]),
    choice('paused', [true, false]),
    choice('collectedAtBothLevels', [true, false]),
    ordered('custom.count', NUMBERS),
    ordered('custom.since', DAYS),
    choice('custom.vip', [true, false]),
    choice('custom.tier', ['gold', 'silver']),
    choice('custom.tags', ['a', 'b']),
    ordered('custom.loose', NUMBERS),
    choice('custom.loose', [...TEXTS, ...NUMBERS, true, false]),
    choice('custom.nobodyHasIt', ['x', 1, true]),
  )
  .map((filter): FilterInput =>
    filter.operator === 'above' || filter.operator === 'below'
      ? { ...filter, values: filter.values.slice(0, 1) }
      : filter,
  );

const vocabulary = customerVocabulary(FIELDS);

/** Filters as they can be saved: what RUL-2 refuses is left out. */
const someFilters = fc.array(someFilter, { minLength: 1, maxLength: 3 }).filter((filters) => {
  try {
    checkFilter(filters, vocabulary);
    return true;
  } catch {
    return false;
  }
});

async function fill(session: Session, customers: readonly SomeCustomer[]): Promise<void> {
  const { db } = session;
  for (const table of ['contacts', 'customerManagers', 'customerCurrencies', 'invoices', 'customers'] as const)
    await db.deleteFrom(table).execute();
  const ids = customers.map((_, index) => `cus_${String(index).padStart(3, '0')}`);
  await session.insert(
    'customers',
    customers.map((customer, index): CustomerTable => ({
      id: ids[index]!,
      source: customer.source,
      externalId: customer.externalId ? `C-${index}` : null,
      name: customer.name,
      language: customer.language,
      formOfAddress: customer.formOfAddress,
      country: customer.country,
      planId: customer.planId,
      unreadReplies: customer.unreadReplies,
      excluded: customer.excluded,
      paused: customer.paused,
      pausedUntil: customer.pausedUntil,
      paymentMethodsJson: customer.paymentMethods && JSON.stringify(customer.paymentMethods),
      customFieldsJson: JSON.stringify(customer.custom),
      lastContactOn: null,
      lastDunningOn: customer.lastDunningOn,
      managersSource: null,
      createdAt: 0,
      updatedAt: 0,
    })),
  );
  await session.insert(
    'customerManagers',
    customers.flatMap(({ managers }, index) =>
      managers.map((userId, place) => ({ customerId: ids[index]!, userId, place })),
    ),
  );
  await session.insert(
    'contacts',
    customers.flatMap(({ positions }, index) =>
      positions.map((position, place) => contact(`con_${index}_${place}`, ids[index]!, position)),
    ),
  );
  const invoices = customers.flatMap((customer, index) =>
    customer.invoices.map((one, place): InvoiceTable => ({ ...invoice(`inv_${index}_${place}`, ids[index]!), ...one })),
  );
  await session.insert('invoices', invoices);
  await session.insert(
    'customerCurrencies',
    customers.flatMap(({ paid }, index) => CURRENCIES.map((currency) => sums(ids[index]!, currency, paid, invoices))),
  );
}

function contact(id: string, customerId: string, position: string): ContactTable {
  const nobody = { externalId: null, firstName: null, lastName: null, email: null, phone: null };
  return {
    id,
    customerId,
    ...nobody,
    position,
    isMain: 0,
    isInvalid: 0,
    invalidReason: null,
    source: null,
    createdAt: 0,
  };
}

function invoice(id: string, customerId: string): Omit<InvoiceTable, keyof SomeCustomer['invoices'][number]> {
  return {
    id,
    source: 'api',
    externalId: null,
    number: id,
    customerId,
    title: null,
    issuedOn: TODAY - 200,
    netAmount: null,
    paidOn: null,
    paused: 0,
    pausedUntil: null,
    lastContactOn: null,
    disputeJson: null,
    promiseJson: null,
    promisedOn: null,
    hasPdf: 0,
    automaticCharging: null,
    paymentUrl: null,
    createdAt: 0,
    updatedAt: 0,
  };
}

/** The sums as the ledger keeps them: what is open agrees with the invoices. */
function sums(
  customerId: string,
  currency: string,
  paid: SomeCustomer['paid'],
  invoices: readonly InvoiceTable[],
): CustomerCurrencyTable {
  const own = paid.find((each) => each.currency === currency);
  const open = invoices.filter(
    (each) => each.customerId === customerId && each.currency === currency && each.sent === 1 && each.isVoid === 0,
  );
  return {
    customerId,
    currency,
    openAmount: open.reduce((sum, { outstanding }) => sum + outstanding, 0),
    unappliedAmount: own?.unapplied ?? 0,
    paidWeightedDays: own ? own.delay * own.amount : 0,
    paidAmount: own?.amount ?? 0,
    paidInvoices: own?.invoices ?? 0,
  };
}

describe.each(databases)('$name', (database) => {
  test('RUL-2: a filter finds the same customers in the database as in memory', async () => {
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const store = await openStore(fresh.url);
    onTestFinished(() => store.close());
    const { session } = store;
    await session.insert(
      'users',
      USERS.map((id) => ({
        id,
        externalId: null,
        name: id,
        email: id,
        phone: null,
        role: 'admin' as const,
        position: 'financeUser' as const,
        createdAt: 0,
      })),
    );
    const plan = { level: 'customer' as const, isDefault: 0, version: 1, definitionJson: '{}' };
    await session.insert(
      'plans',
      PLANS.map((id) => ({ id, name: id, ...plan, createdAt: 0, updatedAt: 0, deletedAt: null })),
    );
    const moment = (scoreIncludes: 'paid' | 'paidAndOverdue') =>
      ({ today: TODAY, settings: { ...DEFAULT_SETTINGS, scoreIncludes } }) as Moment;

    await fc.assert(
      fc.asyncProperty(
        fc.array(someCustomer, { minLength: 10, maxLength: 25 }),
        fc.array(someFilters, { minLength: 40, maxLength: 60 }),
        fc.constantFrom('paid' as const, 'paidAndOverdue' as const),
        async (customers, filters, scoreIncludes) => {
          await fill(session, customers);
          const now = moment(scoreIncludes);
          const contexts = await loadCustomerContexts(
            session,
            customers.map((_, index) => `cus_${String(index).padStart(3, '0')}`),
          );
          const statuses = await loadInvoiceStatuses(session, contexts.keys(), now);
          const facts = [...contexts].map(
            ([id, context]) => [id, filterFactsOf(context, now, statuses.get(id))] as const,
          );
          for (const each of filters) {
            const conditions = checkFilter(each, vocabulary);
            const holds = compileCustomerFilter(conditions);
            const inMemory = facts
              .filter(([, one]) => holds(one))
              .map(([id]) => id)
              .sort();
            const found = await customerIdsAfter(session, CONNECTOR, { filter: conditions }, now, '', 1000);
            expect([each, found]).toEqual([each, inMemory]);
          }
        },
      ),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
