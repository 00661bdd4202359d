import type { NextStep } from '../../domain/cadence.ts';
import type { Step } from '../../domain/plan.ts';
import { type InvoiceDocuments, loadInvoiceDocuments } from '../../store/invoiceDocuments.ts';
import type { Session } from '../../store/store.ts';
import { loadCustomerContexts } from '../../store/subjects.ts';
import type { ScheduleTable } from '../../store/tables.ts';
import type { Users } from '../../store/users.ts';
import { invoicesToAttach } from '../messages/attachments.ts';
import { composeMessage, type ComposedMessage, type MessageOrder } from '../messages/composeMessage.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';
import { outlookOf, scheduleRow, type Subject } from './planSubject.ts';
import { planCustomers, type Planned } from './replan.ts';

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

/** The PDFs that steps attach, for many subjects at once. */
export function documentsFor(
  session: Session,
  { today }: Moment,
  steps: readonly { readonly subject: Subject; readonly step: Step }[],
): Promise<InvoiceDocuments> {
  const invoices = steps
    .filter(({ step }) => step.attachInvoices)
    .flatMap(({ subject }) => invoicesOf(subject, today))
    .filter(({ row }) => row.hasPdf === 1);
  return loadInvoiceDocuments(
    session,
    invoices.map(({ id }) => id),
  );
}

function invoicesOf({ kind, reference, context }: Subject, today: Moment['today']) {
  return invoicesToAttach(kind, reference, context.openInvoices, today);
}

/** What a step's message is made from; its template is the caller's, since a step may have none. */
export function stepOrder(
  subject: Subject,
  step: Step,
  { today }: Moment,
  users: Users,
  documents: InvoiceDocuments,
): Omit<MessageOrder, 'actionId' | 'template'> {
  const { attachInvoices = false, attachStatement = false } = step;
  const invoices = attachInvoices ? invoicesOf(subject, today) : [];
  const isAttaching = step.channel === 'email' || step.channel === 'letter';
  return {
    channel: step.channel,
    recipients: step.recipients,
    cc: step.cc,
    sender: step.sender,
    planLanguage: subject.plan.language,
    reference: subject.reference,
    users,
    isPersonal: step.mode === 'manual',
    ...(isAttaching && (attachInvoices || attachStatement)
      ? { attach: { invoices, documents, statement: attachStatement } }
      : {}),
  };
}

/** The message of a due step; `problem` says why there is none (MAN-2). */
export async function composeStep(
  deps: Deps,
  moment: Moment,
  due: DueAction,
  users: Users,
): Promise<ComposedMessage | { problem: string }> {
  const { subject, next, row, documents } = due;
  const { step } = next;
  if (step.template === null) return { problem: 'The step has no template' };
  return composeMessage(deps, moment, subject.context, {
    ...stepOrder(subject, step, moment, users, documents),
    actionId: row.actionId!,
    template: step.template,
  });
}
