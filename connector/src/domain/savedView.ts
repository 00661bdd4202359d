import type { FieldError } from './errors.ts';
import type { FilterInput } from './filter.ts';

export const VIEW_LISTS = Object.freeze(['customers', 'invoices', 'actions'] as const);
export type ViewList = (typeof VIEW_LISTS)[number];

/** What a saved view remembers: the columns in their order, the order of the rows, and the filters. */
export interface ViewDefinition {
  readonly columns: readonly string[];
  /** A field, behind `-` for descending; null is the list's own order. */
  readonly sort: string | null;
  readonly filter: readonly FilterInput[];
}

/** An order as written: `-overdue`. */
export interface SortInput<F extends string> {
  readonly by: F;
  readonly descending: boolean;
}

/** `-overdue` → by overdue, descending; a field error at `path` where the list knows no such order. */
export function parseSort<F extends string>(
  text: string,
  known: readonly F[],
  path: string,
): SortInput<F> | { readonly error: FieldError } {
  const descending = text.startsWith('-');
  const by = known.find((each) => each === text.slice(descending ? 1 : 0));
  if (by !== undefined) return { by, descending };
  const names = known.length > 0 ? `use ${known.join(', ')}, behind - for descending` : 'leave it out';
  return { error: { path, message: `'${text}' is no order of this list: ${names}` } };
}
