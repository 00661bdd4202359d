import { formatsFor } from '../../delivery/format.ts';
import { EVENT_TYPES } from '../../domain/eventTypes.ts';

/** What a title needs that its event has by key or id alone. */
export interface TitleContext {
  /** The number of the invoice it is about. */
  readonly invoice: string | null;
  /** Names of plans and users by id. */
  readonly names: ReadonlyMap<string, string>;
  /** Labels of dispute reasons by key (DIS-1). */
  readonly reasons: ReadonlyMap<string, string>;
}

type Data = Readonly<Record<string, unknown>>;
type Title = (data: Data, context: TitleContext) => string;

const CHANNELS: Readonly<Record<string, string>> = {
  email: 'E-mail',
  sms: 'SMS',
  letter: 'Letter',
  call: 'Call',
  task: 'Task',
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const quoted = (value: unknown): string => (text(value) === '' ? '' : ` “${text(value)}”`);
const money = ({ amount, currency }: Data): string =>
  typeof amount === 'number' ? ` of ${formatsFor('en').amount(amount, text(currency))}` : '';
const because = ({ reason }: Data): string => (text(reason) === '' ? '' : `: ${text(reason)}`);
const until = (data: Data): string => (text(data['until']) === '' ? '' : ` until ${text(data['until'])}`);
const about = ({ invoice }: TitleContext): string => (invoice === null ? '' : ` ${invoice}`);

/** *E-mail “Second reminder”*: the channel, and what it says or which step it is. */
function what(data: Data): string {
  const message = data['message'] as { subject: string } | undefined;
  const name = message?.subject ?? (text(data['stepName']) || text(data['subject']));
  return `${CHANNELS[text(data['channel'])] ?? 'Action'}${quoted(name)}`;
}

function recipients(data: Data): string {
  const to = (data['message'] as { to: string[] } | undefined)?.to ?? (data['to'] as string[] | undefined) ?? [];
  return to.length === 0 ? '' : ` to ${to.join(', ')}`;
}

const to = ({ address }: Data): string => (text(address) === '' ? '' : ` to ${text(address)}`);
const by = ({ address }: Data): string => (text(address) === '' ? '' : ` by ${text(address)}`);
const said = (data: Data): string => (text(data['text']) === '' ? '' : `: ${shortened(text(data['text']))}`);

const DONE: Readonly<Record<string, string>> = { call: 'made', task: 'done' };

const TITLES: Readonly<Record<string, Title>> = {
  actionToDo: (data) => `To do: ${what(data)}${because(data)}`,
  actionExecuted: (data) => `${what(data)} ${DONE[text(data['channel'])] ?? `sent${recipients(data)}`}`,
  actionFailed: (data) => `${what(data)} failed${because(data)}`,
  actionUncertain: (data) => `${what(data)} may have gone out${recipients(data)}: somebody has to say`,
  actionIgnored: (data) => `${what(data)} skipped${because(data)}`,
  actionExpired: (data) => `${what(data)} expired`,
  actionCancelled: (data) => `${what(data)} cancelled${because(data)}`,
  actionSnoozed: (data) => `${what(data)} put off${until(data)}`,
  actionClaimed: (data) => `${what(data)} handed out`,
  actionReleased: (data) => `${what(data)} given back${because(data)}`,
  messageDelivered: (data) => `${what(data)} delivered${to(data)}`,
  messageOpened: (data) => `${what(data)} opened${by(data)}`,
  messageClicked: (data) => `Link in ${what(data)} followed${by(data)}`,
  messageBounced: (data) =>
    `${what(data)} ${data['bounceType'] === 'soft' ? 'not delivered for now' : 'bounced'}${to(data)}${said(data)}`,
  messageComplained: (data) => `${what(data)} reported as spam${by(data)}`,
  messageAutoReplied: (data) => `${what(data)} answered automatically${by(data)}${said(data)}`,
  messageReplied: (data) => `${what(data)} answered${by(data)}${said(data)}`,
  replyRead: () => 'Reply read',
  replyUnread: () => 'Reply marked as unread',
  invoiceImported: (_, context) => `Invoice${about(context)} recorded`,
  invoiceUpdated: (_, context) => `Invoice${about(context)} updated`,
  invoiceOverdue: (_, context) => `Invoice${about(context)} is overdue`,
  invoicePaid: (_, context) => `Invoice${about(context)} is paid`,
  invoiceVoided: (_, context) => `Invoice${about(context)} is void`,
  invoicePaused: (data, context) => `Reminders about invoice${about(context)} paused${until(data)}`,
  invoiceResumed: (_, context) => `Reminders about invoice${about(context)} resumed`,
  customerScoreChanged: scoreTitle,
  amountDuePassed: (data) => {
    const amounts = [data['value'], data['amountDue']].map((amount) => money({ ...data, amount }).replace(' of', ''));
    return `Amount due passed${amounts[0]}: now${amounts[1]}`;
  },
  averagePaymentDelayPassed: ({ value, averagePaymentDelayDays }) =>
    `Average payment delay passed ${String(value)} days: now ${String(averagePaymentDelayDays)}`,
  customerPaused: (data) => `Reminders paused${until(data)}`,
  customerResumed: () => 'Reminders resumed',
  paymentRecorded: (data) => `Payment${money(data)} recorded`,
  creditNoteRecorded: (data) => `Credit note${money(data)} recorded`,
  refundRecorded: (data) => `Refund${money(data)} recorded`,
  disputeOpened: (data, context) => `Invoice${about(context)} disputed: ${reasonOf(data, context)}`,
  disputeClosed: (_, context) => `Dispute of invoice${about(context)} closed`,
  promiseMade: (data, context) => `Payment${money(data)} promised for ${text(data['date'])}, invoice${about(context)}`,
  promiseWithdrawn: (data, context) => `Promise${money(data)} withdrawn, invoice${about(context)}`,
  promiseKept: (data, context) => `Promise${money(data)} kept, invoice${about(context)}`,
  promiseBroken: (data, context) => `Promise${money(data)} broken, invoice${about(context)}`,
  noteAdded: (data) => (text(data['body']) === '' ? 'Note, since deleted' : `Note: ${shortened(text(data['body']))}`),
  noteDeleted: () => 'Note deleted',
  planAssigned: planTitle,
  accountManagersAssigned: managersTitle,
  customerCreated: () => 'Customer created',
  customerUpdated: () => 'Customer updated',
  customerExcluded: () => 'Customer excluded',
  customerIncluded: () => 'Customer included again',
  contactValidated: (data) => `Address ${text(data['email'])} validated`,
};

/** What happened, in one line of English; what has no words of its own here says what its type is about. */
export function titleOf(type: string, data: Data, context: TitleContext): string {
  const title = TITLES[type];
  if (title) return title(data, context);
  return type in EVENT_TYPES ? EVENT_TYPES[type as keyof typeof EVENT_TYPES].about : type;
}

function reasonOf({ reason }: Data, { reasons }: TitleContext): string {
  return reasons.get(text(reason)) ?? text(reason);
}

function scoreTitle(data: Data): string {
  const [score, previous] = [text(data['score']), text(data['previousScore'])];
  if (score === '') return `No score any more, ${previous} before`;
  return previous === '' ? `First score: ${score}` : `Score ${score}, ${previous} before`;
}

function planTitle(data: Data, context: TitleContext): string {
  const id = text(data['dunningPlanId']);
  const whom = context.invoice === null ? '' : ` to invoice${about(context)}`;
  return id === ''
    ? `No plan${whom}`
    : `Plan${quoted(text(data['planName']) || context.names.get(id))} assigned${whom}`;
}

function managersTitle(data: Data, { names }: TitleContext): string {
  const ids = (data['accountManagers'] as string[] | undefined) ?? [];
  const managers = ids.map((id) => names.get(id) ?? id);
  return managers.length === 0 ? 'No account manager' : `Account manager: ${managers.join(', ')}`;
}

const LONGEST = 120;

function shortened(body: string): string {
  const line = body.replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
