import { requireAdmin } from '../../domain/actor.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { Level } from '../../domain/plan.ts';
import { levelOf } from './assignmentLevel.ts';
import type { Columns } from './columns.ts';
import { readCustomers } from './customerCells.ts';
import { customerColumns, pageOfCustomers } from './customers.ts';
import { findRecords, ownKey } from './find.ts';
import { readInvoices } from './invoiceCells.ts';
import { invoiceColumns, pageOfInvoices } from './invoices.ts';
import type { Cells, Found, Line, Resource, Scope } from './resource.ts';
import { saveAssignments } from './saveAssignments.ts';

const assignmentColumns: Columns = {
  hasCustomFields: false,
  all: [
    { name: 'level' },
    { name: 'id' },
    { name: 'externalId' },
    { name: 'name' },
    { name: 'number', aliases: ['invoiceNumber'], isOptional: true },
    { name: 'dunningPlan', aliases: ['dunningPlanId', 'dunningPlanName', 'plan'], path: 'dunningPlanId' },
    { name: 'accountManagers', aliases: ['accountManager'] },
  ],
};

/**
 * A3, A7, A8: plans and account managers by CSV, for customers or invoices: the id decides, and a name or number that does not fit it is
 * refused. The exports of customers and invoices may be imported as well: what they have beside is passed over.
 */
export const assignmentsCsv: Resource = {
  name: 'assignments',
  columns: assignmentColumns,
  keys: [['id'], ['externalId']],
  required: [['dunningPlan', 'accountManagers']],
  needed: [],
  passesOver: [customerColumns, invoiceColumns],
  mayImport: (actor) => requireAdmin(actor, 'assigned plans and account managers'),
  keyOf: (cells) => {
    const key = ownKey(cells);
    return key && `${levelOf(cells)} ${key}`;
  },
  find,
  read: async (scope, ids) => {
    const [customers, invoices] = [await readBy(scope, 'customer', ids), await readBy(scope, 'invoice', ids)];
    return new Map([...customers, ...invoices]);
  },
  save: saveAssignments,
  page: (scope, selection, start, limit) =>
    (selection.level === 'invoice' ? pageOfInvoices : pageOfCustomers)(scope, selection, start, limit),
};

async function readBy(scope: Scope, level: Level, ids: readonly string[]): Promise<Map<string, Cells>> {
  const columns = ['id', 'externalId', 'name', 'number', 'dunningPlan', 'accountManagers'];
  const read = level === 'customer' ? readCustomers : readInvoices;
  const records = await read(scope, ids, columns);
  return new Map([...records].map(([id, cells]) => [id, { ...cells, level, name: cells['name'] || cells['number']! }]));
}

async function find(scope: Scope, lines: readonly Line[]): Promise<(line: Line) => Found> {
  const ofLevel = Map.groupBy(lines, ({ cells }) => levelOf(cells));
  const found = new Map<Line, Found>();
  for (const line of ofLevel.get(null) ?? []) {
    found.set(line, wrong('level', `'${line.cells['level']}' is neither customer nor invoice`));
  }
  for (const level of ['customer', 'invoice'] as const) {
    const some = ofLevel.get(level) ?? [];
    if (some.length === 0) continue;
    const records = await findRecords(scope, `${level}s`, some);
    const ids = some.flatMap((line) => idIn(records(line)) ?? []);
    const cells = await readBy(scope, level, ids);
    for (const line of some) {
      const record = records(line);
      const id = idIn(record);
      if ('errors' in record) found.set(line, record);
      else if (id === null) found.set(line, wrong('externalId', `there is no ${level} '${line.cells['externalId']}'`));
      else found.set(line, misfit(line.cells, cells.get(id)!, level) ?? record);
    }
  }
  return (line) => found.get(line)!;
}

function idIn(found: Found): string | null {
  return 'errors' in found ? null : found.id;
}

/** A3: what a line says beside the id must be said of the record with that id. */
function misfit(line: Cells, record: Cells, level: Level): { readonly errors: FieldError[] } | null {
  for (const column of ['externalId', 'name', 'number']) {
    const said = plain(line[column] ?? '');
    if (said === '' || said === plain(record[column] ?? '')) continue;
    const id = line['id']?.trim() || line['externalId']!.trim();
    const message = `'${line[column]!.trim()}' does not fit: ${level} '${id}' is '${record[column]}'; correct the one that is wrong`;
    return wrong(column, message);
  }
  return null;
}

/** Spaces, and how accents are encoded, make no difference between names. */
function plain(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim();
}

function wrong(path: string, message: string): { errors: FieldError[] } {
  return { errors: [{ path, message }] };
}
