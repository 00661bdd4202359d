import { type DomainError, invalid } from '../../domain/errors.ts';

export function foreignCursor(): DomainError {
  return invalid([{ path: 'cursor', message: 'send the nextCursor of the page before, unchanged' }]);
}

/** A whole number that a list has put into a cursor, such as an amount or an instant; a 422 for anything else, or more digits. */
export function wholeNumber(part: string, digits = 15): number {
  if (part.length <= digits + 1 && /^-?\d+$/.test(part)) return Number(part);
  throw foreignCursor();
}
