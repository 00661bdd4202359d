import type { NextStep } from '../../domain/cadence.ts';
import type { Step } from '../../domain/plan.ts';
import { type InvoiceDocuments, loadInvoiceDocuments } from '../../store/invoiceDocuments.ts';
import type { Session } from '../../store/store.ts';
import type { ScheduleTable } from '../../store/tables.ts';
import type { Users } from '../../store/users.ts';
import type { Deps } from '../deps.ts';
import { invoicesToAttach } from '../messages/attachments.ts';
import { composeMessage, type ComposedMessage, type MessageOrder } from '../messages/composeMessage.ts';
import type { Moment } from '../moment.ts';
import type { Subject } from './planSubject.ts';

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

/** A step of a subject's plan as it would go out; the action's id is in the message. */
export interface StepToCompose {
  readonly subject: Subject;
  readonly next: Pick<NextStep, 'step'>;
  readonly row: Pick<ScheduleTable, 'actionId'>;
  readonly documents: InvoiceDocuments;
}

/** The message of a due step; `problem` says why there is none (MAN-2). */
export async function composeStep(
  deps: Deps,
  moment: Moment,
  { subject, next: { step }, row, documents }: StepToCompose,
  users: Users,
): Promise<ComposedMessage | { problem: string }> {
  if (step.template === null) return { problem: 'The step has no template' };
  return composeMessage(deps, moment, subject.context, {
    ...stepOrder(subject, step, moment, users, documents),
    actionId: row.actionId!,
    template: step.template,
  });
}
