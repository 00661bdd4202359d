import type {
  ApiKeyTable,
  CustomFieldTable,
  MessageTemplateTable,
  OrganizationTable,
  PlanTable,
  RuleTable,
  SavedViewTable,
  SeenFiguresTable,
  UserTable,
} from './tables/organization.ts';
import type { ContactTable, CustomerCurrencyTable, CustomerTable, EntryTable, InvoiceTable } from './tables/ledger.ts';
import type { ActionTable, AdHocActionTable, NoteTable, RunUnderWayTable, ScheduleTable } from './tables/actions.ts';
import type {
  EventTable,
  IdempotencyTable,
  MailEventTable,
  MailReceptionTable,
  MailServiceTokenTable,
  NotificationTable,
  ReplyTable,
  WebhookAcknowledgementTable,
  WebhookDeliveryTable,
  WebhookTable,
} from './tables/events.ts';
import type { FormerBooksTable, SourceEventTable, SourceObjectTable, SourceTable } from './tables/sources.ts';

export type * from './tables/actions.ts';
export type * from './tables/events.ts';
export type * from './tables/ledger.ts';
export type * from './tables/organization.ts';
export type * from './tables/sources.ts';

/**
 * The tables. Days are integers (domain/day.ts), instants milliseconds, amounts minor units, flags 0 or 1, `…Json` columns text: the same
 * on SQLite and PostgreSQL. Columns are snake_case in the database.
 */
export interface Tables {
  rules: RuleTable;
  seenFigures: SeenFiguresTable;
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
  mailReception: MailReceptionTable;
  mailServiceTokens: MailServiceTokenTable;
  replies: ReplyTable;
  mailbox: { id: string; actionId: string; at: number; messageJson: string };
  idempotencyKeys: IdempotencyTable;
  processes: { name: string; seenAt: number };
  runsUnderWay: RunUnderWayTable;
  webhooks: WebhookTable;
  webhookDeliveries: WebhookDeliveryTable;
  webhookAcknowledgements: WebhookAcknowledgementTable;
  userGroups: { id: string; name: string; createdAt: number };
  userGroupMembers: { groupId: string; userId: string };
  senderAliases: { id: string; name: string; email: string; createdAt: number };
  customFields: CustomFieldTable;
  savedViews: SavedViewTable;
  messageTemplates: MessageTemplateTable;
  notes: NoteTable;
  sources: SourceTable;
  sourceObjects: SourceObjectTable;
  sourceEvents: SourceEventTable;
  formerBooks: FormerBooksTable;
  documents: { hash: string; size: number; content: Uint8Array | null; createdAt: number };
  invoiceDocuments: { invoiceId: string; hash: string; fileName: string; createdAt: number };
}
