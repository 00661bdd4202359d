import { conflict, notFound } from '../../domain/errors.ts';
import type { SourceType } from '../../sources/source.ts';
import { NO_PROGRESS } from '../../store/sources.ts';
import type { Session } from '../../store/store.ts';
import type { SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { refuseNameOfOthers } from './books.ts';
import { refuseTaken } from './manageSources.ts';

/**
 * The source that imports of a vendor belong to: the one named, else the one with the vendor's name, else the only one of that vendor. Where
 * there is none, one is made that is off and has no keys, so that what workflows bring and what a sync brings later are the same records.
 */
export async function ensureImportedSource(deps: Deps, type: SourceType, name?: string): Promise<SourceTable> {
  const known = await find(deps.store.session, type, name);
  if (known) return known;
  if (name !== undefined) throw notFound('source', name);
  return deps.store.transaction(async (session) => {
    await session.lockTable('sources');
    const meanwhile = await find(session, type, name);
    if (meanwhile) return meanwhile;
    const remedy = `connect one of ${type} under another name, and say so with {"source": "<name>"}`;
    await refuseTaken(session, type, 'source', remedy);
    await refuseNameOfOthers(deps, session, type, { type });
    const now = deps.clock.now();
    const row: SourceTable = {
      id: deps.newId('src'),
      type,
      name: type,
      settingsJson: '{}',
      secrets: '',
      enabled: 0,
      intervalMinutes: 0,
      recheck: 0,
      whenUnreachable: 'auto',
      cursorJson: null,
      round: 0,
      progressJson: JSON.stringify(NO_PROGRESS),
      lastSyncAt: null,
      lastError: null,
      leaseToken: null,
      leaseUntil: 0,
      dueAt: null,
      createdAt: now,
      updatedAt: now,
    };
    await session.insert('sources', [row]);
    return row;
  });
}

async function find({ db }: Session, type: SourceType, name: string | undefined): Promise<SourceTable | undefined> {
  const rows = await db.selectFrom('sources').selectAll().where('type', '=', type).orderBy('id').execute();
  if (name !== undefined) return rows.find((row) => row.name === name);
  const named = rows.find((row) => row.name === type);
  if (named || rows.length <= 1) return named ?? rows[0];
  throw conflict(`There are several sources of ${type}: say to which the events belong, with {"source": "<name>"}`);
}
