import type { NextStep } from '../domain/cadence.ts';
import type { Plan } from '../domain/plan.ts';
import type { Session } from '../store/store.ts';
import { loadCustomerContexts } from '../store/subjects.ts';
import type { ScheduleTable } from '../store/tables.ts';
import type { Users } from '../store/users.ts';
import { composeMessage, type ComposedMessage } from './composeMessage.ts';
import type { Deps } from './deps.ts';
import type { Moment } from './moment.ts';
import { outlookOf, scheduleRow, type Subject } from './planSubject.ts';
import { planCustomers, type Planned } from './replan.ts';

/** A subject whose next step may be done today. */
export interface DueAction {
  readonly subject: Subject;
  readonly next: NextStep;
  /** The row as planned now; its `actionId` names the action. */
  readonly row: ScheduleTable;
  readonly doneSteps: readonly string[];
}

export interface Decided {
  readonly due: DueAction[];
  /** Rows that are not due, or not by themselves: to be written as they are. */
  readonly others: Planned[];
}

/** Decides afresh about schedule rows that have come due; pure reading. `isDue` says which outlooks the caller wants to carry out. */
export async function decideDue(
  session: Session,
  deps: Deps,
  moment: Moment,
  rows: readonly Pick<ScheduleTable, 'subjectId' | 'customerId'>[],
  isDue: (row: ScheduleTable) => boolean,
): Promise<Decided> {
  const contexts = await loadCustomerContexts(
    session,
    rows.map(({ customerId }) => customerId),
  );
  const { subjects, done } = await planCustomers(session, deps, moment, contexts);
  const wanted = new Set(rows.map(({ subjectId }) => subjectId));
  const decided: Decided = { due: [], others: [] };
  for (const subject of subjects) {
    if (!wanted.has(subject.id)) continue;
    const ahead = outlookOf(subject, done, moment);
    const row = scheduleRow(subject, ahead, moment, () => deps.newId('act'));
    if (ahead.kind === 'action' && isDue(row)) {
      const doneSteps = done.get(`${subject.id} ${subject.plan.id} ${ahead.reference.id}`) ?? [];
      decided.due.push({ subject, next: ahead.next, row, doneSteps });
    } else {
      decided.others.push({ subject, row });
    }
  }
  return decided;
}

/** The message of a due step; `problem` says why there is none (MAN-2). */
export async function composeStep(
  deps: Deps,
  moment: Moment,
  due: DueAction,
  users: Users,
): Promise<ComposedMessage | { problem: string }> {
  const { subject, next, row } = due;
  const { step } = next;
  if (step.template === null) return { problem: 'The step has no template' };
  return composeMessage(deps, moment, subject.context, {
    actionId: row.actionId!,
    template: step.template,
    recipients: step.recipients,
    cc: step.cc,
    sender: step.sender,
    planLanguage: (subject.plan satisfies Plan).language,
    reference: subject.reference,
    users,
  });
}
