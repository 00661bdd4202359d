/** Of no use in a text; PostgreSQL takes no null characters at all. */
const CONTROL = /(?![\n\r\t])\p{Cc}/gu;

/**
 * What others wrote, as it is kept: its first `most` UTF-16 units, without control characters but line breaks and tabs, and without half
 * characters, whether they came so or are cut in two here: PostgreSQL takes none in JSON.
 */
export function keptText(text: string, most: number): string {
  return text
    .toWellFormed()
    .replace(CONTROL, '')
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '');
}
