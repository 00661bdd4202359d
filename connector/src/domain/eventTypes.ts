/** A type of event (EVT-1): what it tells, and its data as they are in a sample. */
interface EventKind {
  readonly about: string;
  /** Whether it is about one customer. */
  readonly ofCustomer: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

const CUSTOMER = { customerId: 'cus_01k3example', externalId: 'C-1042', name: 'Dupont SARL' };
const INVOICE = { invoiceId: 'inv_01k3example', externalId: 'I-2026-0815', number: '2026-0815' };
const CHANGED_INVOICE = { invoiceId: 'inv_01k3example', number: '2026-0815' };
const PROMISE = { ...CHANGED_INVOICE, date: '2026-12-01', amount: 125_000, currency: 'EUR' };
const DELAY = { averagePaymentDelayDays: 64, previousAveragePaymentDelayDays: 58 };
const ACTION = { actionId: 'act_01k3example', planId: 'pln_01k3example', stepName: 'First reminder' };
const DONE = { ...ACTION, referenceInvoiceId: 'inv_01k3example', channel: 'email' };
const MESSAGE = {
  deliveryId: 'dlv_01k3example',
  ...DONE,
  address: 'accounting@example.com',
  at: '2026-11-23T09:00:07.000Z',
  text: null,
};
const REPLY = { replyId: 'rpl_01k3example' };
const ENTRY = { id: 'ent_01k3example', amount: 125_000, currency: 'EUR', date: '2026-11-23' };
const PLAN = { planId: 'pln_01k3example', name: 'Friendly' };
const TEMPLATE = { key: 'friendly-reminder', name: 'Friendly reminder', version: 2 };
const USER = { userId: 'usr_01k3example', name: 'Inès Martin', email: 'ines@example.com', role: 'member' };
const GROUP = { groupId: 'grp_01k3example', name: 'Collections', members: ['usr_01k3example'] };
const ALIAS = { aliasId: 'als_01k3example', name: 'Collections', email: 'collections@example.com' };
const KEY = { keyId: 'key_01k3example', name: 'n8n' };
const CUSTOM_FIELD = { key: 'tier', label: 'Tier', type: 'select', options: ['gold', 'silver'], source: null };
const SOURCE = { sourceId: 'src_01k3example', sourceType: 'stripe', name: 'stripe' };
const WEBHOOK = { webhookId: 'whk_01k3example', host: 'n8n.example.com' };

const ofCustomer = (about: string, data: EventKind['data']): EventKind => ({ about, ofCustomer: true, data });
const ofOrganization = (about: string, data: EventKind['data']): EventKind => ({ about, ofCustomer: false, data });

/** Every type of event that there is. An event of another type does not compile: give it a line here. */
export const EVENT_TYPES = {
  templateCreated: ofOrganization('A message template of the organisation’s own was created', TEMPLATE),
  templateUpdated: ofOrganization('A message template changed', TEMPLATE),
  templateDeleted: ofOrganization('A message template was deleted', TEMPLATE),

  customerCreated: ofCustomer('A customer was created', CUSTOMER),
  customerUpdated: ofCustomer('Fields or contacts of a customer changed', { ...CUSTOMER, changed: ['name'] }),
  accountManagersAssigned: ofCustomer('A customer got other account managers, or none', {
    ...CUSTOMER,
    accountManagers: ['usr_01k3example'],
  }),
  planAssigned: ofCustomer('A customer or an invoice got another dunning plan, or none', {
    externalId: 'C-1042',
    dunningPlanId: 'pln_01k3example',
    planName: 'Friendly',
    previousPlanId: null,
  }),
  customerScoreChanged: ofCustomer('A customer got another score, their first one, or has none any more', {
    ...CUSTOMER,
    score: 'C',
    previousScore: 'B',
    ...DELAY,
    currency: 'EUR',
  }),
  amountDuePassed: ofCustomer('What a customer owes has passed a threshold of the webhook', {
    ...CUSTOMER,
    passes: 'above',
    value: 1_000_000,
    currency: 'EUR',
    amountDue: 1_250_000,
    previousAmountDue: 900_000,
  }),
  averagePaymentDelayPassed: ofCustomer('A customer’s average payment delay has passed a threshold of the webhook', {
    ...CUSTOMER,
    passes: 'above',
    value: 60,
    ...DELAY,
  }),
  customerPaused: ofCustomer('A customer’s actions were paused', { until: '2026-12-01' }),
  customerResumed: ofCustomer('A customer’s pause was ended', {}),
  customerExcluded: ofCustomer('A customer was excluded: it gets nothing any more', {}),
  customerIncluded: ofCustomer('An excluded customer was included again', {}),
  contactValidated: ofCustomer('An invalid address was marked as good again', {
    contactId: 'con_01k3example',
    email: 'accounting@example.com',
  }),
  contactInvalidated: ofCustomer('An address was marked as invalid: nothing is sent there', {
    contactId: 'con_01k3example',
    email: 'accounting@example.com',
    reason: '550 5.1.1 No such user',
  }),

  invoiceImported: ofCustomer('An invoice came', INVOICE),
  invoiceUpdated: ofCustomer('An invoice changed', INVOICE),
  invoiceOverdue: ofCustomer('The due date of an unpaid invoice has passed', { ...INVOICE, dueDate: '2026-11-20' }),
  invoicePaid: ofCustomer('Nothing is outstanding on an invoice any more', {
    ...CHANGED_INVOICE,
    currency: 'EUR',
    grossAmount: 125_000,
  }),
  invoicePaused: ofCustomer('An invoice’s actions were paused', { ...CHANGED_INVOICE, until: '2026-12-01' }),
  invoiceResumed: ofCustomer('An invoice’s pause was ended', CHANGED_INVOICE),
  invoiceSent: ofCustomer('A new invoice went out to the customer', { ...INVOICE, status: 'due' }),
  invoiceMarkedSent: ofCustomer('A new invoice was marked as sent; nobody was told', { ...INVOICE, status: 'due' }),
  invoicePdfStored: ofCustomer('An invoice’s PDF came, or another one in its place', {
    ...INVOICE,
    fileName: '2026-0815.pdf',
    size: 103_412,
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    replaced: null,
  }),
  invoiceVoided: ofCustomer('An invoice was made void', CHANGED_INVOICE),
  disputeOpened: ofCustomer('An invoice was disputed', {
    ...CHANGED_INVOICE,
    reason: 'goods',
    comment: 'Two boxes were broken',
  }),
  disputeClosed: ofCustomer('The dispute of an invoice was closed', {
    ...CHANGED_INVOICE,
    reason: 'goods',
    comment: 'Two boxes were broken',
    openedOn: '2026-11-23',
  }),
  promiseMade: ofCustomer(
    'The customer promised to pay an invoice, in the place of an earlier promise if it names one',
    {
      ...PROMISE,
      pause: true,
      replaces: null,
    },
  ),
  promiseWithdrawn: ofCustomer('A promise to pay was taken back', { ...PROMISE, resumed: true }),
  promiseKept: ofCustomer('What was promised was paid in time', { ...PROMISE, outstanding: 0, wasBroken: false }),
  promiseBroken: ofCustomer('The promised day passed without the money', { ...PROMISE, outstanding: 125_000 }),
  paymentRecorded: ofCustomer('A payment came, or was corrected', { ...ENTRY, externalId: 'P-77' }),
  creditNoteRecorded: ofCustomer('A credit note came, or was corrected', { ...ENTRY, externalId: 'N-12' }),
  refundRecorded: ofCustomer('A refund came, or was corrected', { ...ENTRY, externalId: 'R-3' }),

  actionToDo: ofCustomer('An action waits for a person', {
    ...DONE,
    channel: 'call',
    dueOn: '2026-11-23',
    reason: null,
  }),
  actionExecuted: ofCustomer('A reminder went out, or an action was done', {
    ...DONE,
    to: ['accounting@example.com'],
  }),
  actionIgnored: ofCustomer('An action was skipped', { ...DONE, note: 'They have just called', reason: null }),
  actionClaimed: ofCustomer('An action was handed out under a lease', {
    ...DONE,
    claimedUntil: '2026-11-23T09:15:00.000Z',
  }),
  actionReleased: ofCustomer('An action that was handed out, or uncertain, was given back', { ...DONE, reason: null }),
  actionSnoozed: ofCustomer('An action was put off', {
    actionId: ACTION.actionId,
    until: '2026-11-26',
    note: null,
  }),
  actionFailed: ofCustomer('An attempt to send failed; it is tried again, or waits for a person', {
    ...DONE,
    to: ['accounting@example.com'],
    reason: '450 4.2.0 Mailbox busy',
  }),
  actionUncertain: ofCustomer('Nobody knows whether an action went out: a person has to say', ACTION),
  actionCancelled: ofCustomer('An action was dropped right before sending', {
    ...ACTION,
    reason: 'The invoice is paid or void',
  }),
  actionExpired: ofCustomer('A step’s time has passed without it', {
    actionId: ACTION.actionId,
    stepName: ACTION.stepName,
  }),

  messageDelivered: ofCustomer('A message arrived', MESSAGE),
  messageOpened: ofCustomer('A message was opened; told only where tracking is switched on', MESSAGE),
  messageClicked: ofCustomer('A link of a message was followed; told only where tracking is switched on', MESSAGE),
  messageBounced: ofCustomer('A message came back; after a hard bounce its address is invalid', {
    ...MESSAGE,
    bounceType: 'hard',
    text: '550 5.1.1 No such user',
  }),
  messageComplained: ofCustomer('A recipient reported a message as spam', MESSAGE),
  messageReplied: ofCustomer('A message was answered', {
    ...MESSAGE,
    text: 'We pay on Friday',
    ...REPLY,
    from: { name: 'Ann Petit', email: 'accounting@example.com' },
    subject: 'Re: Reminder',
  }),
  messageAutoReplied: ofCustomer('A program answered a message, an out-of-office note perhaps: nobody has read it', {
    ...MESSAGE,
    text: 'I am back on 30 November',
  }),

  replyRead: ofCustomer('Somebody has read a reply', { ...REPLY, actionId: ACTION.actionId }),
  replyUnread: ofCustomer('A reply was marked as unread again', { ...REPLY, actionId: ACTION.actionId }),

  noteAdded: ofCustomer('Somebody wrote a note', {
    noteId: 'nte_01k3example',
    invoiceId: null,
    actionId: null,
    replyId: null,
    body: 'They change banks in December',
  }),
  noteDeleted: ofCustomer('A note was taken away', { noteId: 'nte_01k3example' }),

  ruleNotification: ofCustomer(
    'A smart rule has news for colleagues; what does not go out by e-mail, a workflow delivers',
    {
      ruleId: 'rul_01k3example',
      ruleName: 'Tell sales',
      channel: 'event',
      to: ['sales@example.com'],
      subject: 'Dupont SARL owes more than 10,000.00 €',
      text: 'Dupont SARL now owes 12,500.00 €.',
      problem: null,
    },
  ),
  ruleWithoutEffect: ofCustomer('A smart rule fired and could not do what it should', {
    ruleId: 'rul_01k3example',
    ruleName: 'Give it to its owner',
    reason: 'The field ‘owner’ holds no address of a user: ‘nobody@example.com’',
  }),
  ruleCreated: ofOrganization('A smart rule was created', { ruleId: 'rul_01k3example', name: 'Tell sales' }),
  ruleUpdated: ofOrganization('A smart rule was edited, moved, switched on or off', {
    ruleId: 'rul_01k3example',
    name: 'Tell sales',
    changed: ['enabled'],
  }),
  ruleDisabled: ofOrganization('A smart rule was switched off, because something it names is gone', {
    ruleId: 'rul_01k3example',
    name: 'Firm plan for bad payers',
    reason: 'The plan ‘Firm’ was deleted',
  }),
  ruleDeleted: ofOrganization('A smart rule was deleted', { ruleId: 'rul_01k3example', name: 'Tell sales' }),

  planCreated: ofOrganization('A dunning plan was created', { ...PLAN, version: 1 }),
  planUpdated: ofOrganization('A dunning plan was edited', { ...PLAN, version: 2 }),
  planDeleted: ofOrganization('A dunning plan was deleted', PLAN),
  settingsChanged: ofOrganization('Settings were changed', { changed: ['sendTime'] }),
  userCreated: ofOrganization('A user was created', USER),
  userUpdated: ofOrganization('A user was changed', USER),
  userDeleted: ofOrganization('A user was taken away', {
    userId: USER.userId,
    name: USER.name,
    email: USER.email,
    replacedBy: null,
  }),
  userGroupCreated: ofOrganization('A group of users was created', GROUP),
  userGroupUpdated: ofOrganization('A group of users was changed', GROUP),
  userGroupDeleted: ofOrganization('A group of users was deleted', { groupId: GROUP.groupId, name: GROUP.name }),
  senderAliasCreated: ofOrganization('A sender alias was created', ALIAS),
  senderAliasUpdated: ofOrganization('A sender alias was changed', ALIAS),
  senderAliasDeleted: ofOrganization('A sender alias was deleted', ALIAS),
  apiKeyCreated: ofOrganization('An API key was made', KEY),
  apiKeyRevoked: ofOrganization('An API key was revoked', KEY),
  customFieldCreated: ofOrganization('A custom field of customers was defined', CUSTOM_FIELD),
  customFieldUpdated: ofOrganization('A custom field of customers was changed', CUSTOM_FIELD),
  customFieldDeleted: ofOrganization('A custom field of customers was deleted', CUSTOM_FIELD),
  sourceCreated: ofOrganization('A source of records was connected', SOURCE),
  sourceUpdated: ofOrganization('A source of records was changed', { ...SOURCE, changed: ['secrets'] }),
  sourceDeleted: ofOrganization('A source was disconnected; its records stay', SOURCE),
  webhookCreated: ofOrganization('A webhook was created', WEBHOOK),
  webhookUpdated: ofOrganization('A webhook was changed', { ...WEBHOOK, changed: ['events'] }),
  webhookDisabled: ofOrganization('A webhook was switched off by its receiver', {
    ...WEBHOOK,
    reason: 'The receiver answered 410 Gone',
  }),
  webhookDeleted: ofOrganization('A webhook was deleted', WEBHOOK),
} as const satisfies Readonly<Record<string, EventKind>>;

export type EventType = keyof typeof EVENT_TYPES;

export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES) as [EventType, ...EventType[]];

/** Every type there is. */
export const ALL_EVENTS = '*';

/** What a subscriber asked for: some types, or `*` for all. */
export type Subscription = readonly (EventType | typeof ALL_EVENTS)[];
