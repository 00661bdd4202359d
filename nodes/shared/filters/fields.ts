import type { INodePropertyOptions } from 'n8n-workflow';

export type FilterLevel = 'customer' | 'invoice';

/** What a value of a field is, and which input of the editor takes it. */
export type FieldKind =
  | 'text'
  | 'number'
  | 'amount'
  | 'date'
  | 'boolean'
  | 'plan'
  | 'user'
  | 'score'
  | 'paymentMethod'
  | 'invoiceStatus'
  | 'position'
  | 'formOfAddress';

interface Field {
  readonly name: string;
  readonly kind: FieldKind;
}

/** The customer's own fields, by the names that the API's filters use. */
const CUSTOMER: Readonly<Record<string, Field>> = {
  accountManagers: { name: 'Account Manager', kind: 'user' },
  averagePaymentDelayDays: { name: 'Average Payment Delay (Days)', kind: 'number' },
  collectedAtBothLevels: { name: 'Collected on at Both Levels', kind: 'boolean' },
  'contacts.position': { name: 'Contact Position', kind: 'position' },
  country: { name: 'Country', kind: 'text' },
  dunningPlanId: { name: 'Dunning Plan', kind: 'plan' },
  excluded: { name: 'Excluded', kind: 'boolean' },
  externalId: { name: 'External ID', kind: 'text' },
  formOfAddress: { name: 'Form of Address', kind: 'formOfAddress' },
  'invoices.status': { name: 'Invoice Status', kind: 'invoiceStatus' },
  language: { name: 'Language', kind: 'text' },
  lastDunningDate: { name: 'Last Dunning Date', kind: 'date' },
  name: { name: 'Name', kind: 'text' },
  due: { name: 'Not yet Due (Minor Units)', kind: 'amount' },
  outstanding: { name: 'Outstanding (Minor Units)', kind: 'amount' },
  overdue: { name: 'Overdue (Minor Units)', kind: 'amount' },
  paused: { name: 'Paused', kind: 'boolean' },
  paymentMethods: { name: 'Payment Method', kind: 'paymentMethod' },
  score: { name: 'Score', kind: 'score' },
  source: { name: 'Source', kind: 'text' },
  unreadReplies: { name: 'Unread Replies', kind: 'number' },
};

const INVOICE: Readonly<Record<string, Field>> = {
  currency: { name: 'Currency', kind: 'text' },
  daysLate: { name: 'Days Late', kind: 'number' },
  dueDate: { name: 'Due Date', kind: 'date' },
  dunningPlanId: { name: 'Dunning Plan', kind: 'plan' },
  externalId: { name: 'External ID', kind: 'text' },
  grossAmount: { name: 'Gross Amount (Minor Units)', kind: 'amount' },
  issuedAt: { name: 'Issue Date', kind: 'date' },
  number: { name: 'Number', kind: 'text' },
  outstanding: { name: 'Outstanding (Minor Units)', kind: 'amount' },
  paidAt: { name: 'Paid On', kind: 'date' },
  paused: { name: 'Paused', kind: 'boolean' },
  promisedAt: { name: 'Promised For', kind: 'date' },
  source: { name: 'Source', kind: 'text' },
  status: { name: 'Status', kind: 'invoiceStatus' },
  title: { name: 'Title', kind: 'text' },
};

const OF_CUSTOMER = 'customer.';
const CUSTOM = 'custom.';

/** A custom field as the API lists it. */
export interface CustomFieldType {
  key: string;
  label: string;
  type: string;
}

/** The fields that filters of a level may name, for a list in the editor; custom fields are marked as such. */
export function filterFieldOptions(level: FilterLevel, custom: CustomFieldType[]): INodePropertyOptions[] {
  const ofCustomer = [
    ...options(CUSTOMER),
    ...custom.map(({ key, label }) => ({ name: `${label} (Custom Field)`, value: CUSTOM + key })),
  ];
  if (level === 'customer') return ofCustomer;
  const through = ofCustomer.map(({ name, value }) => ({ name: `Customer: ${name}`, value: `${OF_CUSTOMER}${value}` }));
  return [...options(INVOICE), ...through];
}

function options(fields: Readonly<Record<string, Field>>) {
  return Object.entries(fields).map(([value, { name }]) => ({ name, value }));
}

/** The names of the fields of a kind, at both levels: where the editor shows the input for it. */
export function fieldsOfKind(...kinds: FieldKind[]): string[] {
  const ofKinds = (fields: Readonly<Record<string, Field>>) =>
    Object.entries(fields).flatMap(([name, { kind }]) => (kinds.includes(kind) ? [name] : []));
  const ofCustomer = ofKinds(CUSTOMER);
  return [...new Set([...ofCustomer, ...ofKinds(INVOICE), ...ofCustomer.map((name) => OF_CUSTOMER + name)])];
}

const CUSTOM_KINDS: Readonly<Record<string, FieldKind>> = { number: 'number', date: 'date', boolean: 'boolean' };

/** The kind of a field's values; a custom field is of the type that it was defined with, text if it was not. */
export function kindOf(field: string, level: FilterLevel, custom: CustomFieldType[]): FieldKind {
  const own = level === 'invoice' ? INVOICE[field] : undefined;
  if (own) return own.kind;
  const name = field.startsWith(OF_CUSTOMER) ? field.slice(OF_CUSTOMER.length) : field;
  if (!name.startsWith(CUSTOM)) return CUSTOMER[name]?.kind ?? 'text';
  const definition = custom.find(({ key }) => CUSTOM + key === name);
  return CUSTOM_KINDS[definition?.type ?? ''] ?? 'text';
}

/** Whether a filter names a custom field, whose type has to be looked up. */
export function namesCustomField(field: string): boolean {
  return field.startsWith(CUSTOM) || field.startsWith(OF_CUSTOMER + CUSTOM);
}
