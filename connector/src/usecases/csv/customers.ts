import { loadCustomFields } from '../../store/customFields.ts';
import type { CustomField } from '../../domain/customField.ts';
import type { FieldError } from '../../domain/errors.ts';
import { listCustomers, type PageStart } from '../lists/listRecords.ts';
import { type Indexed, type RecordResult } from '../lists/records.ts';
import type { CustomerInput } from '../customers/customerInput.ts';
import { saveCustomers } from '../customers/saveCustomers.ts';
import { type Columns, customKeyOf } from './columns.ts';
import { NO_METHODS, readCustomers } from './customerCells.ts';
import { customValue } from './customFieldCells.ts';
import { findRecords, ownKey } from './find.ts';
import { ManagerNames } from './managerNames.ts';
import { PlanNames } from './planNames.ts';
import type { Check, Edit, Page, Resource, Scope, Selection } from './resource.ts';

export const customerColumns: Columns = {
  hasCustomFields: true,
  all: [
    { name: 'id' },
    { name: 'externalId', aliases: ['customerExternalId'] },
    { name: 'name', aliases: ['customerName'] },
    { name: 'language' },
    { name: 'formOfAddress' },
    { name: 'country' },
    { name: 'dunningPlan', aliases: ['dunningPlanId', 'dunningPlanName', 'plan'], path: 'dunningPlanId' },
    { name: 'accountManagers', aliases: ['accountManager'] },
    { name: 'paymentMethods', aliases: ['paymentMethod'] },
    { name: 'excluded', isReadOnly: true, isOptional: true },
    { name: 'outstanding', isReadOnly: true, isOptional: true },
    { name: 'overdue', isReadOnly: true, isOptional: true },
    { name: 'score', isReadOnly: true, isOptional: true },
    { name: 'averagePaymentDelayDays', isReadOnly: true, isOptional: true },
    { name: 'lastDunningDate', isReadOnly: true, isOptional: true },
  ],
};

/** C10: customers as CSV; `check` holds a record against the API’s contract. */
export function customersCsv(check: Check<CustomerInput>): Resource {
  return {
    name: 'customers',
    columns: customerColumns,
    keys: [['id'], ['externalId']],
    needed: [['externalId'], ['name']],
    keyOf: ownKey,
    find: (scope, lines) => findRecords(scope, 'customers', lines),
    read: readCustomers,
    save: (scope, edits) => save(scope, edits, check),
    page: pageOfCustomers,
  };
}

export async function pageOfCustomers(
  { session, actor, moment }: Scope,
  { search, dunningPlanId, filter, sort, view }: Selection,
  start: unknown,
  limit: number,
): Promise<Page> {
  const input = { search, dunningPlanId, filter, sort, view };
  const after = start as PageStart['after'];
  const { ids, next, sort: order } = await listCustomers(session, actor, input, { after, limit }, moment);
  return { ids, next: next && { ...next, sort: order } };
}

interface Names {
  readonly plans: PlanNames;
  readonly managers: ManagerNames;
  readonly fields: ReadonlyMap<string, CustomField>;
}

async function save(scope: Scope, edits: readonly Edit[], check: Check<CustomerInput>): Promise<RecordResult[]> {
  const { session, deps, actor } = scope;
  const names: Names = {
    plans: await PlanNames.load(scope, 'customer'),
    managers: await ManagerNames.load(session),
    fields: await loadCustomFields(session),
  };
  const refused: RecordResult[] = [];
  const good: Indexed<CustomerInput>[] = [];
  for (const edit of edits) {
    const { line: index, id } = edit;
    const read = toRecord(edit, names);
    const checked = 'errors' in read ? ({ ok: false, ...read } as const) : check(read.record);
    if (!checked.ok) refused.push({ index, status: 'refused', errors: checked.errors });
    else good.push({ index, value: id === null ? checked.value : { ...checked.value, reference: { id } } });
  }
  return [...refused, ...(good.length > 0 ? await saveCustomers(deps, actor, good) : [])];
}

/** What a line changes, as the API would be sent it. */
function toRecord(
  { changed }: Edit,
  { plans, managers, fields }: Names,
): { readonly record: Record<string, unknown> } | { readonly errors: readonly FieldError[] } {
  const record: Record<string, unknown> = {};
  const customFields: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  for (const [column, cell] of Object.entries(changed)) {
    const key = customKeyOf(column);
    if (key !== null) customFields[key] = customValue(fields.get(key), cell);
    else if (column === 'dunningPlan') {
      const plan = plans.planOf(cell);
      if ('error' in plan) errors.push(plan.error);
      else if (plan.planId !== undefined) record['dunningPlanId'] = plan.planId;
    } else if (column === 'accountManagers') {
      const named = managers.managersOf(cell);
      if ('error' in named) errors.push(named.error);
      else record['accountManagers'] = named.ids;
    } else if (column === 'paymentMethods') record['paymentMethods'] = paymentMethodsIn(cell);
    else if (column === 'name') record['name'] = cell;
    else if (column === 'externalId') {
      // One that is left empty is one that the file does not know.
      if (cell !== '') record['externalId'] = cell;
    } else if (column !== 'id') record[column] = cell === '' ? null : cell;
  }
  if (errors.length > 0) return { errors };
  return { record: { ...record, ...(Object.keys(customFields).length > 0 ? { customFields } : {}) } };
}

function paymentMethodsIn(cell: string): string[] | null {
  if (cell === '') return null;
  const named = cell.split(/[;,]/).map((method) => method.trim());
  return named.length === 1 && named[0]!.toLowerCase() === NO_METHODS ? [] : named.filter((method) => method !== '');
}
