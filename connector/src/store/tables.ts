import type { Generated } from 'kysely';
import type { DeliveryEvent } from '../domain/delivery.ts';

/**
 * The tables. Days are integers (domain/day.ts), instants milliseconds, amounts minor units, flags 0 or 1, `…Json` columns text: the same
 * on SQLite and PostgreSQL. Columns are snake_case in the database.
 */
export interface Tables {
  rules: RuleTable;
  ruleFigures: RuleFiguresTable;
  notifications: NotificationTable;
  organization: OrganizationTable;
  stateValues: { key: string; value: string };
  users: UserTable;
  apiKeys: ApiKeyTable;
  plans: PlanTable;
  planVersions: { planId: string; version: number; definitionJson: string; createdAt: number };
  customers: CustomerTable;
  contacts: ContactTable;
  customerManagers: { customerId: string; userId: string; place: number };
  customerCurrencies: CustomerCurrencyTable;
  invoices: InvoiceTable;
  entries: EntryTable;
  allocations: { entryId: string; invoiceId: string; amount: number; applied: number };
  schedule: ScheduleTable;
  actions: ActionTable;
  adHocActions: AdHocActionTable;
  messages: { actionId: string; templateHash: string; fieldsJson: string; envelopeJson: string };
  templateSources: { hash: string; sourceJson: string };
  events: EventTable;
  mailSeconds: { second: number; messages: number };
  mailEvents: MailEventTable;
  mailbox: { id: string; actionId: string; at: number; messageJson: string };
  idempotencyKeys: IdempotencyTable;
  webhooks: WebhookTable;
  webhookDeliveries: WebhookDeliveryTable;
  userGroups: { id: string; name: string; createdAt: number };
  userGroupMembers: { groupId: string; userId: string };
  senderAliases: { id: string; name: string; email: string; createdAt: number };
  customFields: CustomFieldTable;
  savedViews: SavedViewTable;
  messageTemplates: MessageTemplateTable;
  notes: NoteTable;
  documents: { hash: string; size: number; content: Uint8Array | null; createdAt: number };
  invoiceDocuments: { invoiceId: string; hash: string; fileName: string; createdAt: number };
}

export interface OrganizationTable {
  id: number;
  settingsJson: string;
}

export interface UserTable {
  id: string;
  externalId: string | null;
  name: string;
  email: string;
  phone: string | null;
  role: 'owner' | 'admin' | 'member';
  position: 'financeUser' | 'accountManager';
  createdAt: number;
}

export interface ApiKeyTable {
  id: string;
  name: string;
  hash: string;
  hint: string;
  role: 'owner' | 'admin' | 'member';
  userId: string | null;
  createdAt: number;
  revokedAt: number | null;
}

export interface PlanTable {
  id: string;
  name: string;
  level: 'customer' | 'invoice';
  isDefault: number;
  version: number;
  definitionJson: string;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
}

export interface CustomerTable {
  id: string;
  source: string;
  externalId: string | null;
  name: string;
  language: string | null;
  formOfAddress: 'formal' | 'informal' | null;
  country: string | null;
  planId: string | null;
  excluded: number;
  paused: number;
  pausedUntil: number | null;
  paymentMethodsJson: string | null;
  customFieldsJson: string;
  /** MIN-1 at customer level. */
  lastContactOn: number | null;
  /** CUS-1. */
  lastDunningOn: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface ContactTable {
  id: string;
  customerId: string;
  externalId: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  position: string;
  isMain: number;
  isInvalid: number;
  invalidReason: string | null;
  createdAt: number;
}

/** Sums kept per customer and currency, so that balances and score cost one row each (BAL-1, SCO-1). */
export interface CustomerCurrencyTable {
  customerId: string;
  currency: string;
  openAmount: number;
  unappliedAmount: number;
  paidWeightedDays: number;
  paidAmount: number;
  paidInvoices: number;
}

export interface InvoiceTable {
  id: string;
  source: string;
  externalId: string | null;
  number: string;
  customerId: string;
  title: string | null;
  issuedOn: number;
  dueOn: number;
  currency: string;
  grossAmount: number;
  netAmount: number | null;
  outstanding: number;
  paidOn: number | null;
  sent: number;
  isVoid: number;
  isDisputed: number;
  planId: string | null;
  paused: number;
  pausedUntil: number | null;
  /** MIN-1 at invoice level. */
  lastContactOn: number | null;
  disputeJson: string | null;
  promiseJson: string | null;
  /** PRO-1: the day of the open promise; null when there is none, or once it is kept or broken. */
  promisedOn: number | null;
  /** Whether `invoice_documents` has its PDF. */
  hasPdf: number;
  createdAt: number;
  updatedAt: number;
}

export interface EntryTable {
  id: string;
  source: string;
  externalId: string;
  kind: 'payment' | 'creditNote' | 'refund';
  customerId: string;
  currency: string;
  amount: number;
  occurredOn: number;
  applied: number;
  createdAt: number;
}

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
  actorJson: string;
  createdAt: number;
}

/** ADH-1: what was asked for; the action itself has no plan and no step, and the customer as its subject. */
export interface AdHocActionTable {
  actionId: string;
  orderJson: string;
  /** Names the request behind it, so that one under an Idempotency-Key acts once, whatever dies in between (SND-2). */
  requestKey: string | null;
}

export interface EventTable {
  seq: Generated<number>;
  id: string;
  type: string;
  at: number;
  actorJson: string;
  customerId: string | null;
  dataJson: string;
}

/** INV-7: what became of an action's message. */
export interface MailEventTable {
  id: string;
  /** Recognises what is told again. */
  dedupKey: string;
  actionId: string;
  customerId: string;
  event: DeliveryEvent;
  bounceType: 'hard' | 'soft' | null;
  address: string | null;
  at: number;
  /** A reply's words, or what the other server said. */
  text: string | null;
  createdAt: number;
}

export interface IdempotencyTable {
  keyId: string;
  idempotencyKey: string;
  fingerprint: string;
  status: number | null;
  bodyJson: string | null;
  createdAt: number;
}

export interface WebhookTable {
  id: string;
  url: string;
  /** Types of events, or `*`. */
  eventsJson: string;
  /** Those that sign (events/signature.ts). */
  secretsJson: string;
  disabledAt: number | null;
  disabledReason: string | null;
  createdAt: number;
  updatedAt: number;
}

/** *Failed* is tried again, *dead* is not. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'dead';

/** The outbox: one row per event and webhook. Within a lane one follows the other. */
export interface WebhookDeliveryTable {
  /** The order in a lane. */
  seq: Generated<number>;
  webhookId: string;
  eventId: string;
  /** The customer; empty where an event is about none; the event itself for a redelivery, which holds nobody back. */
  lane: string;
  status: DeliveryStatus;
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  /** Wall-clock ms of the next attempt, 0 for the first, or of the end of the lease while it is made; null once nothing is to be done. */
  dueAt: number | null;
  /** The process that has it. */
  leaseToken: string | null;
  /** Wall-clock ms. */
  endedAt: number | null;
}

/** CUS-4: a typed field of customers; `source` names what feeds it, null is the organisation's own. */
export interface CustomFieldTable {
  key: string;
  label: string;
  type: 'text' | 'number' | 'date' | 'boolean' | 'select' | 'multiSelect' | 'email' | 'url';
  optionsJson: string;
  source: string | null;
  createdAt: number;
}

export interface SavedViewTable {
  id: string;
  name: string;
  list: 'customers' | 'invoices' | 'actions';
  definitionJson: string;
  /** Null is everybody's. */
  userId: string | null;
  createdAt: number;
  updatedAt: number;
}

/** One of the organisation's own messages with its variants by language and form of address (PLN-3). */
export interface MessageTemplateTable {
  key: string;
  name: string;
  version: number;
  variantsJson: string;
  createdAt: number;
  updatedAt: number;
}

export interface NoteTable {
  id: string;
  customerId: string;
  invoiceId: string | null;
  actionId: string | null;
  body: string;
  actorJson: string;
  createdAt: number;
}

export interface RuleTable {
  id: string;
  name: string;
  enabled: number;
  /** Why the connector switched it off; null where nobody or a person did. */
  disabledReason: string | null;
  /** RUL-4: 1 is the top of the list. */
  place: number;
  definitionJson: string;
  createdAt: number;
  updatedAt: number;
}

/** RUL-1: a customer's figures as threshold triggers saw them last. */
export interface RuleFiguresTable {
  customerId: string;
  /** Outstanding by currency. */
  amountsJson: string;
  score: 'A' | 'B' | 'C' | 'D' | null;
  delay: number | null;
}

/** An e-mail that a rule sends to colleagues (RUL-3): written down with the change that fired the rule, sent right after. */
export interface NotificationTable {
  id: string;
  ruleId: string;
  customerId: string;
  status: 'waiting' | 'sending' | 'sent' | 'failed' | 'uncertain';
  messageJson: string;
  reason: string | null;
  attempts: number;
  /** Wall-clock ms (CLK-2). */
  retryAt: number;
  createdAt: number;
}
