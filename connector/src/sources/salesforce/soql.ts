/** A text as SOQL quotes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

/** An instant (ms) as SOQL takes it: without quotes, to the second, which is what Salesforce keeps. */
export function instant(ms: number): string {
  return `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

// A query travels in the address, of which Salesforce takes 16,384 bytes.
const MOST_VALUES = 200;
const LONGEST_LIST = 8_000;

/** Values in lists that one query can ask for, each value once. */
export function inLists(values: Iterable<string>, literal: (value: string) => string = quoted): string[] {
  const lists: string[] = [];
  let list: string[] = [];
  let length = 0;
  for (const value of new Set(values)) {
    const text = literal(value);
    const size = encodeURIComponent(text).length + 3;
    if (list.length > 0 && (list.length === MOST_VALUES || length + size > LONGEST_LIST)) {
      lists.push(`(${list.join(',')})`);
      list = [];
      length = 0;
    }
    list.push(text);
    length += size;
  }
  if (list.length > 0) lists.push(`(${list.join(',')})`);
  return lists;
}
