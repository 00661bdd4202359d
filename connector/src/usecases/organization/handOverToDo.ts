import type { Session } from '../../store/store.ts';

/** Statuses in which somebody still has something to do with an action. */
const OPEN = ['todo', 'claimed', 'uncertain'] as const;

/**
 * What somebody, or a group, had to do is their successor's from now on, or nobody's (null): ad hoc actions are named by no plan, and would stand
 * in nobody's list (PLN-2, ADH-1). `name` as actions have it.
 */
export async function handOverToDo({ db }: Session, name: string, successor: string | null): Promise<void> {
  await db
    .updateTable('actions')
    .set({ responsible: successor })
    .where('responsible', '=', name)
    .where('status', 'in', OPEN)
    .execute();
}
