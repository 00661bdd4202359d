import type { MisfitRecord, SourceRecord } from '../../sources/records.ts';
import { objectKey, type ObjectName } from '../../store/sourceObjects.ts';
import { ask, type Asking, SourceFailure } from './ask.ts';
import type { Connection } from './connection.ts';

/** An object that is asked for, and the version that it surely has by now: what has already been told of it. */
export type Asked = ObjectName & { readonly version?: number };

/** Objects as they are now: whatever their own clocks say, no older than what led to the question. */
export async function askFor(connection: Connection, names: readonly Asked[]): Promise<SourceRecord[]> {
  const { client } = connection;
  const records: SourceRecord[] = [];
  for (const [kind, some] of Map.groupBy(names, (name) => name.kind)) {
    const ids = some.map(({ externalId }) => externalId);
    if (client.fetchMany) records.push(...(await ask(connection, () => client.fetchMany!(kind, ids))));
    else for (const id of ids) records.push(...(await ask(connection, () => client.fetch(kind, id))));
  }
  return noOlder(records, names);
}

/** As `askFor`, for what is known already: what the vendor refuses to tell is put aside with its reason, and stops no other. */
export async function askForEach(connection: Connection, names: readonly Required<Asked>[]): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for (const some of connection.client.fetchMany ? [names] : names.map((name) => [name])) {
    try {
      records.push(...(await askFor(connection, some)));
    } catch (error) {
      if (!(error instanceof SourceFailure) || error.failure.kind !== 'refused') throw error;
      const { message: problem } = error;
      records.push(...some.map((name): MisfitRecord => ({ ...name, raw: null, problem })));
    }
  }
  return records;
}

function noOlder(records: readonly SourceRecord[], names: readonly Asked[]): SourceRecord[] {
  const told = new Map(names.map((name) => [objectKey(name), name.version ?? -Infinity]));
  return records.map((record) => {
    const least = told.get(objectKey(record)) ?? -Infinity;
    return record.version < least ? { ...record, version: least } : record;
  });
}

/** As `askFor`, asking in another way: what it does not get is put aside, saying so. */
export async function askWith(
  asking: Asking,
  connection: Connection,
  names: readonly Asked[],
): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for (const name of names) {
    try {
      records.push(...(await asking(() => connection.client.fetch(name.kind, name.externalId))));
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      records.push(unasked(connection, name, error));
    }
  }
  return noOlder(records, names);
}

function unasked({ vendor }: Connection, { kind, externalId }: Asked, { message }: SourceFailure): MisfitRecord {
  const problem = `${vendor.label} could not be asked for it: ${message}. It is asked for with the next sync`;
  return { kind, externalId, version: 0, raw: null, problem };
}
