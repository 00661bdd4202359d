import type { Field } from 'jsforce/lib/types/index.js';
import { currencyDecimals } from '../../domain/money.ts';
import type { Figures, WrittenFigure } from '../figures.ts';

const TEXTS = ['string', 'textarea', 'picklist', 'combobox'];
const COUNTS = ['double', 'int', 'long'];
const AMOUNTS = ['currency', 'double', ...TEXTS];
const TAKEN_BY: Readonly<Record<WrittenFigure, readonly string[]>> = {
  outstanding: AMOUNTS,
  overdue: AMOUNTS,
  score: TEXTS,
  averagePaymentDelayDays: [...COUNTS, ...TEXTS],
  dunningPlan: TEXTS,
  lastDunningDate: ['date', ...TEXTS],
};

/** Why a figure cannot be written to a field of accounts, with the remedy; null if it can. */
export function writingProblem(figure: WrittenFigure, field: Field): string | null {
  if (!field.updateable)
    return `${field.name} cannot be written by the connected user: give it the right to edit the field, or choose another`;
  if (TAKEN_BY[figure].includes(field.type)) return null;
  return `${field.name} is of type ${field.type}: ${figure} goes into a field of type ${TAKEN_BY[figure].join(', ')}`;
}

/** A figure as the field takes it. Amounts are decimals, which is how Salesforce keeps money; texts are cut to the field's length. */
export function writtenValue(figure: WrittenFigure, figures: Figures, field: Field): string | number | null {
  const isText = TEXTS.includes(field.type);
  const value = figures[figure];
  if (value === null) return null;
  if (figure === 'outstanding' || figure === 'overdue') {
    const decimal = (value as number) / 10 ** currencyDecimals(figures.currency);
    return isText ? `${decimal.toFixed(currencyDecimals(figures.currency))} ${figures.currency}` : decimal;
  }
  return isText ? [...String(value)].slice(0, field.length).join('') : value;
}
