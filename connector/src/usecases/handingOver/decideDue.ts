import type { NextStep } from '../../domain/cadence.ts';
import type { InvoiceDocuments } from '../../store/invoiceDocuments.ts';
import type { Session } from '../../store/store.ts';
import { loadCustomerContexts } from '../../store/subjects.ts';
import type { ScheduleTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';
import { documentsFor } from '../schedule/composeStep.ts';
import { outlookOf, scheduleRow, type Subject } from '../schedule/planSubject.ts';
import { planCustomers, type Planned } from '../schedule/replan.ts';

/** A subject whose next step may be done today. */
export interface DueAction {
  readonly subject: Subject;
  readonly next: NextStep;
  /** The row as planned now; its `actionId` names the action. */
  readonly row: ScheduleTable;
  readonly doneSteps: readonly string[];
  /** The PDFs that the step attaches. */
  readonly documents: InvoiceDocuments;
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
  const due: Omit<DueAction, 'documents'>[] = [];
  const others: Planned[] = [];
  for (const subject of subjects) {
    if (!wanted.has(subject.id)) continue;
    const ahead = outlookOf(subject, done, moment);
    const row = scheduleRow(subject, ahead, moment, () => deps.newId('act'));
    if (ahead.kind === 'action' && isDue(row)) {
      const doneSteps = done.get(`${subject.id} ${subject.plan.id} ${ahead.reference.id}`) ?? [];
      due.push({ subject, next: ahead.next, row, doneSteps });
    } else {
      others.push({ subject, row });
    }
  }
  const documents = await documentsFor(
    session,
    moment,
    due.map(({ subject, next }) => ({ subject, step: next.step })),
  );
  return { due: due.map((each) => ({ ...each, documents })), others };
}
