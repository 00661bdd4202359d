/** What a cell may hold, and how it is written; what makes no sense stays the text that it is, for the checks of the API to quote. */

const YES = new Set(['true', 'yes', '1', 'x']);
const NO = new Set(['false', 'no', '0']);

export function toFlag(cell: string): boolean | string {
  const word = cell.toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : cell;
}

/** An amount in minor units. */
export function toInteger(cell: string): number | string {
  return /^[+-]?\d{1,15}$/.test(cell) ? Number(cell) : cell;
}

/** With a decimal point or comma; `1,250` may mean thousands, and stays a text. */
export function toNumber(cell: string): number | string {
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell)) return cell;
  const number = Number(cell.replace(',', '.'));
  return cell !== '' && /^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(cell) && Number.isFinite(number) ? number : cell;
}

/** Several texts in one cell: `a;b`; a semicolon or backslash of their own has a backslash before it. */
export function joinList(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/[\\;]/g, '\\$&')).join(';');
}

export function splitList(cell: string): string[] {
  const texts = [''];
  for (const [part] of cell.matchAll(/\\[\\;]|;|[^\\;]+|\\/g)) {
    if (part === ';') texts.push('');
    else texts[texts.length - 1] += /^\\[\\;]$/.test(part) ? part.slice(1) : part;
  }
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}
