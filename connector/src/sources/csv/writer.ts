import { stringify } from 'csv-stringify/sync';
import { neutralize } from './formula.ts';

/** Rows as text, each ended by CR LF (RFC 4180); no cell is a formula, and reading them back gives the same cells. */
export function writeRows(rows: readonly (readonly string[])[], separator: string): string {
  const safe = rows.map((row) => row.map(neutralize));
  return stringify(safe, { delimiter: separator, record_delimiter: 'windows', quoted_match: /[\r\n]|^\s|\s$/ });
}
