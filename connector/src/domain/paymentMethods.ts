/** CUS-4: how a customer may pay, each on or off. */
export const PAYMENT_METHODS = Object.freeze([
  'card',
  'sepaDebit',
  'achDebit',
  'goCardless',
  'wireTransfer',
  'check',
] as const);

/** The methods after an edit: all of them anew, or some more and some fewer; null is the organisation's default. */
export type PaymentMethodsInput =
  readonly string[] | null | { readonly add?: readonly string[]; readonly remove?: readonly string[] };

/** CUS-4: what a customer's methods become, each once, in the order they were named. */
export function paymentMethodsAfter(
  input: PaymentMethodsInput,
  before: readonly string[],
  organizationDefault: readonly string[],
): string[] {
  if (input === null) return [...organizationDefault];
  if (isList(input)) return [...new Set(input)];
  const removed = new Set(input.remove);
  return [...new Set([...before, ...(input.add ?? [])])].filter((method) => !removed.has(method));
}

function isList(input: PaymentMethodsInput): input is readonly string[] {
  return Array.isArray(input);
}
