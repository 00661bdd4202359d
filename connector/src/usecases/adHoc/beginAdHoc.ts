import { checkTemplate } from '../../delivery/check.ts';
import type { Actor } from '../../domain/actor.ts';
import { namedColleagues } from '../../domain/colleagues.ts';
import { invalid, notFound, unprocessable } from '../../domain/errors.ts';
import { referenceInvoice } from '../../domain/invoice.ts';
import type { Channel, TemplateRef } from '../../domain/plan.ts';
import { actorJson } from '../../store/events.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import { type CustomerContext, loadCustomerContexts, type OpenInvoice, toInvoiceState } from '../../store/subjects.ts';
import type { ActionTable, CustomerTable, InvoiceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import type { Answering } from '../replies/answering.ts';
import { templateKeys } from '../organization/messageTemplates.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { refuseUnknown } from '../organization/namedInPlans.ts';
import { outstandingOf } from '../schedule/planSubject.ts';
import { describeReference, toReference } from '../lists/records.ts';

/** What an ad hoc message is made from; kept, since what waits for a person is rendered when it is handed out. */
export interface AdHocOrder {
  readonly template: TemplateRef | null;
  readonly recipients?: readonly string[];
  readonly cc?: readonly string[];
  readonly sender?: string;
}

export interface AdHocInput extends AdHocOrder {
  readonly channel: Channel;
  /** An invoice of the customer, by its id or `external:<externalId>`. */
  readonly invoiceId?: string;
  readonly responsible?: string;
  readonly note?: string | null;
  /** INV-7: the reply that the e-mail answers. */
  readonly answering?: Answering;
}

export interface BegunAdHoc {
  readonly moment: Moment;
  readonly context: CustomerContext;
  readonly action: ActionTable;
  /** What the message's `referenceInvoice` says. */
  readonly reference: OpenInvoice | null;
}

/** Checks what is asked for, makes other changes of the customer wait, and answers the action as it would be; writes nothing. */
export async function beginAdHoc(
  session: Session,
  deps: Deps,
  actor: Actor,
  customerName: string,
  input: AdHocInput,
): Promise<BegunAdHoc> {
  const customer = await lockCustomer(session, customerName);
  const moment = await currentMoment(session, deps.clock);
  checkText(templateKeys(deps, moment), input);
  const named = namedColleagues({ steps: [{ ...input, name: 'ad hoc' }] });
  await refuseUnknown(
    session,
    named.map((each) => ({ ...each, path: each.path.replace('steps.0.', '') })),
  );
  const invoice = input.invoiceId === undefined ? null : await findInvoice(session, customer, input.invoiceId);
  const context = (await loadCustomerContexts(session, [customer.id])).get(customer.id)!;
  const action = actionOf(deps, actor, moment, customer, invoice, input);
  return { moment, context, action, reference: await referenceOf(session, context, action) };
}

async function lockCustomer(session: Session, name: string): Promise<CustomerTable> {
  const reference = toReference(name);
  const customer = (await findByReferences(session, 'customers', [reference], true))(reference);
  if (!customer) throw notFound('customer', name);
  if (customer.excluded === 1)
    throw unprocessable(`Customer '${customer.name}' is excluded and gets nothing (CUS-2): include it again first`, [
      { path: 'id', message: 'the customer is excluded' },
    ]);
  return customer;
}

function checkText(keys: readonly string[], { template }: AdHocInput): void {
  if (template === null) return;
  const problems = checkTemplate(template, { scope: 'customer', keys });
  const errors = problems.map(({ part, line, column, message }) =>
    part === 'key'
      ? { path: 'template.key', message }
      : { path: part, message: `line ${line}, column ${column}: ${message}` },
  );
  if (errors.length > 0) throw invalid(errors);
}

async function findInvoice(session: Session, { id, name }: CustomerTable, invoiceName: string): Promise<InvoiceTable> {
  const reference = toReference(invoiceName);
  const invoice = (await findByReferences(session, 'invoices', [reference]))(reference);
  const refuse = (message: string) => unprocessable(message, [{ path: 'invoiceId', message }]);
  if (!invoice) throw refuse(`There is no invoice ${describeReference(reference)}`);
  if (invoice.customerId !== id) throw refuse(`Invoice ${invoice.number} is not one of customer '${name}'`);
  if (invoice.isVoid === 1) throw refuse(`Invoice ${invoice.number} is void: nothing is to be said about it any more`);
  return invoice;
}

/** ADH-1: an action without a plan or step, whose subject is the customer; its reference is the invoice that it names. */
function actionOf(
  deps: Deps,
  actor: Actor,
  moment: Moment,
  customer: CustomerTable,
  invoice: InvoiceTable | null,
  { channel, responsible, note }: AdHocInput,
): ActionTable {
  return {
    id: deps.newId('act'),
    status: 'todo',
    subjectId: customer.id,
    subjectKind: 'customer',
    customerId: customer.id,
    planId: null,
    planVersion: null,
    stepId: null,
    stepName: null,
    stepPosition: null,
    referenceId: invoice?.id ?? null,
    channel,
    mode: 'manual',
    responsible: responsible ?? null,
    dueOn: moment.today,
    executedAt: null,
    executedOn: null,
    reason: null,
    note: note ?? null,
    claimToken: null,
    leaseUntil: null,
    heldBy: null,
    actorJson: actorJson(actor),
    createdAt: moment.now,
  };
}

/** The invoice that the action names, open or not, but no void one; where it names none, the customer's reference invoice, so that every template renders. */
export async function referenceOf(
  { db }: Session,
  context: CustomerContext,
  { referenceId }: ActionTable,
): Promise<OpenInvoice | null> {
  if (referenceId === null) return referenceInvoice(context.openInvoices, outstandingOf(context));
  const open = context.openInvoices.find(({ id }) => id === referenceId);
  if (open) return open;
  const row = await db
    .selectFrom('invoices')
    .selectAll()
    .where('id', '=', referenceId)
    .where('isVoid', '=', 0)
    .executeTakeFirst();
  return row ? toInvoiceState(row) : null;
}

/** What events say of an ad hoc action. */
export function adHocData({ id, referenceId, channel }: ActionTable) {
  return { actionId: id, planId: null, stepName: null, referenceInvoiceId: referenceId, channel, adHoc: true };
}
