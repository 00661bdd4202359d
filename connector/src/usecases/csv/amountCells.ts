import type { FieldError } from '../../domain/errors.ts';
import { currencyDecimals, isCurrency } from '../../domain/money.ts';
import { toInteger } from '../../sources/csv/cells.ts';
import { parseDecimal } from '../../sources/csv/decimals.ts';
import type { Cells } from './resource.ts';

/**
 * MON-1: an amount from `<column>`, which is in minor units, or `<column>Decimal`, which is as people write amounts. Undefined where
 * neither is there; null where it is empty.
 */
export function amountIn(
  cells: Cells,
  column: string,
  currency: string,
): { readonly value: number | string | null | undefined } | { readonly error: FieldError } {
  const minor = cells[column];
  const value = minor === undefined ? undefined : minor === '' ? null : toInteger(minor);
  const name = `${column}Decimal`;
  const decimal = cells[name];
  if (decimal === undefined) return { value };
  // A wrong currency is told by its own column.
  if (decimal === '' || !isCurrency(currency)) return { value: value ?? null };
  const parsed = parseDecimal(decimal, currencyDecimals(currency));
  if ('problem' in parsed) return { error: { path: name, message: parsed.problem } };
  if (typeof value !== 'number' || value === parsed.amount) return { value: parsed.amount };
  const message = `is ${decimal}, and ${column} is ${minor} in minor units: make them agree, or leave one column out`;
  return { error: { path: name, message } };
}
