import type { FieldError } from '../../domain/errors.ts';
import type { InvoiceStatus } from '../../domain/invoice.ts';
import { lockCustomers } from '../../store/subjects.ts';
import { listInvoices, type PageStart } from '../lists/listRecords.ts';
import type { Indexed, RecordResult } from '../lists/records.ts';
import { type InvoiceInput, saveInvoices } from '../invoices/saveInvoices.ts';
import { amountIn } from './amountCells.ts';
import type { Columns } from './columns.ts';
import { findRecords, ownKey, referenceIn } from './find.ts';
import { readInvoices } from './invoiceCells.ts';
import { OpenAmounts } from './openAmounts.ts';
import { PlanNames } from './planNames.ts';
import type { Cells, Check, Edit, Page, Resource, Scope, Selection } from './resource.ts';

export const invoiceColumns: Columns = {
  hasCustomFields: false,
  all: [
    { name: 'id', aliases: ['invoiceId'] },
    { name: 'externalId', aliases: ['invoiceExternalId'] },
    { name: 'number', aliases: ['invoiceNumber'] },
    { name: 'customerExternalId', aliases: ['customer'], path: 'customer' },
    { name: 'customerId', path: 'customer' },
    { name: 'customerName', isReadOnly: true },
    { name: 'title' },
    { name: 'issuedAt', aliases: ['issueDate', 'invoiceDate'] },
    { name: 'dueDate', aliases: ['dueAt'] },
    { name: 'currency' },
    { name: 'grossAmount' },
    { name: 'grossAmountDecimal', path: 'grossAmount', isOptional: true },
    { name: 'netAmount' },
    { name: 'netAmountDecimal', path: 'netAmount', isOptional: true },
    { name: 'dunningPlan', aliases: ['dunningPlanId', 'dunningPlanName', 'plan'], path: 'dunningPlanId' },
    { name: 'paymentUrl', isOptional: true },
    { name: 'openAmountDecimal', isOptional: true },
    { name: 'outstanding', isReadOnly: true, isOptional: true },
    { name: 'outstandingDecimal', isReadOnly: true, isOptional: true },
    { name: 'status', isReadOnly: true, isOptional: true },
    { name: 'daysLate', isReadOnly: true, isOptional: true },
    { name: 'paidAt', isReadOnly: true, isOptional: true },
  ],
};

/** What a whole invoice is made of, for the API. */
const WHOLE = [
  ...['number', 'customerId', 'title', 'issuedAt', 'dueDate', 'currency', 'grossAmount', 'netAmount', 'paymentUrl'],
];

/** What a line may say in `status`, as people read it. */
const SETTLED: Readonly<Record<string, string>> = { void: 'void', writtenOff: 'written off' };

/** Invoices as CSV; `check` holds a record against the API’s contract. */
export function invoicesCsv(check: Check<InvoiceInput>): Resource {
  return {
    name: 'invoices',
    columns: invoiceColumns,
    keys: [['id'], ['externalId']],
    needed: [
      ['externalId'],
      ['number'],
      ['customerExternalId', 'customerId'],
      ['issuedAt'],
      ['dueDate'],
      ['currency'],
      ['grossAmount', 'grossAmountDecimal'],
    ],
    keyOf: ownKey,
    find: (scope, lines) => findRecords(scope, 'invoices', lines),
    read: readInvoices,
    save: (scope, edits) => save(scope, edits, check),
    page: pageOfInvoices,
  };
}

export async function pageOfInvoices(
  { session, actor, moment }: Scope,
  { search, dunningPlanId, filter, sort, view, status, customerId }: Selection,
  start: unknown,
  limit: number,
): Promise<Page> {
  const input = { search, dunningPlanId, filter, sort, view, customerId, status: status as InvoiceStatus | undefined };
  const after = start as PageStart['after'];
  const { ids, next, sort: order } = await listInvoices(session, actor, input, { after, limit }, moment);
  return { ids, next: next && { ...next, sort: order } };
}

async function save(scope: Scope, edits: readonly Edit[], check: Check<InvoiceInput>): Promise<RecordResult[]> {
  const { session, deps, actor } = scope;
  const plans = await PlanNames.load(scope, 'invoice');
  const ids = edits.flatMap(({ id }) => id ?? []);
  const stored = await readInvoices(scope, ids, WHOLE);
  await lockCustomers(
    session,
    [...stored.values()].map(({ customerId }) => customerId!),
  );
  // Again, now that nobody changes them any more.
  const current = ids.length === 0 ? stored : await readInvoices(scope, ids, WHOLE);
  const open = await OpenAmounts.load(scope, ids);
  const refused: RecordResult[] = [];
  const good: Indexed<InvoiceInput>[] = [];
  for (const edit of edits) {
    const { line: index, id, changed } = edit;
    const { status } = edit.cells;
    if (id === null && status !== undefined) {
      const message = `says that it is ${SETTLED[status]}, and no such invoice is known here: nothing is to be collected`;
      refused.push({ index, status: 'refused', errors: [{ path: 'status', message }] });
      continue;
    }
    // Of an invoice that became void nothing else counts: some systems set its amounts to 0.
    const isVoid = status === 'void';
    const read = toRecord(isVoid ? {} : changed, id === null ? {} : current.get(id)!, plans);
    const checked = 'errors' in read ? ({ ok: false, ...read } as const) : check(read.record);
    const problem = checked.ok ? open.note(edit, checked.value) : null;
    if (!checked.ok || problem) {
      refused.push({ index, status: 'refused', errors: checked.ok ? [problem!] : checked.errors });
      continue;
    }
    const value = isVoid ? { ...checked.value, isVoid } : checked.value;
    good.push({ index, value: id === null ? value : { ...value, reference: { id } } });
  }
  const saved = good.length > 0 ? await saveInvoices(deps, actor, good) : [];
  return [...refused, ...(await open.settle(scope, saved))];
}

/** The invoice as it is, with what a line changes of it, as the API would be sent it. */
function toRecord(
  changed: Cells,
  current: Cells,
  plans: PlanNames,
): { readonly record: Record<string, unknown> } | { readonly errors: readonly FieldError[] } {
  const whole = { ...current, ...changed };
  const record: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  // An external id that is left empty is one that the file does not know.
  if (whole['externalId']) record['externalId'] = whole['externalId'];
  for (const column of ['number', 'issuedAt', 'dueDate', 'currency']) {
    if (whole[column] !== undefined) record[column] = whole[column];
  }
  for (const column of ['title', 'paymentUrl']) {
    if (whole[column] !== undefined) record[column] = whole[column] === '' ? null : whole[column];
  }
  // Another customer, by whichever of its ids the line names, is for the use case to refuse.
  const named = referenceIn(changed, 'customerId', 'customerExternalId') ?? referenceIn(current, 'customerId', '');
  if (named) record['customer'] = named;
  for (const column of ['grossAmount', 'netAmount']) {
    const isNamed = changed[column] !== undefined || changed[`${column}Decimal`] !== undefined;
    const amount = amountIn(isNamed ? changed : current, column, whole['currency'] ?? '');
    if ('error' in amount) errors.push(amount.error);
    else if (amount.value !== undefined) record[column] = amount.value;
  }
  const plan = plans.planOf(changed['dunningPlan'] ?? '');
  if ('error' in plan) errors.push(plan.error);
  else if (plan.planId !== undefined) record['dunningPlanId'] = plan.planId;
  return errors.length > 0 ? { errors } : { record };
}
