import type { FieldError } from '../../domain/errors.ts';
import { joinList, splitList, toInteger } from '../../sources/csv/cells.ts';
import type { Reference } from '../lists/records.ts';

/** An id of ours in the place of an external id. */
const OWN = 'id:';

export interface AllocationCell {
  readonly id: string;
  readonly externalId: string | null;
  readonly amount: number;
}

/** What a payment pays: `<external id>:<minor units>`, with `;` between; an invoice without an external id as `id:<id>`. */
export function allocationsCell(allocations: readonly AllocationCell[]): string {
  const nameOf = ({ id, externalId }: AllocationCell) =>
    externalId === null || externalId.startsWith(OWN) ? `${OWN}${id}` : externalId;
  return joinList(allocations.map((allocation) => `${nameOf(allocation)}:${allocation.amount}`));
}

/** The inverse, as the API would be sent it. */
export function allocationsIn(cell: string): { readonly invoices: unknown[] } | { readonly error: FieldError } {
  const invoices: unknown[] = [];
  for (const text of splitList(cell)) {
    const colon = text.lastIndexOf(':');
    const amount = toInteger(text.slice(colon + 1).trim());
    if (colon < 1 || typeof amount === 'string') {
      const message = `'${text}' does not say how much: write <invoice's external id>:<amount in minor units>, with ; between`;
      return { error: { path: 'invoices', message } };
    }
    invoices.push({ ...invoiceNamed(text.slice(0, colon)), amount });
  }
  return { invoices };
}

/** An invoice by its external id, or by ours behind `id:`. */
export function invoiceNamed(name: string): Reference {
  return name.startsWith(OWN) ? { id: name.slice(OWN.length) } : { externalId: name };
}
