import type { FieldError } from '../../domain/errors.ts';
import { toFlag } from '../../sources/csv/cells.ts';
import type { Found as References } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerTable } from '../../store/tables.ts';
import { findVisible, visibleAmong, visibleTo } from '../../store/visibleCustomers.ts';
import type { ContactInput } from '../customers/contacts.ts';
import type { Indexed, RecordResult, Reference } from '../lists/records.ts';
import { type ContactRecord, saveContacts } from '../customers/saveContacts.ts';
import type { Columns } from './columns.ts';
import { referenceIn } from './find.ts';
import type { Cells, Check, Edit, Found, Line, Page, Resource, Scope, Selection } from './resource.ts';

export const contactColumns: Columns = {
  hasCustomFields: false,
  all: [
    { name: 'id', aliases: ['contactId'] },
    { name: 'externalId', aliases: ['contactExternalId'] },
    { name: 'customerExternalId', aliases: ['customer'], path: 'customer' },
    { name: 'customerId', path: 'customer' },
    { name: 'customerName', isReadOnly: true },
    { name: 'firstName' },
    { name: 'lastName' },
    { name: 'email', aliases: ['emailAddress', 'e-mail'] },
    { name: 'phone' },
    { name: 'position' },
    { name: 'isMain', aliases: ['main'] },
    { name: 'isInvalid', isReadOnly: true, isOptional: true },
  ],
};

const TEXTS = ['firstName', 'lastName', 'email', 'phone'];

/** C5: contacts as CSV, one a line; those of a customer that no line names stay. `check` holds one against the API’s contract. */
export function contactsCsv(check: Check<ContactInput>): Resource {
  return {
    name: 'contacts',
    columns: contactColumns,
    keys: [
      ['id'],
      ['customerExternalId', 'externalId'],
      ['customerId', 'externalId'],
      ['customerId', 'email'],
      ['customerExternalId', 'email'],
    ],
    needed: [['customerExternalId', 'customerId']],
    keyOf,
    find,
    read,
    save: (scope, edits) => save(scope, edits, check),
    page,
  };
}

const customerOf = (cells: Cells) => referenceIn(cells, 'customerId', 'customerExternalId');
const filled = (cells: Cells, column: string) => cells[column]?.trim() ?? '';

function keyOf(cells: Cells): string | null {
  const customer = filled(cells, 'customerId') || filled(cells, 'customerExternalId');
  const [id, externalId, email] = [filled(cells, 'id'), filled(cells, 'externalId'), filled(cells, 'email')];
  if (id !== '') return `id ${id}`;
  if (externalId !== '') return `external ${customer} ${externalId}`;
  return email === '' ? null : `email ${customer} ${email.toLowerCase()}`;
}

/** By its id; else among its customer's contacts by external id, else by address. */
async function find({ session, actor }: Scope, lines: readonly Line[]): Promise<(line: Line) => Found> {
  const customers = await findVisible(
    session,
    actor,
    'customers',
    lines.flatMap(({ cells }) => customerOf(cells) ?? []),
  );
  const ids = lines.map(({ cells }) => filled(cells, 'id')).filter((id) => id !== '');
  const ofCustomers = lines.flatMap(({ cells }) => idOf(customers, customerOf(cells)) ?? []);
  const rows = await contactsWhere(session, ids, ofCustomers);
  const isVisible = await visibleAmong(
    session,
    actor,
    rows.map(({ customerId }) => customerId),
  );
  const byId = new Map(rows.filter((row) => isVisible(row.customerId)).map((row) => [row.id, row]));
  const teams = Map.groupBy(byId.values(), ({ customerId }) => customerId);
  return ({ cells }) => {
    const [id, externalId, email] = [filled(cells, 'id'), filled(cells, 'externalId'), filled(cells, 'email')];
    const named = customerOf(cells);
    const ambiguity = named && customers.ambiguity(named);
    if (ambiguity) return wrong('customerExternalId', ambiguity);
    const customerId = idOf(customers, named);
    if (id !== '') {
      const row = byId.get(id);
      if (!row) return wrong('id', `there is no contact '${id}'; leave it empty for a new one`);
      if (!named || customerId === row.customerId) return { id };
      return wrong('id', `'${id}' is a contact of another customer, and a contact does not change its customer`);
    }
    if (!named) return wrong('customerExternalId', 'is empty: a new contact needs its customer');
    if (externalId === '' && email === '') {
      return wrong(
        'email',
        'is empty: a contact is found by id, externalId or email, so that no line makes two of one',
      );
    }
    const team = (customerId && teams.get(customerId)) || [];
    const own = team.find((row) => externalId !== '' && row.externalId === externalId);
    const same = (row: (typeof team)[number]) => row.email?.toLowerCase() === email.toLowerCase();
    const byEmail = team.find((row) => email !== '' && same(row) && (externalId === '' || row.externalId === null));
    return { id: (own ?? byEmail)?.id ?? null };
  };
}

function wrong(path: string, message: string): { errors: FieldError[] } {
  return { errors: [{ path, message }] };
}

/** Null for a reference that names nobody, or may name several. */
function idOf(find: References<CustomerTable>, reference: Reference | null): string | null {
  return (reference && find.only(reference)?.id) ?? null;
}

async function contactsWhere(session: Session, ids: readonly string[], customerIds: readonly string[]) {
  const query = session.db.selectFrom('contacts').select(['id', 'customerId', 'externalId', 'email']);
  const named = await query.where(session.oneOf('id', ids)).execute();
  const ofCustomers = await query
    .where(session.oneOf('customerId', new Set(customerIds)))
    .orderBy('id')
    .execute();
  return [...ofCustomers, ...named];
}

async function read({ session }: Scope, ids: readonly string[]): Promise<Map<string, Cells>> {
  const rows = await session.db
    .selectFrom('contacts as p')
    .innerJoin('customers as c', 'c.id', 'p.customerId')
    .selectAll('p')
    .select(['c.externalId as customerExternalId', 'c.name as customerName'])
    .where(session.oneOf('p.id', ids))
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        externalId: row.externalId ?? '',
        customerExternalId: row.customerExternalId ?? '',
        customerId: row.customerId,
        customerName: row.customerName,
        firstName: row.firstName ?? '',
        lastName: row.lastName ?? '',
        email: row.email ?? '',
        phone: row.phone ?? '',
        position: row.position,
        isMain: String(row.isMain === 1),
        isInvalid: String(row.isInvalid === 1),
      },
    ]),
  );
}

async function save(scope: Scope, edits: readonly Edit[], check: Check<ContactInput>): Promise<RecordResult[]> {
  const ids = edits.flatMap(({ id }) => id ?? []);
  const current = ids.length === 0 ? new Map<string, Cells>() : await read(scope, ids);
  const refused: RecordResult[] = [];
  const good: Indexed<ContactRecord>[] = [];
  for (const { line: index, id, cells, changed } of edits) {
    const checked = check(toRecord(changed));
    const customer = id === null ? customerOf(cells)! : { id: current.get(id)!['customerId']! };
    if (!checked.ok) refused.push({ index, status: 'refused', errors: checked.errors });
    else good.push({ index, value: { customer, id, contact: checked.value } });
  }
  return [...refused, ...(good.length > 0 ? await saveContacts(scope.deps, scope.actor, good) : [])];
}

function toRecord(changed: Cells): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const column of TEXTS) {
    const cell = changed[column];
    if (cell !== undefined) record[column] = cell === '' ? null : cell;
  }
  const { externalId, position, isMain } = changed;
  // An external id that is left empty is one that the file does not know.
  if (externalId) record['externalId'] = externalId;
  if (position !== undefined) record['position'] = position === '' ? 'other' : position;
  if (isMain !== undefined) record['isMain'] = isMain === '' ? false : toFlag(isMain);
  return record;
}

async function page(
  { session, actor }: Scope,
  { customerId }: Selection,
  start: unknown,
  limit: number,
): Promise<Page> {
  let query = session.db
    .selectFrom('contacts')
    .select('id')
    .$call(visibleTo(actor, 'customerId'))
    .where('id', '>', (start as string | null) ?? '')
    .orderBy('id')
    .limit(limit);
  if (customerId !== undefined) query = query.where('customerId', '=', customerId);
  const ids = (await query.execute()).map(({ id }) => id);
  return { ids, next: ids.length === limit ? ids.at(-1)! : null };
}
