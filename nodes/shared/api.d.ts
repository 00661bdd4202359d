// Made by `npm run api:types` from the OpenAPI document of the connector.

/**
 * Thresholds fire on the crossing only (RUL-1)
 */
export type RuleTrigger =
  | {
      on: 'customerCreated';
    }
  | {
      on: 'customerCreatedOrUpdated';
    }
  | {
      on: 'amountDue';
      passes: 'above' | 'below';
      /**
       * In the currency’s minor unit
       */
      value: number;
      /**
       * Left out: the organisation’s
       */
      currency?: string | null;
    }
  | {
      on: 'score';
      /**
       * Above is a better letter
       */
      passes: 'above' | 'below';
      value: 'A' | 'B' | 'C' | 'D';
    }
  | {
      on: 'averagePaymentDelay';
      passes: 'above' | 'below';
      /**
       * Days
       */
      value: number;
    };

export type RuleAction =
  | {
      type: 'assignPlan';
      dunningPlanId: string | null;
    }
  | {
      type: 'assignUsers';
      /**
       * @minItems 1
       * @maxItems 50
       */
      userIds?: string[];
      /**
       * A custom field that holds addresses of users
       */
      customField?: string;
    }
  | {
      type: 'assignPaymentMethods';
      /**
       * @maxItems 20
       */
      paymentMethods: ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[];
    }
  | {
      type: 'excludeCustomer';
    }
  | {
      type: 'notify';
      /**
       * email is sent by the connector; event is delivered by a workflow that a Dunning Trigger starts
       */
      channel: 'email' | 'event';
      /**
       * @maxItems 50
       */
      to?: string[];
      subject: string;
      /**
       * With fields of the customer only (RUL-3)
       */
      body: string;
    };
/**
 * Told by amountDuePassed or averagePaymentDelayPassed, on the crossing only (RUL-1)
 */
export type WebhookThreshold =
  | {
      on: 'amountDue';
      passes: 'above' | 'below';
      /**
       * In the currency’s minor unit
       */
      value: number;
      /**
       * Left out: the organisation’s
       */
      currency?: string;
    }
  | {
      on: 'averagePaymentDelay';
      passes: 'above' | 'below';
      /**
       * Days
       */
      value: number;
    };
/**
 * - `templateCreated`: A message template of the organisation’s own was created
 * - `templateUpdated`: A message template changed
 * - `templateDeleted`: A message template was deleted
 * - `customerCreated`: A customer was created
 * - `customerUpdated`: Fields or contacts of a customer changed
 * - `accountManagersAssigned`: A customer got other account managers, or none
 * - `planAssigned`: A customer or an invoice got another dunning plan, or none
 * - `customerScoreChanged`: A customer got another score, their first one, or has none any more
 * - `amountDuePassed`: What a customer owes has passed a threshold of the webhook
 * - `averagePaymentDelayPassed`: A customer’s average payment delay has passed a threshold of the webhook
 * - `customerPaused`: A customer’s actions were paused
 * - `customerResumed`: A customer’s pause was ended
 * - `customerExcluded`: A customer was excluded: it gets nothing any more
 * - `customerIncluded`: An excluded customer was included again
 * - `contactValidated`: An invalid address was marked as good again
 * - `contactInvalidated`: An address was marked as invalid: nothing is sent there
 * - `invoiceImported`: An invoice came
 * - `invoiceUpdated`: An invoice changed
 * - `invoiceOverdue`: The due date of an unpaid invoice has passed
 * - `invoicePaid`: Nothing is outstanding on an invoice any more
 * - `invoicePaused`: An invoice’s actions were paused
 * - `invoiceResumed`: An invoice’s pause was ended
 * - `invoiceSent`: A new invoice went out to the customer
 * - `invoiceMarkedSent`: A new invoice was marked as sent; nobody was told
 * - `invoicePdfStored`: An invoice’s PDF came, or another one in its place
 * - `invoiceVoided`: An invoice was made void
 * - `disputeOpened`: An invoice was disputed
 * - `disputeClosed`: The dispute of an invoice was closed
 * - `promiseMade`: The customer promised to pay an invoice, in the place of an earlier promise if it names one
 * - `promiseWithdrawn`: A promise to pay was taken back
 * - `promiseKept`: What was promised was paid in time
 * - `promiseBroken`: The promised day passed without the money
 * - `paymentRecorded`: A payment came, or was corrected
 * - `creditNoteRecorded`: A credit note came, or was corrected
 * - `refundRecorded`: A refund came, or was corrected
 * - `actionToDo`: An action waits for a person
 * - `actionExecuted`: A reminder went out, or an action was done
 * - `actionIgnored`: An action was skipped
 * - `actionClaimed`: An action was handed out under a lease
 * - `actionReleased`: An action that was handed out, or uncertain, was given back
 * - `actionSnoozed`: An action was put off
 * - `actionFailed`: An attempt to send failed; it is tried again, or waits for a person
 * - `actionUncertain`: Nobody knows whether an action went out: a person has to say
 * - `actionCancelled`: An action was dropped right before sending
 * - `actionExpired`: A step’s time has passed without it
 * - `messageDelivered`: A message arrived
 * - `messageOpened`: A message was opened; told only where tracking is switched on
 * - `messageClicked`: A link of a message was followed; told only where tracking is switched on
 * - `messageBounced`: A message came back; after a hard bounce its address is invalid
 * - `messageComplained`: A recipient reported a message as spam
 * - `messageReplied`: A message was answered
 * - `messageAutoReplied`: A program answered a message, an out-of-office note perhaps: nobody has read it
 * - `replyRead`: Somebody has read a reply
 * - `replyUnread`: A reply was marked as unread again
 * - `noteAdded`: Somebody wrote a note
 * - `noteDeleted`: A note was taken away
 * - `ruleNotification`: A smart rule has news for colleagues; what does not go out by e-mail, a workflow delivers
 * - `ruleWithoutEffect`: A smart rule fired and could not do what it should
 * - `ruleCreated`: A smart rule was created
 * - `ruleUpdated`: A smart rule was edited, moved, switched on or off
 * - `ruleDisabled`: A smart rule was switched off, because something it names is gone
 * - `ruleDeleted`: A smart rule was deleted
 * - `planCreated`: A dunning plan was created
 * - `planUpdated`: A dunning plan was edited
 * - `planDeleted`: A dunning plan was deleted
 * - `settingsChanged`: Settings were changed
 * - `userCreated`: A user was created
 * - `userUpdated`: A user was changed
 * - `userDeleted`: A user was taken away
 * - `userGroupCreated`: A group of users was created
 * - `userGroupUpdated`: A group of users was changed
 * - `userGroupDeleted`: A group of users was deleted
 * - `senderAliasCreated`: A sender alias was created
 * - `senderAliasUpdated`: A sender alias was changed
 * - `senderAliasDeleted`: A sender alias was deleted
 * - `apiKeyCreated`: An API key was made
 * - `apiKeyRevoked`: An API key was revoked
 * - `customFieldCreated`: A custom field of customers was defined
 * - `customFieldUpdated`: A custom field of customers was changed
 * - `customFieldDeleted`: A custom field of customers was deleted
 * - `sourceCreated`: A source of records was connected
 * - `sourceUpdated`: A source of records was changed
 * - `sourceDeleted`: A source was disconnected; its records stay
 * - `webhookCreated`: A webhook was created
 * - `webhookUpdated`: A webhook was changed
 * - `webhookDisabled`: A webhook was switched off by its receiver
 * - `webhookDeleted`: A webhook was deleted
 */
export type EventType =
  | 'templateCreated'
  | 'templateUpdated'
  | 'templateDeleted'
  | 'customerCreated'
  | 'customerUpdated'
  | 'accountManagersAssigned'
  | 'planAssigned'
  | 'customerScoreChanged'
  | 'amountDuePassed'
  | 'averagePaymentDelayPassed'
  | 'customerPaused'
  | 'customerResumed'
  | 'customerExcluded'
  | 'customerIncluded'
  | 'contactValidated'
  | 'contactInvalidated'
  | 'invoiceImported'
  | 'invoiceUpdated'
  | 'invoiceOverdue'
  | 'invoicePaid'
  | 'invoicePaused'
  | 'invoiceResumed'
  | 'invoiceSent'
  | 'invoiceMarkedSent'
  | 'invoicePdfStored'
  | 'invoiceVoided'
  | 'disputeOpened'
  | 'disputeClosed'
  | 'promiseMade'
  | 'promiseWithdrawn'
  | 'promiseKept'
  | 'promiseBroken'
  | 'paymentRecorded'
  | 'creditNoteRecorded'
  | 'refundRecorded'
  | 'actionToDo'
  | 'actionExecuted'
  | 'actionIgnored'
  | 'actionClaimed'
  | 'actionReleased'
  | 'actionSnoozed'
  | 'actionFailed'
  | 'actionUncertain'
  | 'actionCancelled'
  | 'actionExpired'
  | 'messageDelivered'
  | 'messageOpened'
  | 'messageClicked'
  | 'messageBounced'
  | 'messageComplained'
  | 'messageReplied'
  | 'messageAutoReplied'
  | 'replyRead'
  | 'replyUnread'
  | 'noteAdded'
  | 'noteDeleted'
  | 'ruleNotification'
  | 'ruleWithoutEffect'
  | 'ruleCreated'
  | 'ruleUpdated'
  | 'ruleDisabled'
  | 'ruleDeleted'
  | 'planCreated'
  | 'planUpdated'
  | 'planDeleted'
  | 'settingsChanged'
  | 'userCreated'
  | 'userUpdated'
  | 'userDeleted'
  | 'userGroupCreated'
  | 'userGroupUpdated'
  | 'userGroupDeleted'
  | 'senderAliasCreated'
  | 'senderAliasUpdated'
  | 'senderAliasDeleted'
  | 'apiKeyCreated'
  | 'apiKeyRevoked'
  | 'customFieldCreated'
  | 'customFieldUpdated'
  | 'customFieldDeleted'
  | 'sourceCreated'
  | 'sourceUpdated'
  | 'sourceDeleted'
  | 'webhookCreated'
  | 'webhookUpdated'
  | 'webhookDisabled'
  | 'webhookDeleted';

export type SourceInput = StripeSourceInput | ChargebeeSourceInput | SalesforceSourceInput | QuickbooksSourceInput;
/**
 * The first that it subscribes to, if left out
 */
export type EventType1 =
  | 'templateCreated'
  | 'templateUpdated'
  | 'templateDeleted'
  | 'customerCreated'
  | 'customerUpdated'
  | 'accountManagersAssigned'
  | 'planAssigned'
  | 'customerScoreChanged'
  | 'amountDuePassed'
  | 'averagePaymentDelayPassed'
  | 'customerPaused'
  | 'customerResumed'
  | 'customerExcluded'
  | 'customerIncluded'
  | 'contactValidated'
  | 'contactInvalidated'
  | 'invoiceImported'
  | 'invoiceUpdated'
  | 'invoiceOverdue'
  | 'invoicePaid'
  | 'invoicePaused'
  | 'invoiceResumed'
  | 'invoiceSent'
  | 'invoiceMarkedSent'
  | 'invoicePdfStored'
  | 'invoiceVoided'
  | 'disputeOpened'
  | 'disputeClosed'
  | 'promiseMade'
  | 'promiseWithdrawn'
  | 'promiseKept'
  | 'promiseBroken'
  | 'paymentRecorded'
  | 'creditNoteRecorded'
  | 'refundRecorded'
  | 'actionToDo'
  | 'actionExecuted'
  | 'actionIgnored'
  | 'actionClaimed'
  | 'actionReleased'
  | 'actionSnoozed'
  | 'actionFailed'
  | 'actionUncertain'
  | 'actionCancelled'
  | 'actionExpired'
  | 'messageDelivered'
  | 'messageOpened'
  | 'messageClicked'
  | 'messageBounced'
  | 'messageComplained'
  | 'messageReplied'
  | 'messageAutoReplied'
  | 'replyRead'
  | 'replyUnread'
  | 'noteAdded'
  | 'noteDeleted'
  | 'ruleNotification'
  | 'ruleWithoutEffect'
  | 'ruleCreated'
  | 'ruleUpdated'
  | 'ruleDisabled'
  | 'ruleDeleted'
  | 'planCreated'
  | 'planUpdated'
  | 'planDeleted'
  | 'settingsChanged'
  | 'userCreated'
  | 'userUpdated'
  | 'userDeleted'
  | 'userGroupCreated'
  | 'userGroupUpdated'
  | 'userGroupDeleted'
  | 'senderAliasCreated'
  | 'senderAliasUpdated'
  | 'senderAliasDeleted'
  | 'apiKeyCreated'
  | 'apiKeyRevoked'
  | 'customFieldCreated'
  | 'customFieldUpdated'
  | 'customFieldDeleted'
  | 'sourceCreated'
  | 'sourceUpdated'
  | 'sourceDeleted'
  | 'webhookCreated'
  | 'webhookUpdated'
  | 'webhookDisabled'
  | 'webhookDeleted';
/**
 * What decided; a closed list, to switch on
 */
export type ReasonCode =
  | 'toSend'
  | 'paid'
  | 'void'
  | 'disputed'
  | 'excluded'
  | 'noPlan'
  | 'pausedIndefinitely'
  | 'pausedUntil'
  | 'promised'
  | 'unreadReply'
  | 'automaticCharging'
  | 'invoicesInPlans'
  | 'collectedAtBothLevels'
  | 'reference'
  | 'noOpenInvoice'
  | 'olderReference'
  | 'outstandingNotPositive'
  | 'planFinished'
  | 'triggerDate'
  | 'minimumDelay'
  | 'snoozedUntil'
  | 'notBefore'
  | 'notBusinessDay'
  | 'keepsDate'
  | 'expiredAtDueDate'
  | 'expiredByNextStep'
  | 'stepDone'
  | 'stepBehind'
  | 'waitsForPerson'
  | 'noRecipient'
  | 'cannotGoOut'
  | 'putAside'
  | 'beforeSendTime'
  | 'waitsForRun'
  | 'waitsForClaim'
  | 'retryAt'
  | 'sourceNotAsked'
  | 'claimed'
  | 'beingSent'
  | 'uncertain'
  | 'executed'
  | 'carriedOutLater'
  | 'possibleSince'
  | 'ignored'
  | 'cancelled'
  | 'failed'
  | 'adHoc';
/**
 * The rule that says so
 */
export type RuleId =
  | 'ADH-1'
  | 'ASG-4'
  | 'CLK-2'
  | 'CLM-1'
  | 'CUS-2'
  | 'DAT-2'
  | 'DAT-3'
  | 'DAT-4'
  | 'DIS-1'
  | 'HLD-1'
  | 'LOG-1'
  | 'LOG-2'
  | 'MAN-1'
  | 'MAN-2'
  | 'MAN-3'
  | 'MIN-1'
  | 'MIN-2'
  | 'PAU-1'
  | 'PLN-1'
  | 'PRO-1'
  | 'REF-1'
  | 'REF-3'
  | 'REF-4'
  | 'REF-5'
  | 'SND-1'
  | 'SND-2'
  | 'SND-3'
  | 'TRG-1';


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
   * `accountManager`, a user’s id or `alias:<id>`; left out, the organisation’s address
   */
  sender?: string | null;
  recipients?: string[] | null;
  cc?: string[] | null;
  /**
   * A user’s id, `accountManager`, `financeUser` (whoever is one) or `group:<id>`
   */
  responsible?: string | null;
  /**
   * The PDFs of the reference invoice and, at customer level, of all that are overdue and not disputed
   */
  attachInvoices?: boolean | null;
  /**
   * A statement of account, made by the connector
   */
  attachStatement?: boolean | null;
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
  /**
   * All customers, or all invoices, for which every filter holds; an empty list is all of them
   */
  filter?: {
    level: 'customer' | 'invoice';
    /**
     * @maxItems 50
     */
    where: FilterCondition[];
  };
  /**
   * Changes nothing; the answer says what would change
   */
  dryRun?: boolean;
}

export interface FilterCondition {
  /**
   * A field of the list, or `custom.<key>`
   */
  field: string;
  /**
   * isNot is none of the values; above and below are for numbers, amounts and dates in lists
   */
  operator: 'is' | 'isNot' | 'above' | 'below';
  /**
   * One of them (OR)
   *
   * @minItems 1
   * @maxItems 1000
   */
  values: (string | number | boolean | null)[];
}

export interface DraftPreviewInput {
  plan: PlanInput1;
  /**
   * The id, or `external:<externalId>`
   */
  invoiceId?: string;
  /**
   * The customer’s reference invoice (REF-1); customer-level plans
   */
  customerId?: string;
  invoice?: ImaginedInvoice;
  /**
   * The day from which it is looked ahead; today, if left out
   */
  from?: string;
  /**
   * As `from`: the day on which the `invoice` enters the plan
   */
  enteringOn?: string;
}
/**
 * Not saved; with the id of a plan, an edit of that one
 */
export interface PlanInput1 {
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
 * An invoice that need not be there
 */
export interface ImaginedInvoice {
  issuedAt: string;
  dueDate: string;
}

export interface DraftBacktestInput {
  plan: PlanInput2;
  /**
   * The day on which the plan is entered; left out, everybody enters it with the first invoice
   */
  from?: string;
  /**
   * Today, if left out; on days to come nothing more is paid
   */
  to?: string;
  /**
   * @minItems 1
   * @maxItems 100000
   *
   * Items: The id, or `external:<externalId>`
   */
  customers?: string[];
  /**
   * Customers for whom all filters hold now; all, if left out
   *
   * @maxItems 50
   */
  where?: FilterCondition[];
  /**
   * So many customers at most
   */
  limit?: number;
  /**
   * How many actions are listed; 50, if left out
   */
  sampleSize?: number;
}
/**
 * Not saved; with the id of a plan, an edit of that one
 */
export interface PlanInput2 {
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
  /**
   * By key; null takes a value away. A defined field takes values of its type only (CUS-4)
   */
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

export interface BulkChangeInput {
  /**
   * @minItems 1
   * @maxItems 100000
   *
   * Items: The id, or `external:<externalId>`
   */
  customers?: string[];
  /**
   * All customers for whom every filter holds
   *
   * @maxItems 50
   */
  filter?: FilterCondition[];
  set: {
    /**
     * All of them anew, some more and some fewer, or null: the organisation’s default
     */
    paymentMethods?:
      | ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[]
      | {
          /**
           * @maxItems 20
           */
          add?: ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[];
          /**
           * @maxItems 20
           */
          remove?: ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[];
        }
      | null;
    /**
     * By key; null takes a value away. A defined field takes values of its type only (CUS-4)
     */
    customFields?: {
      [k: string]: string | number | boolean | string[] | null;
    };
    language?: string | null;
    formOfAddress?: ('formal' | 'informal') | null;
    country?: string | null;
  };
  /**
   * Changes nothing; the answer says what would change
   */
  dryRun?: boolean;
}

export interface CustomFieldInput {
  key: string;
  /**
   * The key, if left out
   */
  label?: string;
  type: 'text' | 'number' | 'date' | 'boolean' | 'select' | 'multiSelect' | 'email' | 'url';
  /**
   * What select and multiSelect choose from
   *
   * @maxItems 500
   */
  options?: string[];
  /**
   * What feeds it, such as stripe: nobody else overwrites it. null: the organisation’s own
   */
  source?: string | null;
}

export interface SavedViewInput {
  name: string;
  list: 'customers' | 'invoices' | 'actions';
  /**
   * Fields in the order in which they are shown
   *
   * @maxItems 100
   */
  columns?: string[];
  /**
   * A field, behind - for descending
   */
  sort?: string | null;
  /**
   * @maxItems 50
   */
  filter?: FilterCondition[];
  /**
   * Everybody’s (admins only), or of the key’s user alone; left out: of the user, if there is one
   */
  shared?: boolean;
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
  /**
   * Whether its source charges it by itself: pending holds automatic actions (HLD-1), failed does not
   */
  automaticCharging?: ('pending' | 'failed') | null;
  /**
   * Where the customer can pay it: a link on the portal page while it is open; it should not expire
   */
  paymentUrl?: string | null;
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

export interface SendingInput {
  /**
   * Only say what would be sent
   */
  dryRun?: boolean;
  /**
   * Send at most so many
   */
  limit?: number;
}

export interface ChosenInvoices {
  /**
   * @minItems 1
   * @maxItems 1000
   *
   * Items: The id, or `external:<externalId>`
   */
  invoices: string[];
}

export interface TemplateInput {
  key: string;
  name: string;
  /**
   * The first serves where none fits (PLN-3)
   *
   * @minItems 1
   * @maxItems 200
   */
  variants: TemplateVariantInput[];
}

export interface TemplateVariantInput {
  /**
   * BCP 47 tag
   */
  language: string;
  /**
   * Left out: for both
   */
  formOfAddress?: ('formal' | 'informal') | null;
  subject: string;
  /**
   * Plain text or HTML, with fields in Handlebars
   */
  body: string;
}

export interface MessagePreviewInput {
  /**
   * The id, or `external:<externalId>`
   */
  customerId: string;
  /**
   * The reference invoice; left out, the one by REF-1
   */
  invoiceId?: string;
  /**
   * Left out: today
   */
  date?: string;
  /**
   * Instead of the customer’s own
   */
  language?: string;
  /**
   * Instead of the customer’s own
   */
  formOfAddress?: 'formal' | 'informal';
  template?: Template;
  planId?: string;
  stepId?: string;
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

export interface DeliveryInput {
  /**
   * The Message-ID of a message that the connector sent
   */
  messageId?: string;
  /**
   * Or the address that an answer came to, with the setting replyAddress
   */
  replyAddress?: string;
  /**
   * Or the action behind the message, whoever sent it
   */
  actionId?: string;
  /**
   * Opened and clicked count only with the setting trackOpens. Replied: a person answered, which holds automatic actions until somebody has read it (HLD-1). Auto-replied: a program did
   */
  event: 'delivered' | 'opened' | 'clicked' | 'bounced' | 'complained' | 'replied' | 'autoReplied';
  /**
   * Of a bounce; hard, if left out: the address is invalid until it is validated (CUS-3)
   */
  bounceType?: 'hard' | 'soft';
  /**
   * The recipient; needed where a message with several bounced
   */
  address?: string;
  /**
   * Now, if left out
   */
  at?: string;
  text?: string | null;
  reply?: ReplyInput;
  /**
   * Names what is told, so that it counts once
   */
  externalId?: string;
}
/**
 * An answer as its mail says it
 */
export interface ReplyInput {
  /**
   * Its own Message-ID: by it the answer counts once, whichever way it comes
   */
  messageId?: string;
  /**
   * What its headers References and In-Reply-To name, oldest first
   *
   * @maxItems 200
   */
  references?: string[];
  from?: {
    name?: string | null;
    email: string;
  };
  subject?: string | null;
  /**
   * Sanitized; gives the text where there is none
   */
  html?: string | null;
}

export interface IncomingMailInput {
  /**
   * The whole message in base64: what tells most
   */
  raw?: string;
  /**
   * Or its pieces, as n8n’s Email Trigger gives them: at least Message-ID, In-Reply-To, References, Auto-Submitted, Content-Type where they are there
   */
  headers?: {
    [k: string]: string | string[];
  };
  from?: (
    | string
    | {
        text: string;
        [k: string]: unknown;
      }
  ) &
    (
      | ((
          | string
          | {
              text: string;
              [k: string]: unknown;
            }
        ) &
          string)
      | (
          | string
          | {
              text: string;
              [k: string]: unknown;
            }
        )
    );
  to?: (
    | string
    | {
        text: string;
        [k: string]: unknown;
      }
  ) &
    (
      | ((
          | string
          | {
              text: string;
              [k: string]: unknown;
            }
        ) &
          string)
      | (
          | string
          | {
              text: string;
              [k: string]: unknown;
            }
        )
    );
  subject?: string;
  text?: string;
  html?: string | false;
  date?: string;
}

export interface RuleInput {
  id?: string;
  disabledReason?: string | null;
  position?: number;
  createdAt?: string;
  updatedAt?: string;
  name: string;
  enabled?: boolean;
  /**
   * @minItems 1
   * @maxItems 20
   */
  triggers: RuleTrigger[];
  /**
   * @maxItems 50
   */
  filters?: FilterCondition[];
  action: RuleAction;
}

export interface WebhookInput {
  /**
   * Where events are sent to, by POST. Private addresses only as far as DUNNING_PRIVATE_ADDRESSES allows.
   */
  url: string;
  /**
   * Types of events, or `["*"]` for all
   *
   * @minItems 1
   * @maxItems 200
   */
  events: (
    | '*'
    | 'templateCreated'
    | 'templateUpdated'
    | 'templateDeleted'
    | 'customerCreated'
    | 'customerUpdated'
    | 'accountManagersAssigned'
    | 'planAssigned'
    | 'customerScoreChanged'
    | 'amountDuePassed'
    | 'averagePaymentDelayPassed'
    | 'customerPaused'
    | 'customerResumed'
    | 'customerExcluded'
    | 'customerIncluded'
    | 'contactValidated'
    | 'contactInvalidated'
    | 'invoiceImported'
    | 'invoiceUpdated'
    | 'invoiceOverdue'
    | 'invoicePaid'
    | 'invoicePaused'
    | 'invoiceResumed'
    | 'invoiceSent'
    | 'invoiceMarkedSent'
    | 'invoicePdfStored'
    | 'invoiceVoided'
    | 'disputeOpened'
    | 'disputeClosed'
    | 'promiseMade'
    | 'promiseWithdrawn'
    | 'promiseKept'
    | 'promiseBroken'
    | 'paymentRecorded'
    | 'creditNoteRecorded'
    | 'refundRecorded'
    | 'actionToDo'
    | 'actionExecuted'
    | 'actionIgnored'
    | 'actionClaimed'
    | 'actionReleased'
    | 'actionSnoozed'
    | 'actionFailed'
    | 'actionUncertain'
    | 'actionCancelled'
    | 'actionExpired'
    | 'messageDelivered'
    | 'messageOpened'
    | 'messageClicked'
    | 'messageBounced'
    | 'messageComplained'
    | 'messageReplied'
    | 'messageAutoReplied'
    | 'replyRead'
    | 'replyUnread'
    | 'noteAdded'
    | 'noteDeleted'
    | 'ruleNotification'
    | 'ruleWithoutEffect'
    | 'ruleCreated'
    | 'ruleUpdated'
    | 'ruleDisabled'
    | 'ruleDeleted'
    | 'planCreated'
    | 'planUpdated'
    | 'planDeleted'
    | 'settingsChanged'
    | 'userCreated'
    | 'userUpdated'
    | 'userDeleted'
    | 'userGroupCreated'
    | 'userGroupUpdated'
    | 'userGroupDeleted'
    | 'senderAliasCreated'
    | 'senderAliasUpdated'
    | 'senderAliasDeleted'
    | 'apiKeyCreated'
    | 'apiKeyRevoked'
    | 'customFieldCreated'
    | 'customFieldUpdated'
    | 'customFieldDeleted'
    | 'sourceCreated'
    | 'sourceUpdated'
    | 'sourceDeleted'
    | 'webhookCreated'
    | 'webhookUpdated'
    | 'webhookDisabled'
    | 'webhookDeleted'
  )[];
  /**
   * Values that customers’ figures pass; needed by amountDuePassed and averagePaymentDelayPassed
   *
   * @maxItems 50
   */
  thresholds?: WebhookThreshold[];
}

export interface StripeSourceInput {
  type: 'stripe';
  /**
   * The `source` of its records; its type, if left out
   */
  name?: string;
  settings?: StripeSettings;
  secrets: StripeSecrets;
  /**
   * Off: nothing is fetched, and nothing that its webhook tells is applied
   */
  enabled?: boolean;
  /**
   * Between two syncs; 0: only when asked (`POST …/sync`)
   */
  intervalMinutes?: number;
  /**
   * Whether an invoice is asked for again right before its reminder
   */
  recheck?: boolean;
  /**
   * What becomes of a reminder when the source cannot be asked; auto: held where it is charged automatically, else sent
   */
  whenUnreachable?: 'auto' | 'send' | 'hold';
}

export interface StripeSettings {
  /**
   * Custom fields that customers’ metadata feeds: the field’s key, then the key of the metadata
   */
  customFields?: {
    [k: string]: string;
  };
  /**
   * Whether *Pay* on the portal opens Stripe’s own page of the invoice
   */
  paymentPages?: boolean;
  /**
   * Another address than Stripe’s, to try things out; only where private addresses are allowed
   */
  apiUrl?: string;
}

export interface StripeSecrets {
  /**
   * A restricted key that reads customers, invoices, credit notes, charges and events is enough
   */
  apiKey: string;
  /**
   * The signing secret of the endpoint that Stripe calls at `webhookUrl`
   */
  webhookSecret?: string;
}

export interface ChargebeeSourceInput {
  type: 'chargebee';
  /**
   * The `source` of its records; its type, if left out
   */
  name?: string;
  settings?: {
    /**
     * The name of the site: acme for https://acme.chargebee.com
     */
    site: string;
    /**
     * Whether payment methods of customers follow Chargebee; else they are the organisation’s own
     */
    paymentMethods?: boolean;
    /**
     * Custom fields of Chargebee’s customers by their API name, and the key here that each feeds
     */
    customFields?: {
      [k: string]: string;
    };
    /**
     * Whether *Pay* on the portal opens a page of Chargebee’s that collects what the customer owes there; needs a key that may write
     */
    paymentPages?: boolean;
    /**
     * Where the API is, for tests: left out, at Chargebee
     */
    apiUrl?: string;
  };
  secrets: {
    /**
     * A key that may read: Settings → Configure Chargebee → API Keys, Read-only
     */
    apiKey: string;
    /**
     * The user name of the webhook’s basic authentication; without one no webhook is taken
     */
    webhookUser?: string;
    /**
     * Its password
     */
    webhookPassword?: string;
  };
  /**
   * Off: nothing is fetched, and nothing that its webhook tells is applied
   */
  enabled?: boolean;
  /**
   * Between two syncs; 0: only when asked (`POST …/sync`)
   */
  intervalMinutes?: number;
  /**
   * Whether an invoice is asked for again right before its reminder
   */
  recheck?: boolean;
  /**
   * What becomes of a reminder when the source cannot be asked; auto: held where it is charged automatically, else sent
   */
  whenUnreachable?: 'auto' | 'send' | 'hold';
}

export interface SalesforceSourceInput {
  type: 'salesforce';
  /**
   * The `source` of its records; its type, if left out
   */
  name?: string;
  settings?: {
    /**
     * Where tokens come from: the org’s My Domain, or https://test.salesforce.com for sandboxes
     */
    loginUrl?: string;
    /**
     * Another address in the place of loginUrl, for tests
     */
    apiUrl?: string;
    /**
     * The version of Salesforce’s API
     */
    apiVersion?: string;
    /**
     * The field of accounts that holds the customer’s external id; Id is the account’s own id
     */
    matchField: string;
    /**
     * The custom field of customers that holds the same as matchField; null: their external id
     */
    customerField?: string | null;
    /**
     * Holds the user who becomes account manager: the owner, or a lookup to a user; null assigns nobody
     */
    ownerField?: string | null;
    /**
     * Whether the accounts’ contacts become the customers’; null takes none
     */
    contacts?: {
      /**
       * A checkbox of contacts: only those that have it are taken
       */
      onlyIf?: string | null;
      /**
       * The position that new contacts get (CUS-3)
       */
      position?: 'accounting' | 'payer' | 'purchaser' | 'sales' | 'other';
    } | null;
    /**
     * Custom fields of customers by their keys, and the fields of accounts that feed them (CUS-4)
     */
    customFields?: {
      [k: string]: string;
    };
    /**
     * Figures of customers, and the fields of accounts that they are written to
     */
    writeBack?: {
      [k: string]: string;
    };
  };
  secrets: {
    /**
     * The connected app’s consumer key
     */
    clientId: string;
    /**
     * Its consumer secret
     */
    clientSecret?: string;
    /**
     * From OAuth’s web server flow, with the scopes api and refresh_token
     */
    refreshToken: string;
  };
  /**
   * Off: nothing is fetched, and nothing that its webhook tells is applied
   */
  enabled?: boolean;
  /**
   * Between two syncs; 0: only when asked (`POST …/sync`)
   */
  intervalMinutes?: number;
  /**
   * Whether an invoice is asked for again right before its reminder
   */
  recheck?: boolean;
  /**
   * What becomes of a reminder when the source cannot be asked; auto: held where it is charged automatically, else sent
   */
  whenUnreachable?: 'auto' | 'send' | 'hold';
}

export interface QuickbooksSourceInput {
  type: 'quickbooks';
  /**
   * The `source` of its records; its type, if left out
   */
  name?: string;
  settings?: {
    /**
     * The company’s id in QuickBooks
     */
    realmId: string;
    /**
     * The client id of your app at developer.intuit.com
     */
    clientId: string;
    environment?: 'production' | 'sandbox';
    /**
     * Whether *Pay* on the portal opens QuickBooks’ own page of the invoice; needs QuickBooks Payments
     */
    paymentPages?: boolean;
    /**
     * Another address than Intuit’s, for tests
     */
    apiUrl?: string;
  };
  secrets: {
    /**
     * The client secret of your app
     */
    clientSecret: string;
    /**
     * A refresh token for the company; the connector keeps each that follows
     */
    refreshToken: string;
    /**
     * The verifier token of your app’s webhooks; without it none are taken
     */
    verifierToken?: string;
    /**
     * Kept by the connector
     */
    accessToken?: string;
    /**
     * Kept by the connector
     */
    accessUntil?: number;
  };
  /**
   * Off: nothing is fetched, and nothing that its webhook tells is applied
   */
  enabled?: boolean;
  /**
   * Between two syncs; 0: only when asked (`POST …/sync`)
   */
  intervalMinutes?: number;
  /**
   * Whether an invoice is asked for again right before its reminder
   */
  recheck?: boolean;
  /**
   * What becomes of a reminder when the source cannot be asked; auto: held where it is charged automatically, else sent
   */
  whenUnreachable?: 'auto' | 'send' | 'hold';
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
  /**
   * Where answers go; null: to the sender
   */
  replyToAddress?: string | null;
  /**
   * Gives each message an address for answers of its own, `local+<token>@domain` (INV-7); its mailbox must take such addresses
   */
  replyAddress?: string | null;
  /**
   * Whether it is kept that messages were opened and links clicked; off, unless people know of it
   */
  trackOpens?: boolean;
  /**
   * Whether a reply holds the customer’s automatic actions until somebody has read it (HLD-1)
   */
  holdOnUnreadReply?: boolean;
  /**
   * Whether invoices that their source charges by itself hold them, until that fails (HLD-1)
   */
  holdOnAutomaticCharging?: boolean;
  paymentMethods?: ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[];
  /**
   * How to pay, such as an IBAN: plain text below the invoices of the portal page; null: none
   */
  paymentInstructions?: string | null;
  /**
   * Why customers dispute invoices (DIS-1); a reason that an open dispute has cannot be removed
   *
   * @minItems 1
   * @maxItems 100
   */
  disputeReasons?: {
    key: string;
    label: string;
  }[];
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
  /**
   * accountManager, if left out
   */
  position?: 'financeUser' | 'accountManager';
}

export interface ApiKeyInput {
  name: string;
  /**
   * Left out: the user’s, else admin
   */
  role?: 'owner' | 'admin' | 'member';
  /**
   * Whom the key belongs to: it may do no more than the user
   */
  userId?: string | null;
}

export interface UserGroupInput {
  name: string;
  /**
   * User ids
   *
   * @maxItems 1000
   */
  members?: string[];
}

export interface SenderAliasInput {
  /**
   * As recipients see it
   */
  name: string;
  email: string;
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

export interface PreviewInput {
  /**
   * The id, or `external:<externalId>`
   */
  invoiceId?: string;
  /**
   * The customer’s reference invoice (REF-1); customer-level plans
   */
  customerId?: string;
  invoice?: ImaginedInvoice;
  /**
   * The day from which it is looked ahead; today, if left out
   */
  from?: string;
  /**
   * As `from`: the day on which the `invoice` enters the plan
   */
  enteringOn?: string;
}

export interface BacktestInput {
  /**
   * The day on which the plan is entered; left out, everybody enters it with the first invoice
   */
  from?: string;
  /**
   * Today, if left out; on days to come nothing more is paid
   */
  to?: string;
  /**
   * @minItems 1
   * @maxItems 100000
   *
   * Items: The id, or `external:<externalId>`
   */
  customers?: string[];
  /**
   * Customers for whom all filters hold now; all, if left out
   *
   * @maxItems 50
   */
  where?: FilterCondition[];
  /**
   * So many customers at most
   */
  limit?: number;
  /**
   * How many actions are listed; 50, if left out
   */
  sampleSize?: number;
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
  /**
   * By key; null takes a value away. A defined field takes values of its type only (CUS-4)
   */
  customFields?: {
    [k: string]: string | number | boolean | string[] | null;
  };
}

export interface CustomFieldPatch {
  /**
   * The key, if left out
   */
  label?: string;
  type?: 'text' | 'number' | 'date' | 'boolean' | 'select' | 'multiSelect' | 'email' | 'url';
  /**
   * What select and multiSelect choose from
   *
   * @maxItems 500
   */
  options?: string[];
  /**
   * What feeds it, such as stripe: nobody else overwrites it. null: the organisation’s own
   */
  source?: string | null;
  key?: string;
}

export interface SavedViewPatch {
  name?: string;
  list?: 'customers' | 'invoices' | 'actions';
  /**
   * Fields in the order in which they are shown
   *
   * @maxItems 100
   */
  columns?: string[];
  /**
   * A field, behind - for descending
   */
  sort?: string | null;
  /**
   * @maxItems 50
   */
  filter?: FilterCondition[];
  /**
   * Everybody’s (admins only), or of the key’s user alone; left out: of the user, if there is one
   */
  shared?: boolean;
}

export interface PromiseInput {
  /**
   * The last day on which the money is in time; today or later
   */
  date: string;
  /**
   * All that is open, if left out
   */
  amount?: number;
  /**
   * Holds the invoice’s own reminders up to and including that day (PAU-1)
   */
  pause?: boolean;
}

export interface TemplatePatch {
  key?: string;
  name?: string;
  /**
   * The first serves where none fits (PLN-3)
   *
   * @minItems 1
   * @maxItems 200
   */
  variants?: TemplateVariantInput[];
}

export interface AdHocActionInput {
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  template?: Template;
  subject?: string;
  body?: string;
  /**
   * What it is about: the message then counts as a contact about this invoice too (MIN-3)
   */
  invoiceId?: string;
  /**
   * Each is an e-mail address, main, a position (accounting, payer, purchaser, sales, other) or custom.<key>
   *
   * @maxItems 50
   */
  recipients?: string[];
  /**
   * Each is an e-mail address, main, a position (accounting, payer, purchaser, sales, other) or custom.<key>, accountManager, a user’s id or group:<id>
   *
   * @maxItems 50
   */
  cc?: string[];
  /**
   * `accountManager`, a user’s id or `alias:<id>`
   */
  sender?: string;
  /**
   * Who has it to do: a user’s id, `accountManager`, `financeUser` or `group:<id>`
   */
  responsible?: string;
  note?: string;
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

export interface NoteInput {
  /**
   * Plain text; tags are taken out
   */
  body: string;
  /**
   * An invoice of the customer that it is about
   */
  invoiceId?: string;
  /**
   * An action of the customer that it is about
   */
  actionId?: string;
  /**
   * A reply of the customer’s that it stands beside
   */
  replyId?: string;
}

export interface AnswerInput {
  /**
   * “Re:” and the reply’s subject, if left out
   */
  subject?: string;
  body: string;
  /**
   * Each is an e-mail address, main, a position (accounting, payer, purchaser, sales, other) or custom.<key>, accountManager, a user’s id or group:<id>
   *
   * @maxItems 50
   */
  cc?: string[];
}

export interface RulePatch {
  id?: string;
  disabledReason?: string | null;
  position?: number;
  createdAt?: string;
  updatedAt?: string;
  name?: string;
  enabled?: boolean;
  /**
   * @minItems 1
   * @maxItems 20
   */
  triggers?: RuleTrigger[];
  /**
   * @maxItems 50
   */
  filters?: FilterCondition[];
  action?: RuleAction;
}

export interface WebhookPatch {
  /**
   * Where events are sent to, by POST. Private addresses only as far as DUNNING_PRIVATE_ADDRESSES allows.
   */
  url?: string;
  /**
   * Types of events, or `["*"]` for all
   *
   * @minItems 1
   * @maxItems 200
   */
  events?: (
    | '*'
    | 'templateCreated'
    | 'templateUpdated'
    | 'templateDeleted'
    | 'customerCreated'
    | 'customerUpdated'
    | 'accountManagersAssigned'
    | 'planAssigned'
    | 'customerScoreChanged'
    | 'amountDuePassed'
    | 'averagePaymentDelayPassed'
    | 'customerPaused'
    | 'customerResumed'
    | 'customerExcluded'
    | 'customerIncluded'
    | 'contactValidated'
    | 'contactInvalidated'
    | 'invoiceImported'
    | 'invoiceUpdated'
    | 'invoiceOverdue'
    | 'invoicePaid'
    | 'invoicePaused'
    | 'invoiceResumed'
    | 'invoiceSent'
    | 'invoiceMarkedSent'
    | 'invoicePdfStored'
    | 'invoiceVoided'
    | 'disputeOpened'
    | 'disputeClosed'
    | 'promiseMade'
    | 'promiseWithdrawn'
    | 'promiseKept'
    | 'promiseBroken'
    | 'paymentRecorded'
    | 'creditNoteRecorded'
    | 'refundRecorded'
    | 'actionToDo'
    | 'actionExecuted'
    | 'actionIgnored'
    | 'actionClaimed'
    | 'actionReleased'
    | 'actionSnoozed'
    | 'actionFailed'
    | 'actionUncertain'
    | 'actionCancelled'
    | 'actionExpired'
    | 'messageDelivered'
    | 'messageOpened'
    | 'messageClicked'
    | 'messageBounced'
    | 'messageComplained'
    | 'messageReplied'
    | 'messageAutoReplied'
    | 'replyRead'
    | 'replyUnread'
    | 'noteAdded'
    | 'noteDeleted'
    | 'ruleNotification'
    | 'ruleWithoutEffect'
    | 'ruleCreated'
    | 'ruleUpdated'
    | 'ruleDisabled'
    | 'ruleDeleted'
    | 'planCreated'
    | 'planUpdated'
    | 'planDeleted'
    | 'settingsChanged'
    | 'userCreated'
    | 'userUpdated'
    | 'userDeleted'
    | 'userGroupCreated'
    | 'userGroupUpdated'
    | 'userGroupDeleted'
    | 'senderAliasCreated'
    | 'senderAliasUpdated'
    | 'senderAliasDeleted'
    | 'apiKeyCreated'
    | 'apiKeyRevoked'
    | 'customFieldCreated'
    | 'customFieldUpdated'
    | 'customFieldDeleted'
    | 'sourceCreated'
    | 'sourceUpdated'
    | 'sourceDeleted'
    | 'webhookCreated'
    | 'webhookUpdated'
    | 'webhookDisabled'
    | 'webhookDeleted'
  )[];
  /**
   * Values that customers’ figures pass; needed by amountDuePassed and averagePaymentDelayPassed
   *
   * @maxItems 50
   */
  thresholds?: WebhookThreshold[];
  /**
   * Off: nothing is sent or kept for it; what was waiting is dead
   */
  enabled?: boolean;
}

export interface WebhookTest {
  type?: EventType1;
}

export interface WebhookRedelivery {
  /**
   * Forget that the receiver has acknowledged it: it begins to work on it again
   */
  again?: boolean;
}

export interface WebhookAcknowledgement {
  /**
   * Made up for this delivery: who asks again with it gets the first answer again
   */
  token: string;
}

export interface SourcePatch {
  /**
   * Off: nothing is fetched, and nothing that its webhook tells is applied
   */
  enabled?: boolean;
  /**
   * Between two syncs; 0: only when asked (`POST …/sync`)
   */
  intervalMinutes?: number;
  /**
   * Whether an invoice is asked for again right before its reminder
   */
  recheck?: boolean;
  /**
   * What becomes of a reminder when the source cannot be asked; auto: held where it is charged automatically, else sent
   */
  whenUnreachable?: 'auto' | 'send' | 'hold';
  /**
   * All of them anew
   */
  settings?: {
    [k: string]: unknown;
  };
  /**
   * All of them anew; they are never shown
   */
  secrets?: {
    [k: string]: unknown;
  };
}

export interface SyncInput {
  /**
   * Everything from the first page, not what changed alone
   */
  full?: boolean;
}

export interface ImportInput {
  /**
   * As the vendor’s trigger or node in n8n puts them out: events, or the objects themselves
   *
   * @minItems 1
   * @maxItems 1000
   */
  events: unknown[];
  /**
   * The name of the source, where there are several of the vendor
   */
  source?: string;
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
  /**
   * accountManager, if left out
   */
  position?: 'financeUser' | 'accountManager';
}

export interface UserGroupPatch {
  name?: string;
  /**
   * User ids
   *
   * @maxItems 1000
   */
  members?: string[];
}

export interface SenderAliasPatch {
  /**
   * As recipients see it
   */
  name?: string;
  email?: string;
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
  attachStatement?: boolean;
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
  /**
   * How many have it now, those that had it before included
   */
  assigned: number;
  /**
   * How many of them had something else before
   */
  changed: number;
  /**
   * Of what a filter found, the first 1,000
   */
  refused: {
    id: string;
    reason: string;
  }[];
  refusedCount: number;
  /**
   * collectedAtBothLevels (ASG-4); of what a filter found, the first 1,000
   */
  warnings: {
    id: string;
    code: string;
  }[];
  warningCount: number;
  /**
   * On a dry run: the first 50 that would change
   */
  changes?: {
    id: string;
    externalId: string | null;
    /**
     * The customer’s name, the invoice’s number
     */
    name: string;
    from: {
      dunningPlanId?: string | null;
      accountManagers?: string[];
    };
    to: {
      dunningPlanId?: string | null;
      accountManagers?: string[];
    };
  }[];
}
/**
 * If each step is carried out on its day and nothing is paid
 */
export interface PlanPreview {
  plan: {
    id: string | null;
    name: string;
    level: 'customer' | 'invoice';
  };
  from: string;
  customer: {
    id: string;
    externalId: string | null;
    name: string;
  } | null;
  /**
   * null where the customer has no invoice that could drive the plan
   */
  referenceInvoice: {
    id: string | null;
    externalId: string | null;
    number: string | null;
    issuedAt: string;
    dueDate: string;
  } | null;
  steps: ForecastStep[];
  /**
   * What keeps the plan from running like that today
   */
  warnings: Reason[];
}

export interface ForecastStep {
  step: {
    id: string;
    name: string;
    position: number;
  };
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  mode: 'automatic' | 'manual';
  /**
   * TRG-1
   */
  triggerDate: string;
  /**
   * The earliest day by the minimum contact delay, pauses and snoozing, before rolling; for a step that expires first, when it could have come
   */
  earliestDate: string | null;
  /**
   * The day it comes (MIN-2); null if it does not
   */
  dueOn: string | null;
  /**
   * From the start of this day it cannot be done any more (LOG-1, LOG-2)
   */
  expiresOn: string | null;
  /**
   * `due`: it comes; `expired`: it is passed over; `done`: it was carried out or ignored
   */
  outcome: 'due' | 'expired' | 'done';
  /**
   * Why, in a few sentences
   */
  reason: string;
  /**
   * The rules that decided
   */
  rules: (
    | 'ADH-1'
    | 'ASG-4'
    | 'CLK-2'
    | 'CLM-1'
    | 'CUS-2'
    | 'DAT-2'
    | 'DAT-3'
    | 'DAT-4'
    | 'DIS-1'
    | 'HLD-1'
    | 'LOG-1'
    | 'LOG-2'
    | 'MAN-1'
    | 'MAN-2'
    | 'MAN-3'
    | 'MIN-1'
    | 'MIN-2'
    | 'PAU-1'
    | 'PLN-1'
    | 'PRO-1'
    | 'REF-1'
    | 'REF-3'
    | 'REF-4'
    | 'REF-5'
    | 'SND-1'
    | 'SND-2'
    | 'SND-3'
    | 'TRG-1'
  )[];
  reasons: Reason[];
}
/**
 * Why something is as it is, with the rule and the values that decided
 */
export interface Reason {
  code: ReasonCode;
  rule: RuleId;
  text: string;
  /**
   * The values that decided; days as YYYY-MM-DD
   */
  values: {
    [k: string]: string | number | boolean | null;
  };
}
/**
 * What the plan would have sent over the past in the database
 */
export interface Backtest {
  plan: {
    id: string | null;
    name: string;
    level: 'customer' | 'invoice';
  };
  /**
   * null where there is no invoice
   */
  from: string | null;
  to: string;
  /**
   * What would have gone out, manual steps included
   */
  actions: number;
  /**
   * Who would have got something
   */
  customers: number;
  /**
   * What was gone through
   */
  considered: {
    customers: number;
    invoices: number;
  };
  /**
   * false where `limit` left customers out
   */
  complete: boolean;
  byStep: {
    stepId: string;
    name: string;
    position: number;
    channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
    mode: 'automatic' | 'manual';
    count: number;
  }[];
  /**
   * Days on which something would have gone out
   */
  byDay: {
    date: string;
    count: number;
  }[];
  byMonth: {
    month: string;
    count: number;
  }[];
  maximumOnOneDay: {
    date: string;
    count: number;
  } | null;
  /**
   * The earliest actions
   */
  sample: {
    date: string;
    customer: {
      id: string;
      externalId: string | null;
      name: string;
    };
    step: {
      id: string;
      name: string;
      position: number;
    };
    referenceInvoice: {
      id: string;
      number: string;
      dueDate: string;
    };
  }[];
  takenIntoAccount: string[];
  notTakenIntoAccount: string[];
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
  /**
   * The source that says who the account managers are, and where alone they are changed; null: people here do
   */
  accountManagersSource: string | null;
  dunningPlanId: string | null;
  paymentMethods: string[];
  customFields: {
    [k: string]: unknown;
  };
  excluded: boolean;
  paused: boolean;
  pausedUntil: string | null;
  /**
   * They hold automatic actions until somebody has read them (HLD-1)
   */
  unreadReplies: number;
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

export interface BulkChangeResult {
  changed: number;
  unchanged: number;
  refusedCount: number;
  /**
   * Of what a filter found, the first 1,000
   */
  refused: {
    id: string;
    reason: string;
  }[];
}

export interface CustomField {
  key: string;
  label: string;
  type: 'text' | 'number' | 'date' | 'boolean' | 'select' | 'multiSelect' | 'email' | 'url';
  options: string[];
  source: string | null;
}

export interface SavedView {
  id: string;
  name: string;
  list: 'customers' | 'invoices' | 'actions';
  columns: string[];
  sort: string | null;
  filter: FilterCondition[];
  shared: boolean;
  createdAt: string;
  updatedAt: string;
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
  /**
   * The last promise to pay, and what became of it (PRO-1)
   */
  promise: PromiseToPay | null;
  dispute: Dispute | null;
  /**
   * Whether its source charges it by itself (HLD-1)
   */
  automaticCharging: ('pending' | 'failed') | null;
  /**
   * Where the customer can pay it
   */
  paymentUrl: string | null;
  /**
   * Whether its PDF is there, for messages that attach it
   */
  hasPdf: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface PromiseToPay {
  date: string;
  /**
   * In the currency’s minor unit
   */
  amount: number;
  madeOn: string;
  status: 'open' | 'kept' | 'broken';
  pause: boolean;
}

export interface Dispute {
  reason: string;
  comment: string | null;
  openedOn: string;
}

export interface SendingResult {
  /**
   * In a dry run: how many would be
   */
  sent: number;
  /**
   * Refused by the mail server, or uncertain; those refused stay to send
   */
  failed: number;
  /**
   * What was sent, or would be: the first 1,000
   */
  invoiceIds: string[];
  /**
   * What stays to send, and why: the first 1,000
   */
  waiting: {
    id: string;
    /**
     * Why it waits (INV-3, INV-4)
     */
    reason:
      | 'customerExcluded'
      | 'uncertain'
      | 'noInvoiceMessage'
      | 'notAutomatic'
      | 'notYet'
      | 'weekend'
      | 'noContact'
      | 'noPdf'
      | 'templateProblem';
    /**
     * Who would get it, for a person to confirm
     */
    recipients: string[];
    /**
     * What the source said that was asked for the PDF, if one was and did not give it
     */
    detail: string | null;
  }[];
  /**
   * What the mail server said: the first 1,000
   */
  failures: {
    id: string;
    reason: string;
  }[];
  stopped?: Stopped;
}
/**
 * Why it ended before all was out; left out, if all that could go out went
 */
export interface Stopped {
  reason: 'messagesPerMinute' | 'messagesPerHour' | 'mailServerDown';
  /**
   * When the next message may go, by the wall clock
   */
  retryAt: string | null;
}

export interface InvoiceToSend {
  invoice: Invoice;
  /**
   * UTC date on which it goes out by itself (INV-3); null: by hand
   */
  dueOn: string | null;
  /**
   * Null: the next run sends it
   */
  reason:
    | (
        | 'customerExcluded'
        | 'uncertain'
        | 'noInvoiceMessage'
        | 'notAutomatic'
        | 'notYet'
        | 'weekend'
        | 'noContact'
        | 'noPdf'
        | 'templateProblem'
      )
    | null;
  /**
   * Who would get it, for a person to confirm
   */
  recipients: string[];
  plan: {
    id: string;
    name: string;
  } | null;
}

export interface MarkSentResult {
  marked: number;
  invoiceIds: string[];
}

export interface TemplateInfo {
  key: string;
  name: string;
  isShipped: boolean;
  variants: {
    language: string;
    formOfAddress: ('formal' | 'informal') | null;
  }[];
}

export interface MessageTemplate {
  key: string;
  name: string;
  isShipped: boolean;
  /**
   * Counts edits; null for a shipped one
   */
  version: number | null;
  variants: {
    language: string;
    formOfAddress: ('formal' | 'informal') | null;
    subject: string;
    body: string;
  }[];
  /**
   * What was taken out of HTML just now: scripts, forms, event handlers, addresses
   */
  warnings: FieldError[];
}

export interface MessagePreview {
  from: {
    name: string | null;
    email: string;
  };
  to: string[];
  cc: string[];
  /**
   * Where answers go; null: to the sender
   */
  replyTo: string | null;
  /**
   * Of an e-mail. Whoever sends it in the connector’s place gives it this Message-ID where they can: by it answers and bounces are matched
   */
  messageId: string | null;
  subject: string;
  html: string;
  text: string;
  /**
   * Each link gives its file without a key, for seven days
   */
  attachments: {
    fileName: string;
    url: string;
  }[];
  /**
   * How an SMS is charged
   */
  sms?: {
    encoding: 'GSM-7' | 'UCS-2';
    characters: number;
    segments: number;
  };
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  date: string;
  language: string;
  /**
   * What would keep it from going out like this
   */
  warnings: string[];
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
   * Of the remaining, SMS and letters: a run leaves them, POST /v1/actions/claims hands them out
   */
  toClaim?: number;
  stopped?: Stopped;
  /**
   * The first 50: executed ones, others that ended, then what waits for a person
   */
  actions: ActionWithMessage[];
}

export interface ActionWithMessage {
  id: string;
  status: 'todo' | 'planned' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  mode: 'automatic' | 'manual';
  /**
   * As the step names them (PLN-2)
   */
  responsible: string | null;
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
    /**
     * Read them first: GET /v1/replies?status=unread (HLD-1)
     */
    unreadReplies: number;
  };
  referenceInvoice: {
    id: string;
    externalId: string | null;
    number: string;
  } | null;
  actor: unknown;
  message?: Message | null;
  /**
   * What became of the message (INV-7)
   */
  deliveries?: Delivery[];
}

export interface Message {
  from: {
    name: string | null;
    email: string;
  };
  to: string[];
  cc: string[];
  /**
   * Where answers go; null: to the sender
   */
  replyTo: string | null;
  /**
   * Of an e-mail. Whoever sends it in the connector’s place gives it this Message-ID where they can: by it answers and bounces are matched
   */
  messageId: string | null;
  subject: string;
  html: string;
  text: string;
  /**
   * Each link gives its file without a key, for seven days
   */
  attachments: {
    fileName: string;
    url: string;
  }[];
  /**
   * How an SMS is charged
   */
  sms?: {
    encoding: 'GSM-7' | 'UCS-2';
    characters: number;
    segments: number;
  };
}

export interface Delivery {
  id: string;
  actionId: string;
  event: 'delivered' | 'opened' | 'clicked' | 'bounced' | 'complained' | 'replied' | 'autoReplied';
  bounceType: ('hard' | 'soft') | null;
  address: string | null;
  at: string;
  /**
   * What the other server said, or the words of a reply
   */
  text: string | null;
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
  /**
   * Null of an ad hoc action (ADH-1), as is its step
   */
  plan: {
    id: string;
    name: string;
  } | null;
  step: {
    id: string;
    name: string;
    position: number;
  } | null;
  customer: Customer;
  referenceInvoice: Invoice | null;
  message: Message | null;
}

export interface Action {
  id: string;
  status: 'todo' | 'planned' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  mode: 'automatic' | 'manual';
  /**
   * As the step names them (PLN-2)
   */
  responsible: string | null;
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
    /**
     * Read them first: GET /v1/replies?status=unread (HLD-1)
     */
    unreadReplies: number;
  };
  referenceInvoice: {
    id: string;
    externalId: string | null;
    number: string;
  } | null;
  actor: unknown;
}

export interface DeliveryResult {
  /**
   * Repeated: it was known already. Dropped: opened and clicked are not kept while trackOpens is off
   */
  outcome: 'recorded' | 'repeated' | 'dropped';
  delivery: Delivery | null;
  /**
   * What people read and answer, if somebody replied
   */
  replyId: string | null;
}

export interface IncomingMailResult {
  /**
   * Receipt: it arrived or was opened. Auto-replies stand in the history and hold nothing. Unmatched: names no message of ours, or is forged; it changed nothing
   */
  kind: 'reply' | 'bounce' | 'complaint' | 'receipt' | 'autoReply' | 'unmatched';
  /**
   * What was written down, or known already
   */
  deliveryId: string | null;
  replyId: string | null;
  actionId: string | null;
  customerId: string | null;
}

export interface MailReception {
  /**
   * As user@host/folder; null while DUNNING_IMAP_URL is not set
   */
  mailbox: string | null;
  /**
   * When it was last read to its end
   */
  readAt: string | null;
  /**
   * Messages read so far
   */
  received: number;
  /**
   * Why the last attempt failed; null once one succeeds
   */
  error: string | null;
  errorAt: string | null;
}

export interface Reply {
  id: string;
  customer: {
    id: string;
    externalId: string | null;
    name: string;
  };
  /**
   * The message that it answers
   */
  message: {
    actionId: string;
    stepName: string | null;
    subject: string | null;
    executedAt: string | null;
  };
  /**
   * The reference invoice of that message
   */
  invoice: {
    id: string;
    externalId: string | null;
    number: string;
  } | null;
  from: {
    name: string | null;
    email: string | null;
  };
  at: string;
  subject: string | null;
  /**
   * What was written, without the history quoted below it
   */
  text: string;
  /**
   * Holds the customer’s automatic actions (HLD-1)
   */
  unread: boolean;
  readAt: string | null;
  readBy: {
    type: string;
    id: string;
    name: string;
  } | null;
  /**
   * E-mails that answer it, oldest first
   */
  answers: {
    actionId: string;
    status: 'todo' | 'planned' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';
    executedAt: string | null;
    by: {
      type: string;
      id: string;
      name: string;
    };
  }[];
}

export interface Rule {
  id: string;
  name: string;
  enabled: boolean;
  /**
   * Why the connector switched it off
   */
  disabledReason: string | null;
  /**
   * 1 is the top of the list, which has the last word (RUL-4)
   */
  position: number;
  triggers: {
    [k: string]: unknown;
  }[];
  /**
   * @maxItems 50
   */
  filters: FilterCondition[];
  action: {
    [k: string]: unknown;
  };
  createdAt: string;
  updatedAt: string;
}

export interface RunsUnderWay {
  data: {
    /**
     * As `runId` in the log
     */
    id: string;
    kind: 'cadence' | 'invoiceSending';
    startedAt: string;
    /**
     * When it last said how far it has come
     */
    seenAt: string;
    actor: {
      type: string;
      id: string;
      name: string;
    };
    /**
     * Null: all plans
     */
    planId: string | null;
    /**
     * Messages accepted by the mail server so far
     */
    sent: number;
    failed: number;
    /**
     * Of invoices, they count as failed
     */
    uncertain: number;
    /**
     * Automatic actions that are due and not yet out; null for invoices, which are looked at one by one
     */
    remaining: number | null;
  }[];
}

export interface Webhook {
  id: string;
  url: string;
  events: string[];
  thresholds: WebhookThreshold[];
  enabled: boolean;
  /**
   * Why it is off, such as an answer 410
   */
  disabledReason: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface CreatedWebhook {
  id: string;
  url: string;
  events: string[];
  thresholds: WebhookThreshold[];
  enabled: boolean;
  /**
   * Why it is off, such as an answer 410
   */
  disabledReason: string | null;
  createdAt: string;
  updatedAt: string;
  /**
   * Signs what is sent (Standard Webhooks); shown this once
   */
  secret: string;
}
/**
 * An event as webhooks get it
 */
export interface EventBody {
  id: string;
  type: string;
  timestamp: string;
  at: string;
  actor: {
    type: string;
    id: string;
    name: string;
    via?: 'csv' | 'portal';
  };
  customerId: string | null;
  data: {
    [k: string]: unknown;
  };
}
/**
 * A source and how it is: secrets are never shown
 */
export interface Source {
  id: string;
  type: 'stripe' | 'chargebee' | 'salesforce' | 'quickbooks';
  name: string;
  settings: {
    [k: string]: unknown;
  };
  /**
   * Off: nothing is fetched, and nothing that its webhook tells is applied
   */
  enabled: boolean;
  /**
   * Between two syncs; 0: only when asked (`POST …/sync`)
   */
  intervalMinutes: number;
  /**
   * Whether an invoice is asked for again right before its reminder
   */
  recheck: boolean;
  /**
   * What becomes of a reminder when the source cannot be asked; auto: held where it is charged automatically, else sent
   */
  whenUnreachable: 'auto' | 'send' | 'hold';
  /**
   * syncing: now, or as soon as a process is free; failing: the last try ended in `lastError`, and it is tried again by itself
   */
  status: 'off' | 'waiting' | 'syncing' | 'failing';
  progress: SyncProgress;
  /**
   * When the last whole sync ended
   */
  lastSyncAt: string | null;
  /**
   * Since then; null before the first
   */
  lagSeconds: number | null;
  /**
   * By the real clock; null: only when asked
   */
  nextSyncAt: string | null;
  lastError: string | null;
  /**
   * What stops nothing and should be looked at, each with what to do
   */
  warnings: string[];
  /**
   * What its webhook told and is not applied yet
   */
  pendingEvents: number;
  /**
   * Objects known by kind, and how many of them are put aside
   */
  objects: {
    kind: string;
    known: number;
    putAside: number;
  }[];
  /**
   * Where the vendor tells what changed
   */
  webhookUrl: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface SyncProgress {
  kind: 'full' | 'changes';
  /**
   * What is being fetched, such as customers or invoices
   */
  phase: string | null;
  pages: number;
  /**
   * As they came, repeats included
   */
  records: number;
  startedAt: string | null;
  endedAt: string | null;
}
/**
 * One result per line, in the order of the file
 */
export interface ImportResult {
  dryRun: boolean;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  /**
   * How the file was read
   */
  file: {
    encoding: string;
    separator: string;
    /**
     * The software whose export it is; null for our own columns
     */
    profile: string | null;
    /**
     * Known, but not imported
     */
    ignoredColumns: string[];
  };
  results: {
    /**
     * Where it begins in the file; the header is line 1
     */
    line: number;
    status: 'created' | 'updated' | 'unchanged' | 'refused';
    id?: string;
    /**
     * path is a column, or line
     */
    errors?: FieldError[];
    warnings?: string[];
    /**
     * Of a dry run
     */
    changes?: {
      column: string;
      from: string;
      to: string;
    }[];
  }[];
}

export interface Me {
  keyId: string;
  name: string;
  role: 'owner' | 'admin' | 'member';
  /**
   * Whom the key belongs to
   */
  userId: string | null;
  /**
   * A member who is an account manager sees their own customers only
   */
  position: ('financeUser' | 'accountManager') | null;
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
  /**
   * Where answers go; null: to the sender
   */
  replyToAddress: string | null;
  /**
   * Gives each message an address for answers of its own, `local+<token>@domain` (INV-7); its mailbox must take such addresses
   */
  replyAddress: string | null;
  /**
   * Whether it is kept that messages were opened and links clicked; off, unless people know of it
   */
  trackOpens: boolean;
  /**
   * Whether a reply holds the customer’s automatic actions until somebody has read it (HLD-1)
   */
  holdOnUnreadReply: boolean;
  /**
   * Whether invoices that their source charges by itself hold them, until that fails (HLD-1)
   */
  holdOnAutomaticCharging: boolean;
  paymentMethods: ('card' | 'sepaDebit' | 'achDebit' | 'goCardless' | 'wireTransfer' | 'check')[];
  /**
   * How to pay, such as an IBAN: plain text below the invoices of the portal page; null: none
   */
  paymentInstructions: string | null;
  /**
   * Why customers dispute invoices (DIS-1); a reason that an open dispute has cannot be removed
   *
   * @minItems 1
   * @maxItems 100
   */
  disputeReasons: {
    key: string;
    label: string;
  }[];
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
/**
 * Plans name it as `group:<id>`
 */
export interface UserGroup {
  id: string;
  name: string;
  members: string[];
}
/**
 * Steps name it as `alias:<id>`
 */
export interface SenderAlias {
  id: string;
  name: string;
  email: string;
  createdAt: string;
}

export interface Event {
  id: string;
  type: string;
  at: string;
  actor: {
    type: string;
    id: string;
    name: string;
    via?: 'csv' | 'portal';
  };
  customerId: string | null;
  data: {
    [k: string]: unknown;
  };
}

export interface Deleted {
  deleted: true;
}

export interface Explanation {
  /**
   * In plain words
   */
  summary: string;
  /**
   * What comes next, at whichever level; null if nothing does
   */
  next: NextAction | null;
  /**
   * All that decided, each with its rule and the values
   */
  reasons: Reason[];
  /**
   * The same by level: the customer’s plan and the invoice’s own
   */
  levels: LevelExplanation[];
}

export interface NextAction {
  level: 'customer' | 'invoice';
  plan: {
    id: string;
    name: string;
  };
  step: {
    id: string;
    name: string;
    position: number;
  };
  channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  mode: 'automatic' | 'manual';
  dueOn: string;
  expiresOn: string | null;
  /**
   * Whom it would go to now; empty where it goes to nobody outside, or cannot go out
   */
  recipients: string[];
  referenceInvoice: {
    id: string;
    number: string;
  };
}

export interface LevelExplanation {
  level: 'customer' | 'invoice';
  /**
   * In plain words
   */
  summary: string;
  next: NextAction | null;
  reasons: Reason[];
}

export interface ActionExplanation {
  /**
   * In plain words
   */
  summary: string;
  /**
   * Where the action is still planned
   */
  next: NextAction | null;
  reasons: Reason[];
}

export interface Note {
  id: string;
  customerId: string;
  invoiceId: string | null;
  actionId: string | null;
  replyId: string | null;
  body: string;
  author: {
    type: string;
    id: string;
    name: string;
  };
  createdAt: string;
}

export interface TimelineEntry {
  /**
   * Of the event behind it
   */
  id: string;
  at: string;
  kind:
    | 'action'
    | 'message'
    | 'payment'
    | 'creditNote'
    | 'refund'
    | 'dispute'
    | 'promise'
    | 'note'
    | 'assignment'
    | 'pause'
    | 'change';
  /**
   * Of the event behind it
   */
  type: string;
  /**
   * What happened, in one line of English
   */
  title: string;
  actor: {
    type: string;
    id: string;
    name: string;
  };
  /**
   * Of the event; of a message also `message`, with its subject, recipients and copies
   */
  data: {
    [k: string]: unknown;
  };
  invoice: {
    id: string;
    externalId: string | null;
    number: string;
  } | null;
}

export interface ReplyInFull {
  id: string;
  customer: {
    id: string;
    externalId: string | null;
    name: string;
  };
  /**
   * The message that it answers
   */
  message: {
    actionId: string;
    stepName: string | null;
    subject: string | null;
    executedAt: string | null;
  };
  /**
   * The reference invoice of that message
   */
  invoice: {
    id: string;
    externalId: string | null;
    number: string;
  } | null;
  from: {
    name: string | null;
    email: string | null;
  };
  at: string;
  subject: string | null;
  /**
   * What was written, without the history quoted below it
   */
  text: string;
  /**
   * Holds the customer’s automatic actions (HLD-1)
   */
  unread: boolean;
  readAt: string | null;
  readBy: {
    type: string;
    id: string;
    name: string;
  } | null;
  /**
   * E-mails that answer it, oldest first
   */
  answers: {
    actionId: string;
    status: 'todo' | 'planned' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';
    executedAt: string | null;
    by: {
      type: string;
      id: string;
      name: string;
    };
  }[];
  deliveryId: string;
  /**
   * Its own Message-ID
   */
  messageId: string | null;
  /**
   * With the history
   */
  fullText: string;
  /**
   * Sanitized: nothing that runs or calls anybody
   */
  html: string | null;
  /**
   * What colleagues wrote beside it
   */
  notes: Note[];
}

export interface WebhookSecret {
  id: string;
  /**
   * Signs what is sent (Standard Webhooks); shown this once
   */
  secret: string;
}

export interface WebhookTestResult {
  eventId: string;
  delivered: boolean;
  /**
   * What the receiver answered, if it did
   */
  status: number | null;
  error: string | null;
}

export interface WebhookDelivery {
  eventId: string;
  type: string;
  customerId: string | null;
  /**
   * pending: to be sent; failed: tried, and tried again at nextAttemptAt; dead: given up, redeliver sends it
   */
  status: 'pending' | 'delivered' | 'failed' | 'dead';
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  /**
   * By the real clock
   */
  nextAttemptAt: string | null;
  /**
   * When it was delivered or given up
   */
  endedAt: string | null;
}
/**
 * An object that was put aside, and why
 */
export interface SourceError {
  /**
   * Kind and the source’s id
   */
  id: string;
  kind: string;
  externalId: string;
  reason: string;
  /**
   * As the source gave it
   */
  object: {
    [k: string]: unknown;
  };
  at: string;
}

export interface SourceRetryResult {
  retried: number;
  /**
   * What is put aside still
   */
  left: number;
}
/**
 * One result per event, in the order of the request
 */
export interface ImportResults {
  results: {
    index: number;
    /**
     * The most that became of a record of the event; unchanged where it told nothing new
     */
    status: 'created' | 'updated' | 'unchanged' | 'refused';
    records: {
      kind: string;
      externalId: string;
      status: 'created' | 'updated' | 'unchanged' | 'refused';
    }[];
    errors?: FieldError[];
    /**
     * What of it could not be taken in, and why
     */
    warnings?: string[];
  }[];
}
