import { toIsoDate } from '../../domain/day.ts';
import type { Balance } from '../../domain/customer.ts';
import { type CustomerContext, loadCustomerContexts } from '../../store/subjects.ts';
import type { CustomerTable } from '../../store/tables.ts';
import { factsOf } from '../lists/customerFacts.ts';
import { customCell } from './customFieldCells.ts';
import { customKeyOf } from './columns.ts';
import { ManagerNames } from './managerNames.ts';
import { PlanNames } from './planNames.ts';
import type { Cells, Scope } from './resource.ts';

interface Record {
  readonly row: CustomerTable;
  readonly managers: readonly string[];
  readonly plans: PlanNames;
  readonly names: ManagerNames;
  readonly scope: Scope;
  /** With the figures that a column asks for. */
  readonly context: CustomerContext | undefined;
}

const amounts = (which: 'outstanding' | 'overdue') => (record: Record) =>
  facts(record)
    .balances.map((balance: Balance) => `${balance[which]} ${balance.currency}`)
    .join(';');

function facts({ context, scope }: Record) {
  return factsOf(context!, scope.moment);
}

/** Those that need all that decides about a customer. */
const FIGURES: Readonly<globalThis.Record<string, (record: Record) => string>> = {
  outstanding: amounts('outstanding'),
  overdue: amounts('overdue'),
  score: (record) => facts(record).score ?? '',
  averagePaymentDelayDays: (record) => String(facts(record).averagePaymentDelayDays ?? ''),
};

const CELLS: Readonly<globalThis.Record<string, (record: Record) => string>> = {
  id: ({ row }) => row.id,
  externalId: ({ row }) => row.externalId ?? '',
  name: ({ row }) => row.name,
  language: ({ row }) => row.language ?? '',
  formOfAddress: ({ row }) => row.formOfAddress ?? '',
  country: ({ row }) => row.country ?? '',
  dunningPlan: ({ row, plans }) => plans.cellOf(row.planId),
  accountManagers: ({ managers, names }) => names.cellOf(managers),
  paymentMethods: ({ row }) => paymentMethodsCell(row.paymentMethodsJson),
  excluded: ({ row }) => String(row.excluded === 1),
  lastDunningDate: ({ row }) => (row.lastDunningOn === null ? '' : toIsoDate(row.lastDunningOn)),
};

/** No methods at all; an empty cell is the organisation's default. */
export const NO_METHODS = 'none';

function paymentMethodsCell(json: string | null): string {
  if (json === null) return '';
  const methods = JSON.parse(json) as string[];
  return methods.length === 0 ? NO_METHODS : methods.join(';');
}

/** Customers as lines. */
export async function readCustomers(
  scope: Scope,
  ids: readonly string[],
  columns: readonly string[],
): Promise<Map<string, Cells>> {
  const { session } = scope;
  const rows = await session.db.selectFrom('customers').selectAll().where(session.oneOf('id', ids)).execute();
  const managed = await session.db
    .selectFrom('customerManagers')
    .selectAll()
    .where(session.oneOf('customerId', ids))
    .orderBy('place')
    .execute();
  const managersOf = Map.groupBy(managed, ({ customerId }) => customerId);
  const needsFigures = columns.some((column) => column in FIGURES);
  const contexts = needsFigures ? await loadCustomerContexts(session, ids) : null;
  const shared = { scope, plans: await PlanNames.load(scope, 'customer'), names: await ManagerNames.load(session) };
  return new Map(
    rows.map((row) => {
      const managers = (managersOf.get(row.id) ?? []).map(({ userId }) => userId);
      return [row.id, cellsOf({ ...shared, row, managers, context: contexts?.get(row.id) }, columns)];
    }),
  );
}

function cellsOf(record: Record, columns: readonly string[]): Cells {
  const fields = JSON.parse(record.row.customFieldsJson) as globalThis.Record<string, unknown>;
  return Object.fromEntries(
    columns.map((column) => {
      const key = customKeyOf(column);
      if (key !== null) return [column, Object.hasOwn(fields, key) ? customCell(fields[key]) : ''];
      return [column, (CELLS[column] ?? FIGURES[column])?.(record) ?? ''];
    }),
  );
}
