// What is planned, done and noted.

export type SubjectKind = 'customer' | 'invoice';

export type ScheduleStatus = 'idle' | 'planned' | 'todo';

/** One row per customer or invoice in a plan: its next action, and the next day on which anything can change by time alone. */
export interface ScheduleTable {
  subjectId: string;
  subjectKind: SubjectKind;
  customerId: string;
  planId: string;
  referenceId: string | null;
  status: ScheduleStatus;
  /** Why idle, or why an automatic step waits for a person (MAN-2). */
  reason: string | null;
  /** Names the action from its planning on; null while idle. */
  actionId: string | null;
  planVersion: number;
  stepId: string | null;
  stepName: string | null;
  stepPosition: number | null;
  channel: string | null;
  mode: 'automatic' | 'manual' | null;
  /** PLN-2, as the step names them. */
  responsible: string | null;
  dueOn: number | null;
  /** First day on which the row has to be looked at again; null: only a change can move it. */
  nextOn: number | null;
  /** The day it was looked at last. */
  plannedOn: number;
  snoozedStepId: string | null;
  snoozedReferenceId: string | null;
  snoozedUntil: number | null;
  attempts: number;
  /** Wall-clock ms before which a failed send is not tried again (CLK-2). */
  retryAt: number;
  leaseToken: string | null;
  /** Wall-clock ms. */
  leaseUntil: number;
  /** Counts changes: what was decided on an older revision is not sent (SND-1). */
  revision: number;
}

/** *Todo* are ad hoc actions alone (ADH-1): a plan's stand in `schedule` until they are claimed. */
export type ActionStatus =
  'todo' | 'claimed' | 'sending' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';

/** What has been handed out, done or dropped; what is planned stands in `schedule`. */
export interface ActionTable {
  id: string;
  status: ActionStatus;
  subjectId: string;
  subjectKind: SubjectKind;
  customerId: string;
  planId: string | null;
  planVersion: number | null;
  stepId: string | null;
  stepName: string | null;
  stepPosition: number | null;
  referenceId: string | null;
  channel: string;
  mode: 'automatic' | 'manual';
  responsible: string | null;
  dueOn: number;
  /** Instant and day (organisation's zone) of handing over or execution. */
  executedAt: number | null;
  executedOn: number | null;
  reason: string | null;
  note: string | null;
  claimToken: string | null;
  leaseUntil: number | null;
  /** The process that is handing its message over, or has. */
  heldBy: string | null;
  actorJson: string;
  createdAt: number;
}

/** ADH-1: what was asked for; the action itself has no plan and no step, and the customer as its subject. */
export interface AdHocActionTable {
  actionId: string;
  orderJson: string;
  /** Names the request behind it, so that one under an Idempotency-Key acts once, whatever dies in between (SND-2). */
  requestKey: string | null;
  /** The reply that it answers. */
  replyId: string | null;
}

export interface NoteTable {
  id: string;
  customerId: string;
  invoiceId: string | null;
  actionId: string | null;
  replyId: string | null;
  body: string;
  actorJson: string;
  createdAt: number;
}

/** A run that takes longer than a moment, and how many messages it has dealt with so far. */
export interface RunUnderWayTable {
  id: string;
  kind: 'cadence' | 'invoiceSending';
  actorId: string;
  actorJson: string;
  planId: string | null;
  startedAt: number;
  /** When it last said so. */
  seenAt: number;
  sent: number;
  failed: number;
  uncertain: number;
}
