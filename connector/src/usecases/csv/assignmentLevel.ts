import type { Level } from '../../domain/plan.ts';
import type { Cells } from './resource.ts';

/** Of what a line is: as it says; without that, lines with an invoice's number are of invoices. Null for a word that is neither. */
export function levelOf(cells: Cells): Level | null {
  const word = cells['level']?.trim().toLowerCase() ?? '';
  if (word === '') return cells['number'] === undefined ? 'customer' : 'invoice';
  return word === 'customer' || word === 'invoice' ? word : null;
}
