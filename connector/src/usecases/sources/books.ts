import { conflict, unprocessable } from '../../domain/errors.ts';
import type { Books, SourceType } from '../../sources/source.ts';
import type { Session } from '../../store/store.ts';
import type { FormerBooksTable, SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { openSecrets, vendorOf } from './connection.ts';

/** What a request gives anew. */
interface Given {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

/**
 * A 422 where a source that has brought something would read other books from now on: records are known by their source's name and the
 * vendor's id, so that those of two companies would write over each other.
 */
export async function refuseOtherBooks(deps: Deps, session: Session, source: SourceTable, given: Given): Promise<void> {
  const next = booksOf(deps, source, given);
  if (next === null) return;
  const known = await knownBooks(deps, session, source);
  if (known === null || known === next.name) return;
  const message = `what ‘${source.name}’ has brought is of ${known}: connect ${next.name} as a source of its own, under another name`;
  throw unprocessable(`${next.path}: ${message}`, [{ path: next.path, message }]);
}

/** Why what a workflow hands over is not of the source's books, as a field's problem; null where it is, or does not say. */
export async function othersBooks(
  deps: Deps,
  session: Session,
  source: SourceTable,
  events: readonly unknown[],
): Promise<readonly ({ readonly path: string; readonly message: string } | null)[]> {
  const vendor = vendorOf(deps, source);
  const known = vendor.booksNamedBy ? (booksOf(deps, source)?.name ?? (await knownBooks(deps, session, source))) : null;
  return events.map((event) => {
    const told = known === null ? null : (vendor.booksNamedBy!(event) ?? null);
    if (told === null || told.name === known) return null;
    const message = `is of ${told.name}, but ‘${source.name}’ is of ${known}: hand it over to a source of its own, by its name in \`source\``;
    return { path: told.path, message };
  });
}

/** A 409 where a new source would take the name of records that a deleted one has left, and they are of other books. */
export async function refuseNameOfOthers(
  deps: Deps,
  session: Session,
  name: string,
  { type, settings = {}, secrets }: Given & { readonly type: SourceType },
): Promise<void> {
  const former = await formerBooks(session, name);
  if (!former) return;
  const next = vendorOf(deps, { type }).booksOf?.(settings, secrets ?? null) ?? null;
  const isSame = former.type === type && (former.books === null || next === null || former.books === next.name);
  if (isSame) return;
  const { label } = vendorOf(deps, former);
  const owner = former.books === null ? label : `${label}, ${former.books}`;
  throw conflict(`A deleted source ‘${name}’ has left records (${owner}): give this one another name`, [
    { path: 'name', message: `stands for records of ${owner}: choose another name` },
  ]);
}

/** Keeps whose records stay under the name of a source that is being deleted. */
export async function keepBooks(deps: Deps, session: Session, source: SourceTable): Promise<void> {
  if (!(await hasBrought(session, source))) return;
  const former = await formerBooks(session, source.name);
  const books = booksOf(deps, source)?.name ?? former?.books ?? null;
  const row: FormerBooksTable = { sourceName: source.name, type: source.type, books, leftAt: deps.clock.now() };
  if (former) await session.update('formerBooks', ['sourceName'], [row]);
  else await session.insert('formerBooks', [row]);
}

function booksOf(deps: Deps, source: SourceTable, given: Given = {}): Books | null {
  const settings = given.settings ?? (JSON.parse(source.settingsJson) as Record<string, unknown>);
  return vendorOf(deps, source).booksOf?.(settings, given.secrets ?? readable(deps, source)) ?? null;
}

async function knownBooks(deps: Deps, session: Session, source: SourceTable): Promise<string | null> {
  const own = (await hasBrought(session, source)) ? booksOf(deps, source) : null;
  return own?.name ?? (await formerBooks(session, source.name))?.books ?? null;
}

async function hasBrought({ db }: Session, { id }: SourceTable): Promise<boolean> {
  const query = db.selectFrom('sourceObjects').select('externalId').where('sourceId', '=', id).limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

function formerBooks({ db }: Session, name: string): Promise<FormerBooksTable | undefined> {
  return db.selectFrom('formerBooks').selectAll().where('sourceName', '=', name).executeTakeFirst();
}

/** Null where there are none yet, or another key encrypted them. */
function readable(deps: Deps, source: SourceTable): unknown {
  try {
    return openSecrets(deps, source);
  } catch {
    return null;
  }
}
