/** A row that a commit has changed. */
export interface Note {
  readonly seq: number;
  readonly what: keyof typeof TOLD_BY;
  readonly id: string;
  readonly customerId: string;
  readonly status: string | null;
  /** Its status before; null of a new one. */
  readonly was: string | null;
  /** The process that has it in hand. */
  readonly heldBy: string | null;
}

/** An event of the same commit, and what it is about. */
export interface Telling {
  readonly type: string;
  readonly customerId: string | null;
  readonly actionId: string | null;
  readonly invoiceId: string | null;
  readonly noteId: string | null;
  readonly replyId: string | null;
}

/** The types of events that tell of a change, by what has changed. */
const TOLD_BY = {
  customer: /^(customer|planAssigned)/,
  invoice: /^(invoice|planAssigned|dispute|promise|payment|creditNote|refund)/,
  entry: /^(payment|creditNote|refund)Recorded|^invoice/,
  // What a mail server says of an address is told with the action.
  contact: /^(customer(Created|Updated)|contact|message|action(Executed|Failed))/,
  action: /^action/,
  reply: /^(messageReplied|reply)/,
  note: /^note/,
} as const;

/** Of an action, those that tell of its new status. */
const STATUS_TOLD_BY: Readonly<Record<string, RegExp>> = {
  claimed: /^actionClaimed$/,
  executed: /^actionExecuted$/,
  failed: /^actionFailed$/,
  uncertain: /^actionUncertain$/,
  ignored: /^actionIgnored$/,
  expired: /^actionExpired$/,
  // Also what a person says never went out.
  cancelled: /^action(Cancelled|Released)$/,
};

/** EVT-1: every change has an event that tells of it, in its own transaction. Handing over is told once its outcome is known. */
export function untold(notes: readonly Note[], events: readonly Telling[]): string[] {
  return notes
    .filter(({ what, status }) => what !== 'action' || status !== 'sending')
    .filter((note) => !events.some((event) => tells(event, note)))
    .map(({ what, id, status }) => `EVT-1: ${what} ${id} changed (${status ?? ''}) without an event that tells of it`);
}

function tells(event: Telling, { what, id, customerId, status }: Note): boolean {
  if (event.customerId !== customerId || !TOLD_BY[what].test(event.type)) return false;
  if (what === 'action') return event.actionId === id && (STATUS_TOLD_BY[status!] ?? TOLD_BY.action).test(event.type);
  if (what === 'note') return event.noteId === id;
  if (what === 'reply') return event.replyId === id;
  return true;
}
