import { checkTemplate } from '../../delivery/check.ts';
import { cleanBody } from '../../delivery/freeText.ts';
import type { OutgoingMessage } from '../../delivery/mailer.ts';
import type { Day } from '../../domain/day.ts';
import { invalid, notFound, unprocessable } from '../../domain/errors.ts';
import type { Reason } from '../../domain/explainReasons.ts';
import { referenceInvoice } from '../../domain/invoice.ts';
import type { Channel, Plan, Step, TemplateRef } from '../../domain/plan.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import { type CustomerContext, loadCustomerContexts, type OpenInvoice, toInvoiceState } from '../../store/subjects.ts';
import { loadUsers } from '../../store/users.ts';
import { type MessageOrder, writeMessage } from '../messages/composeMessage.ts';
import { documentsFor, stepOrder } from '../schedule/composeStep.ts';
import { holdingReason } from '../schedule/holdingReason.ts';
import type { Deps } from '../deps.ts';
import { messagePeople } from '../messages/messagePeople.ts';
import { templateKeys } from '../organization/messageTemplates.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { outstandingOf, type Subject } from '../schedule/planSubject.ts';
import { toReference } from '../lists/records.ts';

export interface PreviewInput {
  readonly customerId: string;
  /** The reference invoice; else the one by REF-1. */
  readonly invoiceId?: string;
  readonly date?: Day;
  readonly language?: string;
  readonly formOfAddress?: 'formal' | 'informal';
  /** Either this, or a plan's step. */
  readonly template?: TemplateRef;
  readonly planId?: string;
  readonly stepId?: string;
}

export interface MessagePreview {
  readonly message: OutgoingMessage;
  readonly channel: Channel;
  readonly date: Day;
  readonly language: string;
  readonly warnings: readonly string[];
}

/** An action that there is not, for what a message is rendered as. */
const NO_ACTION = 'preview';

/**
 * A message as it would be for any customer on any day, without writing anything. What would keep it from going out, a hold (HLD-1) too, is among the
 * warnings; a template that does not render with this customer's fields is a 422.
 */
export async function previewMessage(deps: Deps, input: PreviewInput): Promise<MessagePreview> {
  const { session } = deps.store;
  const now = await currentMoment(session, deps.clock);
  const moment: Moment = { ...now, today: input.date ?? now.today };
  if (input.template) refuseBadTemplate(deps, moment, input.template);
  const context = await findContext(session, input);
  const reference = await findReference(session, context, input);
  const { order, held } = await orderOf(session, deps, moment, context, reference, input);
  const people = messagePeople(order, context, moment);
  const composed = await writeMessage(deps, moment, context, order, people);
  if ('problem' in composed) throw unprocessable(composed.problem, [{ path: 'template', message: composed.problem }]);
  const { channel = 'email', template } = order;
  const { language } = composed.template;
  const wanted = context.customer.language ?? order.planLanguage ?? moment.settings.language;
  const warnings = [
    people.problem ?? '',
    held?.text ?? '',
    reference ? '' : 'The customer has no open invoice to remind of: fields of the reference invoice are empty',
    'key' in template && base(wanted) !== base(language)
      ? `No variant in ${wanted}: the one in ${language} is shown`
      : '',
    composed.note ?? '',
    ...('body' in template ? cleanBody(template.body).warnings : []),
  ].filter((warning) => warning !== '');
  // A letter has no address of its own, an e-mail no Message-ID, before there is an action.
  const { messageId: _, ...message } = composed.message;
  const attachments = message.attachments.filter(({ fileName }) => fileName !== 'letter.pdf');
  return { message: { ...message, attachments }, channel, date: moment.today, language, warnings };
}

function base(language: string): string {
  return language.split('-')[0]!.toLowerCase();
}

function refuseBadTemplate(deps: Deps, moment: Moment, template: TemplateRef): void {
  const problems = checkTemplate(template, { scope: 'invoice', keys: templateKeys(deps, moment) });
  if (problems.length === 0) return;
  throw invalid(
    problems.map(({ part, line, column, message }) => ({
      path: `template.${part}`,
      message: part === 'key' ? message : `line ${line}, column ${column}: ${message}`,
    })),
  );
}

async function findContext(session: Session, input: PreviewInput): Promise<CustomerContext> {
  const named = toReference(input.customerId);
  const row = (await findByReferences(session, 'customers', [named]))(named);
  const context = row && (await loadCustomerContexts(session, [row.id])).get(row.id);
  if (!context) throw notFound('customer', input.customerId);
  const { language = context.customer.language, formOfAddress = context.customer.formOfAddress } = input;
  return { ...context, customer: { ...context.customer, language, formOfAddress } };
}

async function findReference(
  session: Session,
  context: CustomerContext,
  { invoiceId }: PreviewInput,
): Promise<OpenInvoice | null> {
  if (invoiceId === undefined) return referenceInvoice(context.openInvoices, outstandingOf(context));
  const named = toReference(invoiceId);
  const row = (await findByReferences(session, 'invoices', [named]))(named);
  if (!row || row.customerId !== context.customer.id) throw notFound('invoice of this customer', invoiceId);
  return context.openInvoices.find(({ id }) => id === row.id) ?? toInvoiceState(row);
}

async function orderOf(
  session: Session,
  deps: Deps,
  moment: Moment,
  context: CustomerContext,
  reference: OpenInvoice | null,
  { template, planId, stepId }: PreviewInput,
): Promise<{ readonly order: MessageOrder; readonly held: Reason | null }> {
  const users = await loadUsers(session);
  if (template) return { order: { actionId: NO_ACTION, template, planLanguage: null, reference, users }, held: null };
  const { plan, step } = await findStep(session, deps, planId!, stepId!);
  if (step.template === null) throw unprocessable(`The step '${step.name}' has no template: there is nothing to show`);
  const { id } = plan.level === 'customer' ? context.customer : (reference ?? context.customer);
  const subject: Subject = { id, kind: plan.level, plan, context, reference, row: null };
  const documents = await documentsFor(session, moment, [{ subject, step }]);
  const order = { ...stepOrder(subject, step, moment, users, documents), actionId: NO_ACTION, template: step.template };
  return { order, held: step.mode === 'automatic' ? holdingReason(subject, moment.settings) : null };
}

async function findStep(
  session: Session,
  deps: Deps,
  planId: string,
  stepId: string,
): Promise<{ plan: Plan; step: Step }> {
  const plan = (await deps.plans.current(session, [planId])).get(planId);
  if (!plan) throw notFound('plan', planId);
  const step = plan.steps.find(({ id }) => id === stepId);
  if (!step) throw notFound('step of this plan', stepId);
  return { plan, step };
}
