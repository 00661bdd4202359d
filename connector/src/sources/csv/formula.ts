/** What a spreadsheet takes for a formula when a cell begins with it, the wide forms of East Asian keyboards and space before it included. */
const DANGEROUS = /^[\s']*[=+\-@＝＋－＠]|^'*[\t\r\n]/;
const NEUTRAL = /^'(?=[\s']*[=+\-@＝＋－＠]|'*[\t\r\n])/;
/** A cell of its own where the file is read with another separator; not `+` and `-`, which follow a comma in many a sentence. */
const HIDDEN = /(?<=[,;|\t])(?=[\s']*[=@＝＠])/g;
const NEUTRAL_HIDDEN = /(?<=[,;|\t])'(?=[\s']*[=@＝＠])/g;

/** A cell that no spreadsheet computes: an apostrophe goes before what would be a formula. */
export function neutralize(text: string): string {
  const inside = text.replaceAll(HIDDEN, "'");
  return DANGEROUS.test(text) ? `'${inside}` : inside;
}

/** The inverse, for every text: `restore(neutralize(text)) === text`. */
export function restore(cell: string): string {
  return cell.replace(NEUTRAL, '').replaceAll(NEUTRAL_HIDDEN, '');
}
