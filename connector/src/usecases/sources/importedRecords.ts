import type { SourceRecord } from '../../sources/records.ts';
import type { ImportContext } from '../../sources/source.ts';
import { objectKey, type ObjectName } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { SourceObjectTable } from '../../store/tables.ts';
import type { Connection } from './connection.ts';
import { problemsAfter } from './putAside.ts';
import { readEvent } from './readEvents.ts';
import { needsOf } from './takeIn.ts';

/** What is put aside is read in pages of so many. */
const PAGE = 1_000;

/** Custom fields of the customers that records are about or name, as the records say or as they were known before. */
export async function customFieldsKnown(
  session: Session,
  source: string,
  records: readonly SourceRecord[],
): Promise<ImportContext<unknown>['customFieldsOf']> {
  const names = new Set(records.flatMap((record) => ('customerExternalId' in record ? record.customerExternalId : [])));
  const rows = await session.db
    .selectFrom('customers')
    .select(['externalId', 'customFieldsJson'])
    .where('source', '=', source)
    .where(session.oneOf('externalId', names))
    .execute();
  const fields = new Map(
    rows.map((row) => [row.externalId, JSON.parse(row.customFieldsJson) as Record<string, unknown>]),
  );
  for (const record of records) {
    if (record.kind === 'customer' && 'customFields' in record && record.customFields)
      fields.set(record.externalId, record.customFields);
  }
  return (customer) => fields.get(customer) ?? {};
}

/** What was put aside, as it was handed over; nothing of what is not kept. */
export async function storedRecords(
  session: Session,
  { source, vendor }: Connection,
  context: ImportContext<unknown>,
  rows: readonly SourceObjectTable[],
): Promise<SourceRecord[]> {
  const kept = rows.flatMap((row) => (row.rawJson === null ? [] : { row, raw: JSON.parse(row.rawJson) as unknown }));
  const aside = kept.flatMap(({ raw }) => readEvent(vendor, raw, context) ?? []);
  const customFieldsOf = await customFieldsKnown(session, source.name, aside);
  return kept.flatMap(({ row, raw }) => {
    const told = readEvent(vendor, raw, { ...context, customFieldsOf }) ?? [];
    return told
      .filter((record) => objectKey(record) === objectKey(row))
      .map((record) => ({ ...record, version: row.version }));
  });
}

/** What was put aside because it names one of the records, and may go now. Looks through all that is put aside of the source. */
export async function waitingRecords(
  session: Session,
  connection: Connection,
  context: ImportContext<unknown>,
  records: readonly SourceRecord[],
): Promise<SourceRecord[]> {
  const come = new Set(records.map(objectKey));
  const again: SourceRecord[] = [];
  for (let after: ObjectName | null = null, isLast = false; !isLast;) {
    const rows: SourceObjectTable[] = await problemsAfter(session, connection.source.id, after, PAGE);
    again.push(...(await storedRecords(session, connection, context, rows)));
    after = rows.at(-1) ?? null;
    isLast = rows.length < PAGE;
  }
  // An entry may wait for an invoice that waits itself: what waits for what waits goes along.
  for (let count = -1; count !== come.size;) {
    count = come.size;
    for (const record of again)
      if (needsOf(record).some((name) => come.has(objectKey(name)))) come.add(objectKey(record));
  }
  return again.filter((record) => come.has(objectKey(record)));
}
