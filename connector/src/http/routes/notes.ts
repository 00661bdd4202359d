import { notFound } from '../../domain/errors.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Deps } from '../../usecases/deps.ts';
import { addNote, deleteNote } from '../../usecases/customers/notes.ts';
import { toReference } from '../../usecases/lists/records.ts';
import { readTimeline } from '../../usecases/customers/timeline.ts';
import { idParams, listOf, recordId } from '../contracts/common.ts';
import { note, noteInput } from '../contracts/notes.ts';
import { deleted } from '../contracts/organization.ts';
import { page } from '../contracts/queries.ts';
import { timelineEntry } from '../contracts/timeline.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';
import { noteView } from '../views/note.ts';
import { z } from 'zod';
import { KINDS } from '../../domain/timeline.ts';

const tag = 'History';

async function findId({ store: { session } }: Deps, table: 'customers' | 'invoices', name: string): Promise<string> {
  const reference = toReference(name);
  const row = (await findByReferences(session, table, [reference]))(reference);
  if (!row) throw notFound(table === 'customers' ? 'customer' : 'invoice', name);
  return row.id;
}

export const noteRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/notes',
    isOneTransaction: true,
    summary: 'Write a note for colleagues',
    tag,
    params: idParams,
    body: noteInput,
    answer: note,
    status: 201,
    handle: async ({ deps, actor, params, body }) => {
      const id = await addNote(deps, actor, params.id, body);
      const { db } = deps.store.session;
      return {
        body: noteView(await db.selectFrom('notes').selectAll().where('id', '=', id).executeTakeFirstOrThrow()),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/notes',
    summary: 'List the notes about a customer, newest first',
    tag,
    params: idParams,
    query: page.extend({ invoiceId: recordId.optional() }),
    answer: listOf(note),
    handle: async ({ deps, params, query: { limit, cursor, invoiceId } }) => {
      const after = decodeCursor(cursor, 1);
      let query = deps.store.session.db
        .selectFrom('notes')
        .selectAll()
        .where('customerId', '=', await findId(deps, 'customers', params.id))
        .orderBy('id', 'desc')
        .limit(limit + 1);
      if (after) query = query.where('id', '<', after[0]!);
      if (invoiceId !== undefined) query = query.where('invoiceId', '=', await findId(deps, 'invoices', invoiceId));
      return { body: pageOf(await query.execute(), limit, noteView) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/notes/{id}',
    summary: 'Take a note away, out of the history too; its author may, and admins',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await deleteNote(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/timeline',
    summary: 'All that has happened with a customer, newest first (EVT-1)',
    tag,
    params: idParams,
    query: page.extend({
      kind: z.enum(KINDS).optional(),
      invoiceId: recordId.optional().meta({ description: 'Only what is about this invoice' }),
    }),
    answer: listOf(timelineEntry),
    handle: async ({ deps, params, query: { limit, cursor, kind, invoiceId } }) => {
      const { data, next } = await readTimeline(deps.store.session, {
        customerId: await findId(deps, 'customers', params.id),
        kind,
        invoiceId: invoiceId === undefined ? undefined : await findId(deps, 'invoices', invoiceId),
        after: decodeCursor(cursor, 1)?.[0],
        limit,
      });
      const entries = data.map((entry) => ({ ...entry, at: isoInstant(entry.at)! }));
      return { body: { data: entries, nextCursor: next === null ? null : encodeCursor([next]) } };
    },
  }),
];
