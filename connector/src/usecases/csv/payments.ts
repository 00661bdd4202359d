import { OWN_SOURCE } from '../../domain/actor.ts';
import type { FieldError } from '../../domain/errors.ts';
import { visibleAmong, visibleTo } from '../../store/visibleCustomers.ts';
import type { Indexed, RecordResult } from '../lists/records.ts';
import { type EntryInput, saveEntries } from '../invoices/saveEntries.ts';
import { allocationsIn, invoiceNamed } from './allocationCells.ts';
import { amountIn } from './amountCells.ts';
import type { Columns } from './columns.ts';
import { referenceIn } from './find.ts';
import { readPayments } from './paymentCells.ts';
import type { Cells, Check, Edit, Found, Line, Page, Resource, Scope, Selection } from './resource.ts';

export const paymentColumns: Columns = {
  hasCustomFields: false,
  all: [
    { name: 'externalId', aliases: ['paymentExternalId', 'paymentId'] },
    { name: 'customerExternalId', aliases: ['customer'], path: 'customer' },
    { name: 'customerId', path: 'customer' },
    { name: 'customerName', isReadOnly: true },
    { name: 'paidAt', aliases: ['date', 'paymentDate'] },
    { name: 'currency' },
    { name: 'amount' },
    { name: 'amountDecimal', path: 'amount', isOptional: true },
    { name: 'invoices' },
    { name: 'invoice', path: 'invoices', aliases: ['invoiceExternalId'], isOptional: true },
    { name: 'unapplied', isReadOnly: true, isOptional: true },
  ],
};

/** Payments as CSV; `check` holds a record against the API’s contract. */
export function paymentsCsv(check: Check<EntryInput>): Resource {
  return {
    name: 'payments',
    columns: paymentColumns,
    keys: [['externalId']],
    needed: [['customerExternalId', 'customerId'], ['paidAt'], ['currency'], ['amount', 'amountDecimal']],
    keyOf: ({ externalId }) => externalId?.trim() || null,
    find,
    read: readPayments,
    save: (scope, edits) => save(scope, edits, check),
    page,
  };
}

async function find({ session, actor }: Scope, lines: readonly Line[]): Promise<(line: Line) => Found> {
  const nameOf = ({ cells }: Line) => cells['externalId']!.trim();
  const rows = await session.db
    .selectFrom('entries')
    .select(['id', 'externalId', 'customerId', 'source'])
    .where(session.oneOf('externalId', lines.map(nameOf)))
    .where('kind', '=', 'payment')
    .execute();
  const isVisible = await visibleAmong(
    session,
    actor,
    rows.map(({ customerId }) => customerId),
  );
  const visible = rows.filter((row) => isVisible(row.customerId));
  // One of the organisation's own comes before those of sources, which exports hold as well.
  const [own, others] = [visible.filter(isOwn), visible.filter((row) => !isOwn(row))];
  const ids = new Map([...others, ...own].map((row) => [row.externalId, row.id]));
  return (line) => {
    const name = nameOf(line);
    if (name !== '') return { id: ids.get(name) ?? null };
    const message = 'is empty: without it, importing the line twice would count it twice';
    return { errors: [{ path: 'externalId', message }] };
  };
}

async function save(scope: Scope, edits: readonly Edit[], check: Check<EntryInput>): Promise<RecordResult[]> {
  const { deps, actor } = scope;
  const ids = edits.flatMap(({ id }) => id ?? []);
  const current = ids.length === 0 ? new Map<string, Cells>() : await readPayments(scope, ids);
  const refused: RecordResult[] = [];
  const good: Indexed<EntryInput>[] = [];
  for (const edit of edits) {
    const { line: index, id } = edit;
    const before = id === null ? {} : current.get(id)!;
    const record = foreign(before) ?? toRecord(edit, before);
    const checked = 'errors' in record ? ({ ok: false, ...record } as const) : check(record.record);
    if (!checked.ok) refused.push({ index, status: 'refused', errors: checked.errors });
    else good.push({ index, value: checked.value });
  }
  return [...refused, ...(good.length > 0 ? await saveEntries(deps, actor, 'payment', good) : [])];
}

const isOwn = ({ source }: { readonly source?: string }) => source === undefined || source === OWN_SOURCE;

/** A line that changes what a source has recorded would count its payment a second time. */
function foreign({ externalId, source }: Cells): { readonly errors: readonly FieldError[] } | null {
  if (isOwn({ source })) return null;
  const message = `'${externalId}' is a payment of ${source}: change it there; one of your own needs another external id`;
  return { errors: [{ path: 'externalId', message }] };
}

/** A payment is recorded whole: what a line leaves out stays as it is. */
function toRecord(
  { cells, changed }: Edit,
  current: Cells,
): { readonly record: Record<string, unknown> } | { readonly errors: readonly FieldError[] } {
  const whole: Cells = { currency: current['currency'] ?? '', paidAt: current['paidAt'] ?? '', ...changed };
  const isNamed = changed['amount'] !== undefined || changed['amountDecimal'] !== undefined;
  const amount = amountIn(isNamed ? changed : { amount: current['amount'] ?? '' }, 'amount', whole['currency']!);
  if ('error' in amount) return { errors: [amount.error] };
  const { value } = amount;
  const applied = appliedTo(cells, changed, current, value);
  if ('error' in applied) return { errors: [applied.error] };
  const named = referenceIn(changed, 'customerId', 'customerExternalId') ?? referenceIn(current, 'customerId', '');
  return {
    record: {
      externalId: cells['externalId']!.trim(),
      customer: named ?? undefined,
      currency: whole['currency'],
      paidAt: whole['paidAt'],
      amount: value ?? undefined,
      invoices: applied.invoices,
    },
  };
}

/** `invoice` names one that takes the whole amount, `invoices` several with theirs; of the two, the one that the line changes counts. */
function appliedTo(
  cells: Cells,
  changed: Cells,
  current: Cells,
  amount: unknown,
): { readonly invoices: unknown[] } | { readonly error: FieldError } {
  const [only = '', several = ''] = [changed['invoice'], changed['invoices']];
  if (only !== '' && several !== '') {
    const message = 'and invoices are both filled: use invoice for one that takes the whole amount, else invoices';
    return { error: { path: 'invoice', message } };
  }
  if (only !== '') return { invoices: [{ ...invoiceNamed(only), amount }] };
  if (several !== '') return allocationsIn(several);
  const isEmptied = changed['invoice'] !== undefined || changed['invoices'] !== undefined;
  const isSaidElsewhere = Boolean(cells['invoice']?.trim() || cells['invoices']?.trim());
  return isEmptied && !isSaidElsewhere ? { invoices: [] } : allocationsIn(current['invoices'] ?? '');
}

async function page(
  { session, actor }: Scope,
  { customerId }: Selection,
  start: unknown,
  limit: number,
): Promise<Page> {
  let query = session.db
    .selectFrom('entries')
    .select('id')
    .$call(visibleTo(actor, 'customerId'))
    .where('kind', '=', 'payment')
    .where('id', '>', (start as string | null) ?? '')
    .orderBy('id')
    .limit(limit);
  if (customerId !== undefined) query = query.where('customerId', '=', customerId);
  const ids = (await query.execute()).map(({ id }) => id);
  return { ids, next: ids.length === limit ? ids.at(-1)! : null };
}
