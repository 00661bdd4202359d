import type Chargebee from 'chargebee';
import type { ObjectKind } from '../records.ts';
import type { ObjectName, Objects } from './shapes.ts';

/** What Chargebee answers at most. */
const PAGE_SIZE = 100;

/** One of the lists that make a sync, in the order in which they are read: who is named comes before who names. */
export interface List {
  readonly name: ObjectName;
  /** As people see it. */
  readonly phase: string;
  readonly kinds: readonly ObjectKind[];
}

export const LISTS: readonly List[] = Object.freeze([
  { name: 'customer', phase: 'customers', kinds: ['customer'] },
  { name: 'invoice', phase: 'invoices', kinds: ['invoice'] },
  { name: 'credit_note', phase: 'creditNotes', kinds: ['creditNote'] },
  { name: 'transaction', phase: 'payments', kinds: ['payment', 'refund'] },
]);

export interface ListAnswer {
  readonly objects: readonly Objects[ObjectName][];
  readonly nextOffset: string | undefined;
  /** Seconds since 1970 by Chargebee's own clock; undefined if the answer does not tell. */
  readonly answeredAt: number | undefined;
}

/** A page of a list, deleted objects included; `after` (seconds) leaves out what has not changed since. */
export async function listPage(
  api: Chargebee,
  name: ObjectName,
  offset: string | null,
  after: number | null,
): Promise<ListAnswer> {
  const common = {
    limit: PAGE_SIZE,
    include_deleted: true,
    ...(offset === null ? {} : { offset }),
    ...(after === null ? {} : { updated_at: { after } }),
  };
  // Pages are cut by the order; changes at the end of it shift none of those before. Credit notes know no such order.
  const sorted = { ...common, 'sort_by[asc]': 'updated_at' };
  switch (name) {
    case 'customer': {
      const answer = await api.customer.list(sorted);
      return page(
        answer,
        answer.list.map(({ customer }) => customer),
      );
    }
    case 'invoice': {
      const answer = await api.invoice.list(sorted);
      return page(
        answer,
        answer.list.map(({ invoice }) => invoice),
      );
    }
    case 'credit_note': {
      const answer = await api.creditNote.list({ ...common, 'sort_by[asc]': 'date' });
      return page(
        answer,
        answer.list.map(({ credit_note: note }) => note),
      );
    }
    case 'transaction': {
      const answer = await api.transaction.list(sorted);
      return page(
        answer,
        answer.list.map(({ transaction }) => transaction),
      );
    }
  }
}

function page(
  answer: { readonly next_offset?: string; readonly headers: { readonly [key: string]: string } },
  objects: ListAnswer['objects'],
): ListAnswer {
  const date = Date.parse(answer.headers.date ?? '');
  return {
    objects,
    nextOffset: answer.next_offset,
    answeredAt: Number.isNaN(date) ? undefined : Math.floor(date / 1000),
  };
}
