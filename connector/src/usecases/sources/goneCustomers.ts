import type { Actor } from '../../domain/actor.ts';
import type { CustomerRecord, DeletedRecord, InvoiceRecord, SourceRecord } from '../../sources/records.ts';
import { objectKey, type ObjectName } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { SourceObjectTable } from '../../store/tables.ts';

type Known = ReadonlyMap<string, SourceObjectTable>;

/** A customer who is gone at the source, and of whom a set of records says something. */
export interface GoneCustomer {
  readonly name: ObjectName;
  /** As it is to be written now; null where it is here as it was last, or nobody needs it. */
  readonly write: CustomerRecord | null;
  /** The version of what is then written of it; null where nothing is. */
  readonly state: string | null;
  /** How it was, where it is not here, to be kept for an invoice that comes later. */
  readonly picture: CustomerRecord | null;
  readonly isHere: boolean;
}

/**
 * The customers whom records name or tell of and who are gone at the source. One who is not here is made of what was told of it, whatever came
 * first, or of what an invoice with something open says of it: a debt does not end with a record. Whoever owes nothing is not made for that.
 */
export async function goneCustomers(
  session: Session,
  actor: Actor,
  records: readonly SourceRecord[],
  known: Known,
): Promise<GoneCustomer[]> {
  const told = new Map(records.flatMap((record) => (isGoneCustomer(record) ? [[record.externalId, record]] : [])));
  const again = new Set(records.flatMap((record) => (isCustomer(record) ? [record.externalId] : [])));
  const owners = customersNamed(records).filter((id) => !again.has(id) && rowOf(known, id)?.isDeleted === 1);
  const ids = new Set([...told.keys(), ...owners]);
  if (ids.size === 0) return [];
  const rows = await session.db
    .selectFrom('customers')
    .select('externalId')
    .where('source', '=', actor.id)
    .where(session.oneOf('externalId', ids))
    .execute();
  const here = new Set(rows.map(({ externalId }) => externalId));
  const owed = new Map(
    records
      .filter((record) => isInvoice(record) && Boolean(record.payer))
      .sort((a, b) => a.version - b.version)
      .map((record) => [(record as InvoiceRecord).customerExternalId, record as InvoiceRecord]),
  );
  return [...ids].map((externalId) => {
    const name: ObjectName = { kind: 'customer', externalId };
    const row = rowOf(known, externalId);
    const deletion = told.get(externalId);
    const pictures = [deletion?.last ?? [], pictureIn(row) ?? []].flat();
    const picture = pictures.sort((a, b) => b.version - a.version)[0] ?? null;
    const isHere = here.has(externalId);
    const debt = owed.get(externalId);
    const written = writtenVersion(row);
    const isNewer = picture !== null && picture.version > written;
    const isMade = !isHere && (deletion?.wasTold === true || debt !== undefined);
    const write = isMade ? (picture ?? payerOf(debt!)) : isHere && isNewer ? picture : null;
    return {
      name,
      write,
      state: write !== null ? String(write.version) : written === -Infinity ? null : String(written),
      picture: isHere || isMade ? null : picture,
      isHere: isHere || isMade,
    };
  });
}

/**
 * What a state of a customer says that is older than that it is gone, or comes with that: it is gone as before, and was so. Null where it says
 * nothing that is not known.
 */
export function lateState(record: SourceRecord, before: SourceObjectTable): DeletedRecord | null {
  if (record.kind !== 'customer' || before.isDeleted === 0 || 'problem' in record) return null;
  const isDeletion = 'deleted' in record;
  const picture = isDeletion ? record.last : record.version < before.version ? record : undefined;
  if (picture === undefined || picture.version <= writtenVersion(before)) return null;
  const { kind, externalId } = record;
  const version = Math.max(before.version, record.version);
  const wasTold = isDeletion ? record.wasTold : true;
  return { kind, externalId, version, deleted: true, last: picture, ...(wasTold ? { wasTold } : {}) };
}

/** A deletion with the newest state of the customer before it that was told along with it. */
export function withPicture(record: SourceRecord, told: CustomerRecord | undefined): SourceRecord {
  if (!isGoneCustomer(record) || told === undefined) return record;
  const { last = told } = record;
  return { ...record, last: last.version >= told.version ? last : told, wasTold: true };
}

/** What is known of those customers of invoices and entries who are gone. */
export async function goneOwners(
  session: Session,
  sourceId: string,
  records: readonly SourceRecord[],
): Promise<Map<string, SourceObjectTable>> {
  const names = customersNamed(records);
  if (names.length === 0) return new Map();
  const rows = await session.db
    .selectFrom('sourceObjects')
    .selectAll()
    .where('sourceId', '=', sourceId)
    .where('kind', '=', 'customer')
    .where('isDeleted', '=', 1)
    .where(session.oneOf('externalId', names))
    .execute();
  return new Map(rows.map((row) => [objectKey(row), row]));
}

/** What is then known of a customer who is gone, and of whom something was written. */
export function ownerRow(
  row: SourceObjectTable,
  { state, problem, picture }: Pick<GoneCustomer, 'state' | 'picture'> & { readonly problem: string | null },
  now: number,
): SourceObjectTable {
  const problemAt = problem === row.problem ? row.problemAt : problem === null ? null : now;
  return {
    ...row,
    state,
    problem,
    problemAt,
    rawJson: picture === null ? null : JSON.stringify({ ...picture, raw: null }),
  };
}

/** Customers that invoices and entries are of, by their ids at the source. */
function customersNamed(records: readonly SourceRecord[]): string[] {
  return [
    ...new Set(
      records.flatMap((record) =>
        'customerExternalId' in record && record.kind !== 'account' ? [record.customerExternalId] : [],
      ),
    ),
  ];
}

/** Which state of a customer stands here, by the vendor's version; of one who is gone, that is not the version of its deletion. */
function writtenVersion(row: SourceObjectTable | undefined): number {
  if (row === undefined) return -Infinity;
  if (row.isDeleted === 0) return row.problem === null ? row.version : -Infinity;
  return row.state === null ? -Infinity : Number(row.state);
}

function pictureIn(row: SourceObjectTable | undefined): CustomerRecord | null {
  return row?.isDeleted === 1 && row.rawJson !== null ? (JSON.parse(row.rawJson) as CustomerRecord) : null;
}

/** Whatever is told of the customer itself is newer. */
function payerOf({ customerExternalId: externalId, payer }: InvoiceRecord): CustomerRecord {
  return { kind: 'customer', externalId, version: -1, raw: null, ...payer! };
}

function rowOf(known: Known, externalId: string): SourceObjectTable | undefined {
  return known.get(objectKey({ kind: 'customer', externalId }));
}

function isGoneCustomer(record: SourceRecord): record is DeletedRecord {
  return record.kind === 'customer' && 'deleted' in record;
}

export function isCustomer(record: SourceRecord): record is CustomerRecord {
  return record.kind === 'customer' && !('deleted' in record) && !('problem' in record);
}

function isInvoice(record: SourceRecord): record is InvoiceRecord {
  return record.kind === 'invoice' && !('deleted' in record) && !('problem' in record);
}
