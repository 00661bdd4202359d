import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import { settledUntil } from '../../store/eventOrder.ts';
import { findVisible, visibleTo } from '../../store/visibleCustomers.ts';
import { toReference } from '../../usecases/lists/records.ts';
import { listOf, page, recordId } from '../contracts/common.ts';
import { event } from '../contracts/organization.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';

export const eventRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/events',
    summary: 'What has happened, in order (EVT-1)',
    tag: 'Events',
    query: page.extend({
      after: z.string().optional().meta({
        description:
          'The id of the last event that was seen: what follows it, and nothing that is committed later is missed',
      }),
      customerId: recordId.optional(),
      type: z.string().optional(),
    }),
    answer: listOf(event),
    handle: async ({ deps, actor, query: { limit, cursor, after, customerId, type } }) => {
      const { session } = deps.store;
      const { db } = session;
      const last = decodeCursor(cursor, 1)?.[0] ?? after;
      const from =
        last === undefined
          ? undefined
          : await db.selectFrom('events').select('seq').where('id', '=', last).executeTakeFirst();
      if (last !== undefined && !from) throw notFound('event', last);
      // First of all: what comes into view after it is not passed over.
      const until = await settledUntil(session);
      let query = db
        .selectFrom('events')
        .selectAll()
        .$call(visibleTo(actor, 'customerId'))
        .orderBy('seq')
        .limit(limit + 1);
      if (from) query = query.where('seq', '>', from.seq);
      if (until !== null) query = query.where('seq', '<=', until);
      if (customerId !== undefined) {
        const reference = toReference(customerId);
        const customer = (await findVisible(session, actor, 'customers', [reference]))(reference);
        if (!customer) throw notFound('customer', customerId);
        query = query.where('customerId', '=', customer.id);
      }
      if (type !== undefined) query = query.where('type', '=', type);
      const view = (row: Awaited<ReturnType<typeof query.execute>>[number]) => ({
        id: row.id,
        type: row.type,
        at: isoInstant(row.at),
        actor: JSON.parse(row.actorJson) as unknown,
        customerId: row.customerId,
        data: JSON.parse(row.dataJson) as unknown,
      });
      return { body: pageOf(await query.execute(), limit, view) };
    },
  }),
];
