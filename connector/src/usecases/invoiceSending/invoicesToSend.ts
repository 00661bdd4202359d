import { type Day, utcDay } from '../../domain/day.ts';
import { INVOICE_MESSAGE, isSendingDay, sendingDay, type WaitingReason } from '../../domain/invoiceSending.ts';
import type { InvoiceMessage, Plan } from '../../domain/plan.ts';
import { type InvoiceDocuments, loadInvoiceDocuments } from '../../store/invoiceDocuments.ts';
import type { Session } from '../../store/store.ts';
import { type CustomerContext, loadCustomerContexts, type OpenInvoice, toInvoiceState } from '../../store/subjects.ts';
import type { InvoiceTable } from '../../store/tables.ts';
import { loadUsers, type Users } from '../../store/users.ts';
import { composeMessage, type MessageOrder } from '../messages/composeMessage.ts';
import type { Deps } from '../deps.ts';
import { messagePeople } from '../messages/messagePeople.ts';
import type { Moment } from '../moment.ts';
import { fetchablePdfs } from '../sources/fetchPdfs.ts';

/** An invoice to send, and whether and how it goes out. */
export interface ToSend {
  readonly invoice: OpenInvoice;
  readonly context: CustomerContext;
  readonly plan: Plan | null;
  readonly message: InvoiceMessage | null;
  /** INV-3: the UTC date of automatic sending; null where the message is sent by hand. */
  readonly dueOn: Day | null;
  /** INV-4: for a person to confirm. */
  readonly recipients: readonly string[];
  /** Why it does not go out by itself now; null if it does. */
  readonly reason: WaitingReason | null;
  /** Why its message does not render; null if it does, or where nobody tried (`rehearse`). */
  readonly problem: string | null;
  readonly documents: InvoiceDocuments;
  readonly users: Users;
}

/** Reasons that a person overrules who sends by hand. */
const OF_THE_SCHEDULE: ReadonlySet<WaitingReason | null> = new Set(['notAutomatic', 'notYet', 'weekend']);

/** Why an invoice cannot be sent even by hand, or null. */
export function obstacleOf({ reason, problem }: ToSend): WaitingReason | null {
  if (problem !== null) return 'templateProblem';
  return OF_THE_SCHEDULE.has(reason) ? null : reason;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Looks at invoices that are to be sent, set-wise: their message, day, recipients, and why they wait (INV-2 to INV-4). The PDFs of `fetchable`
 * ones are not missed yet: their source is asked for them before they go.
 */
export async function examineToSend(
  session: Session,
  deps: Deps,
  moment: Moment,
  rows: readonly InvoiceTable[],
  fetchable: ReadonlySet<string> = NONE,
): Promise<ToSend[]> {
  if (rows.length === 0) return [];
  const contexts = await loadCustomerContexts(session, new Set(rows.map(({ customerId }) => customerId)));
  const planIds = [
    ...[...contexts.values()].map(({ customer }) => customer.planId),
    ...rows.map(({ planId }) => planId),
  ].filter((id) => id !== null);
  const plans = await deps.plans.current(session, new Set(planIds));
  const documents = await loadInvoiceDocuments(
    session,
    rows.map(({ id }) => id),
  );
  const begun = await loadBegun(session, rows);
  const users = await loadUsers(session);
  return rows.map((row) => {
    const context = contexts.get(row.customerId)!;
    const plan = planWithMessage([context.customer.planId, row.planId], plans);
    const message = plan?.invoiceMessage ?? null;
    const invoice = toInvoiceState(row);
    const people = messagePeople({ recipients: message?.recipients, cc: message?.cc, users }, context, moment);
    const dueOn = message?.automatic ? sendingDay(row.createdAt, row.issuedOn, message.delayDays) : null;
    const found = { invoice, context, plan, message, dueOn, recipients: people.to, problem: null, documents, users };
    const isBegun = begun.has(row.id);
    const hasPdf = documents.has(row.id) || fetchable.has(row.id);
    return { ...found, reason: reasonOf(found, isBegun, hasPdf, utcDay(moment.now)) };
  });
}

/** As `examineToSend`, for whoever looks before anything goes: what a source can be asked for is not missed, and it tries whether the messages render that nothing else stands in the way of. */
export async function rehearse(
  session: Session,
  deps: Deps,
  moment: Moment,
  rows: readonly InvoiceTable[],
): Promise<ToSend[]> {
  const examined = await examineToSend(session, deps, moment, rows, await fetchablePdfs(deps, session, rows));
  return Promise.all(
    examined.map(async (each): Promise<ToSend> => {
      if (obstacleOf(each) !== null) return each;
      const composed = await composeMessage(deps, moment, each.context, orderOf(each, deps.newId('act')));
      if (!('problem' in composed)) return each;
      return { ...each, reason: each.reason ?? 'templateProblem', problem: composed.problem };
    }),
  );
}

/** INV-3: the message comes from the customer's plan; where that has none, from the invoice's own. */
function planWithMessage(ids: readonly (string | null)[], plans: ReadonlyMap<string, Plan>): Plan | null {
  for (const id of ids) {
    const plan = id === null ? undefined : plans.get(id);
    if (plan?.invoiceMessage) return plan;
  }
  return null;
}

function reasonOf(
  { context, message, dueOn, recipients }: Omit<ToSend, 'reason'>,
  isBegun: boolean,
  hasPdf: boolean,
  today: Day,
): WaitingReason | null {
  if (context.customer.excluded === 1) return 'customerExcluded';
  if (isBegun) return 'uncertain';
  if (!message) return 'noInvoiceMessage';
  if (recipients.length === 0) return 'noContact';
  if (!hasPdf) return 'noPdf';
  if (dueOn === null) return 'notAutomatic';
  if (dueOn > today) return 'notYet';
  return isSendingDay(today) ? null : 'weekend';
}

/** SND-2: invoices whose message is on its way, may have gone out, or was told to be ignored: none is sent again. */
async function loadBegun(session: Session, rows: readonly InvoiceTable[]): Promise<ReadonlySet<string>> {
  const actions = await session.db
    .selectFrom('actions')
    .select('referenceId')
    .where(
      session.oneOf(
        'referenceId',
        rows.map(({ id }) => id),
      ),
    )
    .where('stepId', '=', INVOICE_MESSAGE)
    .where('status', 'in', ['sending', 'uncertain', 'executed', 'ignored'])
    .execute();
  return new Set(actions.flatMap(({ referenceId }) => referenceId ?? []));
}

/** What the message of an invoice is made from (INV-2); the PDF goes along (INV-4). */
export function orderOf({ invoice, plan, message, documents, users }: ToSend, actionId: string): MessageOrder {
  return {
    actionId,
    template: message!.template,
    recipients: message!.recipients,
    cc: message!.cc,
    planLanguage: plan!.language,
    reference: invoice,
    users,
    isPersonal: !message!.automatic,
    attach: { invoices: [invoice], documents, statement: false },
  };
}
