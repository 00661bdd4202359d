import { actionParameters } from '../../domain/actionFilter.ts';
import type { Actor } from '../../domain/actor.ts';
import { conflict, forbidden, invalid, notFound, unprocessable } from '../../domain/errors.ts';
import { parseSort, type ViewDefinition, type ViewList } from '../../domain/savedView.ts';
import { CUSTOMER_ORDERS } from '../../store/customerOrder.ts';
import { INVOICE_ORDERS } from '../../store/invoiceSelection.ts';
import type { Session } from '../../store/store.ts';
import type { SavedViewTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { customerFilter, invoiceFilter } from './checkFilters.ts';

export interface SavedView extends ViewDefinition {
  readonly id: string;
  readonly name: string;
  readonly list: ViewList;
  /** Everybody's, or of one user alone. */
  readonly shared: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ViewInput extends Partial<ViewDefinition> {
  readonly name?: string;
  readonly list?: ViewList;
  readonly shared?: boolean;
}

const toView = ({ id, name, list, definitionJson, userId, createdAt, updatedAt }: SavedViewTable): SavedView => ({
  id,
  name,
  list,
  ...(JSON.parse(definitionJson) as ViewDefinition),
  shared: userId === null,
  createdAt,
  updatedAt,
});

/** Views that the actor may use: everybody's, and the actor's own. */
function viewsOf({ db }: Session, { userId }: Actor) {
  const query = db.selectFrom('savedViews').selectAll();
  return userId === null
    ? query.where('userId', 'is', null)
    : query.where(({ eb, or }) => or([eb('userId', 'is', null), eb('userId', '=', userId)]));
}

/** A page of the views that the actor may use, by id; one row more than `limit` where there are more. */
export async function listViews(
  session: Session,
  actor: Actor,
  { list, after, limit }: { readonly list?: ViewList; readonly after: string; readonly limit: number },
): Promise<SavedView[]> {
  let query = viewsOf(session, actor)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit + 1);
  if (list) query = query.where('list', '=', list);
  return (await query.execute()).map(toView);
}

/** A view by its id; another user's own is not there. */
export async function readView(session: Session, actor: Actor, id: string): Promise<SavedView> {
  const row = await viewsOf(session, actor).where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('view', id);
  return toView(row);
}

/** A view that a list asks for; `invalid` where it is of another list. */
export async function viewOf(session: Session, actor: Actor, list: ViewList, id: string): Promise<SavedView> {
  const view = await readView(session, actor, id);
  if (view.list === list) return view;
  throw invalid([{ path: 'view', message: `'${view.name}' is a view of ${view.list}, not of ${list}` }]);
}

/** The parameters of the list of actions that a view of it stands for. */
export async function actionViewParameters(session: Session, actor: Actor, id: string) {
  return actionParameters((await viewOf(session, actor, 'actions', id)).filter, 'view.filter');
}

/**
 * Saves a view, or (with `id`) changes what the input names. Everybody's views are made and changed by admins; one's own need a key that
 * belongs to a user. Its filters and its order are checked as the list itself checks them.
 */
export async function saveView(deps: Deps, actor: Actor, id: string | null, input: ViewInput): Promise<SavedView> {
  return deps.store.transaction(async (session) => {
    await session.lockTable('savedViews');
    const before = id === null ? null : await readView(session, actor, id);
    const now = deps.clock.now();
    const view: SavedView = {
      id: id ?? deps.newId('viw'),
      name: input.name ?? before!.name,
      list: input.list ?? before!.list,
      columns: input.columns ?? before?.columns ?? [],
      sort: input.sort === undefined ? (before?.sort ?? null) : input.sort,
      filter: input.filter ?? before?.filter ?? [],
      shared: input.shared ?? before?.shared ?? actor.userId === null,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    requireOwnership(actor, before, view);
    await checkDefinition(session, view);
    const { columns, sort, filter } = view;
    const row: SavedViewTable = {
      id: view.id,
      name: view.name,
      list: view.list,
      definitionJson: JSON.stringify({ columns, sort, filter }),
      userId: view.shared ? null : actor.userId,
      createdAt: view.createdAt,
      updatedAt: now,
    };
    await refuseTakenName(session, row);
    if (before) await session.update('savedViews', ['id'], [row]);
    else await session.insert('savedViews', [row]);
    return view;
  });
}

/** Deletes a view; everybody's by admins alone. */
export async function deleteView(deps: Deps, actor: Actor, id: string): Promise<void> {
  await deps.store.transaction(async (session) => {
    const view = await readView(session, actor, id);
    requireOwnership(actor, view, view);
    await session.db.deleteFrom('savedViews').where('id', '=', id).execute();
  });
}

function requireOwnership(actor: Actor, before: SavedView | null, after: SavedView): void {
  if ((before?.shared || after.shared) && actor.role === 'member')
    throw forbidden('Everybody’s views are made and changed by admins: save it with shared: false as your own (CUS-5)');
  if (!after.shared && actor.userId === null)
    throw unprocessable('This API key belongs to no user, who could have a view of their own', [
      { path: 'shared', message: 'must be true, or use the key of a user' },
    ]);
}

async function checkDefinition(session: Session, { list, sort, filter }: SavedView): Promise<void> {
  if (sort !== null) {
    const orders: Record<ViewList, readonly string[]> = {
      customers: CUSTOMER_ORDERS,
      invoices: INVOICE_ORDERS,
      actions: [],
    };
    const parsed = parseSort(sort, orders[list], 'sort');
    if ('error' in parsed) throw invalid([parsed.error]);
  }
  if (list === 'customers') await customerFilter(session, filter);
  if (list === 'invoices') await invoiceFilter(session, filter);
  if (list === 'actions') actionParameters(filter);
}

async function refuseTakenName({ db }: Session, { id, name, list, userId }: SavedViewTable): Promise<void> {
  const taken = await db
    .selectFrom('savedViews')
    .select('id')
    .where('list', '=', list)
    .where('name', '=', name)
    .where('userId', userId === null ? 'is' : '=', userId)
    .where('id', '<>', id)
    .executeTakeFirst();
  if (taken)
    throw conflict(`There is a view of ${list} named '${name}' already: choose another name, or change that one`);
}
