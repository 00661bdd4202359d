import { notFound } from '../../domain/errors.ts';
import type { Session } from '../../store/store.ts';
import type { SourceTable } from '../../store/tables.ts';

/** A source by its id, or a 404. */
export async function findSource(session: Session, id: string): Promise<SourceTable> {
  return found(id, await byId(session, id).executeTakeFirst());
}

/** The same to be changed: on PostgreSQL nobody else changes it, or takes in something of it, until the transaction ends; its webhooks are stored. */
export async function findSourceToChange(session: Session, id: string): Promise<SourceTable> {
  const query = byId(session, id);
  return found(id, await (session.dialect.name === 'postgres' ? query.forNoKeyUpdate() : query).executeTakeFirst());
}

/** The same to be deleted: on PostgreSQL its webhooks wait too. */
export async function findSourceToDelete(session: Session, id: string): Promise<SourceTable> {
  const query = byId(session, id);
  return found(id, await (session.dialect.name === 'postgres' ? query.forUpdate() : query).executeTakeFirst());
}

const byId = ({ db }: Session, id: string) => db.selectFrom('sources').selectAll().where('id', '=', id);

function found(id: string, row: SourceTable | undefined): SourceTable {
  if (!row) throw notFound('source', id);
  return row;
}
