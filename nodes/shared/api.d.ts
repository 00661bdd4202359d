// Made by `npm run api:types` from the OpenAPI document of the connector.


export interface PlanInput {
  id?: string;
  version?: number;
  name: string;
  level?: 'customer' | 'invoice';
  logic?: 'standard' | 'contextual';
  /**
   * Least number of days between two contacts (MIN-1)
   */
  minimumContactDelayDays?: number;
  /**
   * Whether new records of its level get this plan
   */
  isDefault?: boolean;
  language?: string | null;
  invoiceMessage?: InvoiceMessageInput | null;
  /**
   * @minItems 1
   * @maxItems 100
   */
  steps: StepInput[];
}
/**
 * The message that carries a new invoice (INV-2)
 */
export interface InvoiceMessageInput {
  automatic: boolean;
  delayDays: number;
  template: Template;
  recipients?: string[] | null;
  cc?: string[] | null;
}
/**
 * Either `{key}` or `{subject, body}`; fields in Handlebars
 */
export interface Template {
  /**
   * A template of GET /v1/templates
   */
  key?: string;
  subject?: string;
  body?: string;
}

export interface StepInput {
  /**
   * Of a step that is there already (PLN-5); left out, the name finds it
   */
  id?: string | null;
  name: string;
  /**
   * Days after the due or the issue date; negative is before
   */
  when: {
    anchor: 'due' | 'issue';
    days: number;
  };
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  mode: 'automatic' | 'manual';
  template?: Template | null;
  /**
   * `accountManager` or a user’s id; left out, the organisation’s address
   */
  sender?: string | null;
  recipients?: string[] | null;
  cc?: string[] | null;
  /**
   * A user’s id, `accountManager` or a position
   */
  responsible?: string | null;
  attachInvoices?: boolean | null;
}

export interface AssignmentInput {
  /**
   * null is “No plan”; left out, the plan stays
   */
  dunningPlanId?: string | null;
  /**
   * @maxItems 50
   */
  accountManagers?: string[];
  /**
   * @minItems 1
   * @maxItems 100000
   *
   * Items: The id, or `external:<externalId>`
   */
  customers?: string[];
  /**
   * @minItems 1
   * @maxItems 100000
   *
   * Items: The id, or `external:<externalId>`
   */
  invoices?: string[];
}

export interface CustomerInput {
  /**
   * The id in your own system
   */
  externalId?: string;
  name: string;
  language?: string | null;
  formOfAddress?: ('formal' | 'informal') | null;
  country?: string | null;
  /**
   * All contacts; who is left out is removed
   *
   * @maxItems 200
   */
  contacts?: ContactInput[];
  /**
   * User ids, the first one leads
   *
   * @maxItems 50
   */
  accountManagers?: string[];
  /**
   * A customer-level plan; null is “No plan”; left out, new customers get the default
   */
  dunningPlanId?: string | null;
  /**
   * null: the organisation’s default
   */
  paymentMethods?: ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[] | null;
  customFields?: {
    [k: string]: string | number | boolean | string[] | null;
  };
}

export interface ContactInput {
  /**
   * The id in your own system
   */
  externalId?: string;
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  /**
   * other, if left out
   */
  position?: 'accounting' | 'payer' | 'purchaser' | 'sales' | 'other';
  isMain?: boolean;
}

export interface InvoiceInput {
  /**
   * The id in your own system
   */
  externalId?: string;
  number: string;
  customer: Reference;
  issuedAt: string;
  dueDate: string;
  /**
   * ISO 4217 code
   */
  currency: string;
  /**
   * In the currency’s minor unit
   */
  grossAmount: number;
  netAmount?: number | null;
  title?: string | null;
  /**
   * An invoice-level plan; null is “No plan”; left out, new invoices get the default
   */
  dunningPlanId?: string | null;
}
/**
 * Names a record by exactly one of its ids
 */
export interface Reference {
  id?: string;
  /**
   * The id in your own system
   */
  externalId?: string;
}

export interface PaymentInput {
  /**
   * The id in your own system
   */
  externalId: string;
  customer: Reference;
  /**
   * In the currency’s minor unit
   */
  amount: number;
  /**
   * ISO 4217 code
   */
  currency: string;
  /**
   * What is not applied stays unapplied (BAL-1)
   *
   * @maxItems 1000
   */
  invoices?: (
    | {
        id: string;
        /**
         * In the currency’s minor unit
         */
        amount: number;
      }
    | {
        /**
         * The id in your own system
         */
        externalId: string;
        /**
         * In the currency’s minor unit
         */
        amount: number;
      }
  )[];
  paidAt: string;
}

export interface CreditNoteInput {
  /**
   * The id in your own system
   */
  externalId: string;
  customer: Reference;
  /**
   * In the currency’s minor unit
   */
  amount: number;
  /**
   * ISO 4217 code
   */
  currency: string;
  /**
   * What is not applied stays unapplied (BAL-1)
   *
   * @maxItems 1000
   */
  invoices?: (
    | {
        id: string;
        /**
         * In the currency’s minor unit
         */
        amount: number;
      }
    | {
        /**
         * The id in your own system
         */
        externalId: string;
        /**
         * In the currency’s minor unit
         */
        amount: number;
      }
  )[];
  issuedAt: string;
}

export interface RefundInput {
  /**
   * The id in your own system
   */
  externalId: string;
  customer: Reference;
  /**
   * In the currency’s minor unit
   */
  amount: number;
  /**
   * ISO 4217 code
   */
  currency: string;
  /**
   * What is not applied stays unapplied (BAL-1)
   *
   * @maxItems 1000
   */
  invoices?: (
    | {
        id: string;
        /**
         * In the currency’s minor unit
         */
        amount: number;
      }
    | {
        /**
         * The id in your own system
         */
        externalId: string;
        /**
         * In the currency’s minor unit
         */
        amount: number;
      }
  )[];
  paidAt?: string;
  issuedAt?: string;
}

export interface RunInput {
  /**
   * Says what would go out, with the messages; sends nothing
   */
  dryRun?: boolean;
  limit?: number;
  planId?: string;
}

export interface ClaimInput {
  limit?: number;
  planId?: string;
  stepId?: string;
  channel?: 'email' | 'sms' | 'letter' | 'call' | 'task';
  /**
   * 900, if left out
   */
  leaseSeconds?: number;
  /**
   * Answers the same, with claimToken null, and claims nothing
   */
  dryRun?: boolean;
}

export interface SettingsInput {
  organizationName?: string;
  /**
   * IANA time zone
   */
  timeZone?: string;
  sendTime?: string;
  /**
   * Switch the source’s own sending off first: the customer would get each invoice twice
   */
  sendInvoices?: boolean;
  scoreIncludes?: 'paid' | 'paidAndOverdue';
  /**
   * ISO 4217 code
   */
  currency?: string;
  /**
   * BCP 47 tag
   */
  language?: string;
  formOfAddress?: 'formal' | 'informal';
  senderAddress?: string;
  paymentMethods?: ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[];
  holidays?: {
    country?: string | null;
    /**
     * @maxItems 1000
     */
    dates?: string[];
  };
}

export interface TestClockInput {
  now: string;
}

export interface UserInput {
  externalId?: string | null;
  name: string;
  email: string;
  phone?: string | null;
  /**
   * member, if left out
   */
  role?: 'owner' | 'admin' | 'member';
  position?: 'financeUser' | 'accountManager';
}

export interface ApiKeyInput {
  name: string;
  role?: 'owner' | 'admin' | 'member';
  userId?: string | null;
}

export interface PlanPatch {
  id?: string;
  version?: number;
  name?: string;
  level?: 'customer' | 'invoice';
  logic?: 'standard' | 'contextual';
  /**
   * Least number of days between two contacts (MIN-1)
   */
  minimumContactDelayDays?: number;
  /**
   * Whether new records of its level get this plan
   */
  isDefault?: boolean;
  language?: string | null;
  invoiceMessage?: InvoiceMessageInput | null;
  /**
   * @minItems 1
   * @maxItems 100
   */
  steps?: StepInput[];
}

export interface CustomerPatch {
  /**
   * The id in your own system
   */
  externalId?: string;
  name?: string;
  language?: string | null;
  formOfAddress?: ('formal' | 'informal') | null;
  country?: string | null;
  /**
   * All contacts; who is left out is removed
   *
   * @maxItems 200
   */
  contacts?: ContactInput[];
  /**
   * User ids, the first one leads
   *
   * @maxItems 50
   */
  accountManagers?: string[];
  /**
   * A customer-level plan; null is “No plan”; left out, new customers get the default
   */
  dunningPlanId?: string | null;
  /**
   * null: the organisation’s default
   */
  paymentMethods?: ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[] | null;
  customFields?: {
    [k: string]: string | number | boolean | string[] | null;
  };
}

export interface FinishInput {
  /**
   * What the claim answered; needed for a claimed action
   */
  claimToken?: string | null;
  note?: string | null;
  reason?: string | null;
  until?: string;
}

export interface SendInput {
  /**
   * What the claim answered; needed for a claimed action
   */
  claimToken?: string | null;
}

export interface UserPatch {
  externalId?: string | null;
  name?: string;
  email?: string;
  phone?: string | null;
  /**
   * member, if left out
   */
  role?: 'owner' | 'admin' | 'member';
  position?: 'financeUser' | 'accountManager';
}

export interface Plan {
  id: string;
  name: string;
  version: number;
  level: 'customer' | 'invoice';
  logic: 'standard' | 'contextual';
  minimumContactDelayDays: number;
  isDefault: boolean;
  language: string | null;
  invoiceMessage: {
    automatic: boolean;
    delayDays: number;
    template: {
      key?: string;
      subject?: string;
      body?: string;
    };
    recipients?: string[];
    cc?: string[];
  } | null;
  steps: Step[];
}

export interface Step {
  id: string;
  name: string;
  when: {
    anchor: 'due' | 'issue';
    days: number;
  };
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  mode: 'automatic' | 'manual';
  template: {
    key?: string;
    subject?: string;
    body?: string;
  } | null;
  sender?: string;
  recipients?: string[];
  cc?: string[];
  responsible?: string;
  attachInvoices?: boolean;
}
/**
 * What was wrong, and what to do about it
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: FieldError[];
  requestId?: string;
}

export interface FieldError {
  /**
   * The field, dotted
   */
  path: string;
  message: string;
}

export interface AssignmentResult {
  assigned: number;
  refused: {
    id: string;
    reason: string;
  }[];
  warnings: {
    id: string;
    code: string;
  }[];
}

export interface Customer {
  id: string;
  externalId: string | null;
  source: string;
  name: string;
  language: string | null;
  formOfAddress: ('formal' | 'informal') | null;
  country: string | null;
  contacts: Contact[];
  accountManagers: string[];
  dunningPlanId: string | null;
  paymentMethods: string[];
  customFields: {
    [k: string]: unknown;
  };
  excluded: boolean;
  paused: boolean;
  pausedUntil: string | null;
  balances: Balance[];
  score: ('A' | 'B' | 'C' | 'D') | null;
  averagePaymentDelayDays: number | null;
  lastDunningDate: string | null;
  warnings: string[];
  createdAt: string;
  updatedAt: string;
}

export interface Contact {
  id: string;
  externalId: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  position: string;
  isMain: boolean;
  /**
   * Bounced; nothing is sent there until it is validated (CUS-3)
   */
  isInvalid: boolean;
  invalidReason: string | null;
}

export interface Balance {
  /**
   * ISO 4217 code
   */
  currency: string;
  /**
   * In the currency’s minor unit
   */
  outstanding: number;
  /**
   * In the currency’s minor unit
   */
  due: number;
  /**
   * In the currency’s minor unit
   */
  overdue: number;
  /**
   * In the currency’s minor unit
   */
  unapplied: number;
}
/**
 * One result per record, in the order of the request
 */
export interface BatchResults {
  results: {
    index: number;
    status: 'created' | 'updated' | 'unchanged' | 'refused';
    id?: string;
    errors?: FieldError[];
  }[];
}

export interface Invoice {
  id: string;
  externalId: string | null;
  source: string;
  number: string;
  customer: {
    id: string;
    externalId: string | null;
    name: string;
  };
  title: string | null;
  issuedAt: string;
  dueDate: string;
  /**
   * ISO 4217 code
   */
  currency: string;
  /**
   * In the currency’s minor unit
   */
  grossAmount: number;
  netAmount: number | null;
  /**
   * In the currency’s minor unit
   */
  outstanding: number;
  status: 'toSend' | 'due' | 'overdue' | 'paid' | 'disputed' | 'void';
  daysLate: number;
  paidAt: string | null;
  dunningPlanId: string | null;
  paused: boolean;
  pausedUntil: string | null;
  promise: unknown;
  dispute: {
    reason: string;
    comment: string | null;
    openedOn: string;
  } | null;
  createdAt: string;
  updatedAt: string;
}

export interface Entry {
  id: string;
  externalId: string;
  kind: 'payment' | 'creditNote' | 'refund';
  customer: {
    id: string;
    externalId: string | null;
    name: string;
  };
  /**
   * In the currency’s minor unit
   */
  amount: number;
  /**
   * ISO 4217 code
   */
  currency: string;
  /**
   * In the currency’s minor unit
   */
  unapplied: number;
  date: string;
  invoices: {
    id: string;
    externalId: string | null;
    number: string;
    /**
     * In the currency’s minor unit
     */
    amount: number;
    /**
     * In the currency’s minor unit
     */
    applied: number;
  }[];
}

export interface RunResult {
  /**
   * Messages accepted by the mail server
   */
  executed: number;
  /**
   * Actions that wait for a person
   */
  toDo: number;
  cancelled: number;
  failed: number;
  uncertain: number;
  /**
   * Automatic actions that are due and not yet out
   */
  remaining: number;
  /**
   * The first 50
   */
  actions: ActionWithMessage[];
}

export interface ActionWithMessage {
  id: string;
  status: 'todo' | 'planned' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  mode: 'automatic' | 'manual';
  dueOn: string;
  executedAt: string | null;
  claimedUntil: string | null;
  reason: string | null;
  note: string | null;
  plan: {
    id: string;
    name: string;
  } | null;
  planVersion: number | null;
  step: {
    id: string;
    name: string;
    position: number;
  } | null;
  customer: {
    id: string;
    externalId: string | null;
    name: string;
  };
  referenceInvoice: {
    id: string;
    externalId: string | null;
    number: string;
  } | null;
  actor: unknown;
  message?: Message | null;
}

export interface Message {
  from: {
    name: string | null;
    email: string;
  };
  to: string[];
  cc: string[];
  subject: string;
  html: string;
  text: string;
  attachments: {
    fileName: string;
    url: string;
  }[];
}

export interface ClaimResult {
  actions: ClaimedAction[];
}

export interface ClaimedAction {
  id: string;
  claimToken: string | null;
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  mode: 'automatic' | 'manual';
  dueOn: string;
  reason: string | null;
  plan: {
    id: string;
    name: string;
  };
  step: {
    id: string;
    name: string;
    position: number;
  };
  customer: Customer;
  referenceInvoice: Invoice;
  message: Message | null;
}

export interface Action {
  id: string;
  status: 'todo' | 'planned' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  mode: 'automatic' | 'manual';
  dueOn: string;
  executedAt: string | null;
  claimedUntil: string | null;
  reason: string | null;
  note: string | null;
  plan: {
    id: string;
    name: string;
  } | null;
  planVersion: number | null;
  step: {
    id: string;
    name: string;
    position: number;
  } | null;
  customer: {
    id: string;
    externalId: string | null;
    name: string;
  };
  referenceInvoice: {
    id: string;
    externalId: string | null;
    number: string;
  } | null;
  actor: unknown;
}

export interface Me {
  keyId: string;
  name: string;
  role: 'owner' | 'admin' | 'member';
  organizationName: string;
  version: string;
  today: string;
  now: string;
  isTestClock: boolean;
}

export interface Settings {
  organizationName: string;
  /**
   * IANA time zone
   */
  timeZone: string;
  sendTime: string;
  /**
   * Switch the source’s own sending off first: the customer would get each invoice twice
   */
  sendInvoices: boolean;
  scoreIncludes: 'paid' | 'paidAndOverdue';
  /**
   * ISO 4217 code
   */
  currency: string;
  /**
   * BCP 47 tag
   */
  language: string;
  formOfAddress: 'formal' | 'informal';
  senderAddress: string;
  paymentMethods: ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[];
  holidays: {
    country: string | null;
    dates: string[];
  };
}

export interface TestClock {
  now: string;
}

export interface User {
  id: string;
  externalId: string | null;
  name: string;
  email: string;
  phone: string | null;
  role: 'owner' | 'admin' | 'member';
  position: 'financeUser' | 'accountManager';
  createdAt: string;
}

export interface ApiKey {
  id: string;
  name: string;
  /**
   * The last four characters
   */
  hint: string;
  role: 'owner' | 'admin' | 'member';
  userId: string | null;
  createdAt: string;
  revokedAt: string | null;
}

export interface CreatedApiKey {
  id: string;
  /**
   * Shown this once
   */
  key: string;
}

export interface Event {
  id: string;
  type: string;
  at: string;
  actor: {
    type: string;
    id: string;
    name: string;
  };
  customerId: string | null;
  data: {
    [k: string]: unknown;
  };
}

export interface Deleted {
  deleted: true;
}

export interface TemplateOutput {
  key: string;
}
