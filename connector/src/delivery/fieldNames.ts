/** What a field is to a template: text, a value with `.raw`, something unknown (custom fields), a group or a list. */
export type Shape = 'text' | 'value' | 'any' | Group | { readonly list: Shape };

export interface Group {
  readonly group: Readonly<Record<string, Shape>>;
  /** Names that are not listed are fine as well, each of this shape. */
  readonly others?: Shape;
}

/** Where a template is used: a step of a plan, the invoice message above the steps (INV-2), a rule's notification. */
export type TemplateScope = 'customer' | 'invoice' | 'rule';

const INVOICE: Group = {
  group: {
    number: 'text',
    title: 'text',
    amount: 'value',
    outstanding: 'value',
    issuedAt: 'value',
    dueDate: 'value',
    daysLate: 'value',
    daysUntilDue: 'value',
    link: 'text',
  },
};

const CUSTOMER_FIELDS: Record<string, Shape> = {
  organization: { group: { name: 'text' } },
  sender: { group: { name: 'text', email: 'text' } },
  accountManager: { group: { name: 'text', email: 'text', phone: 'text' } },
  contact: { group: { firstName: 'text', lastName: 'text', name: 'text', email: 'text' } },
  customer: {
    group: {
      name: 'text',
      externalId: 'text',
      outstanding: 'value',
      due: 'value',
      overdue: 'value',
      unapplied: 'value',
      refunded: 'value',
      disputed: 'value',
      score: 'text',
      lastDunningDate: 'value',
      custom: { group: {}, others: 'value' },
    },
  },
  portal: { group: { link: 'text' } },
  today: 'value',
};

const STEP_FIELDS: Record<string, Shape> = {
  ...CUSTOMER_FIELDS,
  referenceInvoice: INVOICE,
  invoices: { list: INVOICE },
};

/** The fields that a template may use; RUL-3: a rule's text has none of an invoice. */
export const FIELDS_IN: Readonly<Record<TemplateScope, Group>> = {
  customer: { group: STEP_FIELDS },
  invoice: { group: { ...STEP_FIELDS, invoice: INVOICE } },
  rule: { group: CUSTOMER_FIELDS },
};

export const INVOICE_FIELDS: ReadonlySet<string> = new Set(['referenceInvoice', 'invoices', 'invoice']);

export function isGroup(shape: Shape): shape is Group {
  return typeof shape === 'object' && 'group' in shape;
}

export function isList(shape: Shape): shape is { readonly list: Shape } {
  return typeof shape === 'object' && 'list' in shape;
}

/** The shape one name further in, or null where there is nothing by that name. */
export function member(shape: Shape, name: string): Shape | null {
  if (shape === 'any') return 'any';
  if (shape === 'value') return name === 'raw' ? 'any' : null;
  if (shape === 'text') return null;
  if (isList(shape)) return /^\d+$/.test(name) ? shape.list : name === 'length' ? 'text' : null;
  return Object.hasOwn(shape.group, name) ? shape.group[name]! : (shape.others ?? null);
}

/** Every name that can be printed from here: `customer.name`, `invoices`, … */
export function printableNames(shape: Shape, prefix = ''): string[] {
  if (!isGroup(shape)) return prefix ? [prefix] : [];
  return Object.entries(shape.group).flatMap(([name, inner]) =>
    printableNames(inner, prefix ? `${prefix}.${name}` : name),
  );
}
