import type { Actor } from '../../domain/actor.ts';
import type { Day } from '../../domain/day.ts';
import type { ScheduleTable } from '../../store/tables.ts';
import { loadUsers } from '../../store/users.ts';
import { visibleTo } from '../../store/visibleCustomers.ts';
import type { ComposedMessage } from '../messages/composeMessage.ts';
import { composeStep } from '../schedule/composeStep.ts';
import { decideDue, type DueAction } from '../handingOver/decideDue.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import type { RunInput } from './runCadence.ts';

export interface PreviewedAction {
  readonly due: DueAction;
  readonly composed: ComposedMessage | null;
  /** Why it would wait for a person (MAN-2). */
  readonly problem: string | null;
}

export interface Preview {
  readonly today: Day;
  executed: number;
  toDo: number;
  remaining: number;
  toClaim: number;
  readonly actions: PreviewedAction[];
}

const BATCH = 500;
const SHOWN = 50;

/** What a run of this actor’s would send now; reads only, page by page, and renders every message so that what would get stuck is counted. */
export async function previewRun(deps: Deps, actor: Actor, input: RunInput): Promise<Preview> {
  const { session } = deps.store;
  const moment = await currentMoment(session, deps.clock);
  const users = await loadUsers(session);
  const preview: Preview = { today: moment.today, executed: 0, toDo: 0, remaining: 0, toClaim: 0, actions: [] };
  const isDue = (row: ScheduleTable) =>
    row.dueOn !== null && row.dueOn <= moment.today && (row.status === 'todo' || moment.isSendTime);
  for (let after = ''; ;) {
    let query = session.db
      .selectFrom('schedule')
      .select(['subjectId', 'customerId'])
      .$call(visibleTo(actor, 'customerId'))
      .where(({ or, eb }) => or([eb('nextOn', '<=', moment.today), eb('status', '=', 'todo')]))
      .where('subjectId', '>', after)
      .orderBy('subjectId')
      .limit(BATCH);
    if (input.planId !== undefined) query = query.where('planId', '=', input.planId);
    const rows = await query.execute();
    const { due } = await decideDue(session, deps, moment, rows, isDue);
    for (const each of due) await count(deps, moment, each, users, input, preview);
    if (rows.length < BATCH) return preview;
    after = rows.at(-1)!.subjectId;
  }
}

async function count(
  deps: Deps,
  moment: Parameters<typeof composeStep>[1],
  due: DueAction,
  users: Parameters<typeof composeStep>[3],
  { limit = Infinity }: RunInput,
  preview: Preview,
): Promise<void> {
  const composed = await composeStep(deps, moment, due, users);
  const problem = 'problem' in composed ? composed.problem : null;
  if (due.row.status === 'todo' || (problem !== null && due.row.channel === 'email')) preview.toDo++;
  else if (due.row.channel !== 'email') {
    preview.remaining++;
    preview.toClaim++;
  } else if (preview.executed >= limit) preview.remaining++;
  else preview.executed++;
  if (preview.actions.length < SHOWN)
    preview.actions.push({
      due,
      composed: 'problem' in composed ? null : composed,
      problem: due.row.reason ?? problem,
    });
}
