/** A machine-readable part of a message: what a report says, or the headers of the message that it is about. */
export interface MailPart {
  /** In small letters, without parameters. */
  readonly contentType: string;
  readonly text: string;
}

/** A message that somebody sent to us, with what decides what it is. */
export interface IncomingMail {
  /** By their names in small letters; values unfolded, in the order in which they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The bare address. */
  readonly from: string | null;
  /** The name beside it, where it is known. */
  readonly fromName: string | null;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Empty where there is none. */
  readonly html: string;
  /** As its sender says, in ms; null if it says nothing of use. */
  readonly date: number | null;
  readonly parts: readonly MailPart[];
  /** As it came over the wire, or what is known of that: where a report's returned message is looked for. */
  readonly source: string;
}

/** The first value of a header; empty if there is none. */
export function headerOf({ headers }: Pick<IncomingMail, 'headers'>, name: string): string {
  return headers.get(name)?.[0] ?? '';
}

/** Whether nobody is to be told that it could not be delivered: machines send so (RFC 3834, RFC 5321). */
export function hasNoReturnPath({ headers }: Pick<IncomingMail, 'headers'>): boolean {
  return headers.get('return-path')?.at(-1)?.trim() === '<>';
}

/** Every value of some headers, as one text to search. */
export function headersOf({ headers }: Pick<IncomingMail, 'headers'>, ...names: readonly string[]): string {
  return names.flatMap((name) => headers.get(name) ?? []).join(' ');
}

const ADDRESS = /[^\s<>()[\]\\,;:"'@]+@[^\s<>()[\]\\,;:"'@]+[^\s<>()[\]\\,;:"'@.]/g;

/** The bare addresses that a header or a text mentions, each once. */
export function addressesIn(text: string): string[] {
  return [...new Set(text.match(ADDRESS) ?? [])];
}

/** A mail as programs hand it in that have taken it apart; null and undefined for what they left out. */
export interface MailPieces extends Pick<IncomingMail, 'headers'> {
  /** As its header says it: `Ann <ann@example.com>`. */
  readonly from?: string | null | undefined;
  /** Where it is told apart from the address. */
  readonly fromName?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly text?: string | null | undefined;
  readonly html?: string | null | undefined;
  readonly date?: number | null | undefined;
}

export function mailInPieces({ headers, from, fromName, to, subject, text, html, date }: MailPieces): IncomingMail {
  return {
    headers,
    from: addressesIn(from ?? '')[0]?.toLowerCase() ?? null,
    fromName: fromName ?? nameIn(from ?? ''),
    to: addressesIn(to ?? ''),
    subject: subject ?? '',
    text: text ?? '',
    html: html ?? '',
    date: date ?? null,
    parts: [],
    source: text ?? '',
  };
}

/** The name before the address of a header with one person: `"Petit, Ann" <ann@example.com>`; null where there is none. */
function nameIn(header: string): string | null {
  const [, quoted, plain = ''] = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^"<]*))\s*</s.exec(header) ?? [];
  const name = (quoted?.replace(/\\(.)/g, '$1') ?? plain).trim();
  return name === '' || name.includes('@') ? null : name;
}

/** A header's value without its line breaks and, where programs hand in the whole line, its name. */
export function withoutName(name: string, line: string): string {
  const value = line.replace(/\r?\n[ \t]+/g, ' ').trim();
  return value.toLowerCase().startsWith(`${name.toLowerCase()}:`) ? value.slice(name.length + 1).trim() : value;
}

/** Headers by their names in small letters; several of one name keep their order. */
export function groupHeaders(pairs: Iterable<readonly [string, string]>): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const [name, value] of pairs)
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  return headers;
}
