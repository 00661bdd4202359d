/** What a spreadsheet takes for a formula when a cell begins with it, the wide forms of East Asian keyboards included. */
const DANGEROUS = /^'*[=+\-@\t\r\n＝＋－＠]/;
const NEUTRAL = /^'+[=+\-@\t\r\n＝＋－＠]/;

/** A cell that no spreadsheet computes: an apostrophe goes before what would be a formula. */
export function neutralize(text: string): string {
  return DANGEROUS.test(text) ? `'${text}` : text;
}

/** The inverse, for every text: `restore(neutralize(text)) === text`. */
export function restore(cell: string): string {
  return NEUTRAL.test(cell) ? cell.slice(1) : cell;
}
