import type { CreditNote, Customer, Invoice, Transaction } from 'chargebee';
import { z } from 'zod';

/** Chargebee's objects that tell of something dunning knows, by the name that lists and events give them. */
export interface Objects {
  readonly customer: Customer;
  readonly invoice: Invoice;
  readonly credit_note: CreditNote;
  readonly transaction: Transaction;
}
export type ObjectName = keyof Objects;
export const OBJECT_NAMES: readonly ObjectName[] = ['customer', 'invoice', 'credit_note', 'transaction'];

const id = z.string().min(1);
const seconds = z.int();
const amount = z.int();
const applied = z.array(z.looseObject({ invoice_id: id, applied_amount: amount })).optional();
const contact = z.looseObject({ id, enabled: z.boolean(), email: z.string().nullish() });

/** What the mapping relies on; all else may be missing or new. Webhooks and imports come from outside, whatever the SDK's types say. */
const SHAPES: Readonly<Record<ObjectName, z.ZodType>> = {
  customer: z.looseObject({ id, contacts: z.array(contact).optional() }),
  invoice: z.looseObject({
    id,
    customer_id: id,
    status: z.enum(['paid', 'posted', 'payment_due', 'not_paid', 'voided', 'pending']),
    currency_code: z.string(),
    date: seconds.optional(),
    due_date: seconds.optional(),
    total: amount.optional(),
    tax: amount.optional(),
  }),
  credit_note: z.looseObject({
    id,
    customer_id: id,
    currency_code: z.string(),
    date: seconds.optional(),
    total: amount.optional(),
    allocations: z.array(z.looseObject({ invoice_id: id, allocated_amount: amount })).optional(),
  }),
  transaction: z.looseObject({
    id,
    customer_id: id.optional(),
    currency_code: z.string(),
    date: seconds.optional(),
    amount: amount.optional(),
    linked_invoices: applied,
  }),
};

/** The object as the SDK's type has it, or what is wrong with it. */
export function objectOf<N extends ObjectName>(
  name: N,
  value: unknown,
): { readonly object: Objects[N] } | { readonly problem: string } {
  const result = SHAPES[name].safeParse(value);
  if (result.success) return { object: value as Objects[N] };
  const [issue] = result.error.issues;
  return { problem: `${[name, ...issue!.path].join('.')}: ${issue!.message}` };
}

/** When the object last changed, in ms: what is newer, whatever comes first. Objects that nobody has touched since 2016 have no `resource_version`. */
export function versionOf({
  resource_version: version,
  updated_at: updatedAt,
}: {
  readonly resource_version?: number;
  readonly updated_at?: number;
}): number {
  return version ?? (updatedAt ?? 0) * 1000;
}
