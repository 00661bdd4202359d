/** Headers of a mail by name, in any case; several of one name as a list. */
export type MailHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const AUTO_PRECEDENCE = new Set(['auto_reply', 'auto-reply', 'bulk', 'junk', 'list']);
/** Their presence says it, whatever they hold. */
const AUTO_HEADERS = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply'];

/**
 * Whether a program wrote a mail, not a person: an out-of-office note, a ticket system's receipt (RFC 3834 and what programs write
 * instead). Such a mail is no reply (HLD-1).
 */
export function isAutoReply(headers: MailHeaders): boolean {
  const byName = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) byName.set(name.toLowerCase(), String(typeof value === 'string' ? value : value[0]));
  }
  const value = (name: string) => byName.get(name)?.split(';')[0]!.trim().toLowerCase();
  const submitted = value('auto-submitted');
  if (submitted !== undefined && submitted !== '' && submitted !== 'no') return true;
  if (AUTO_PRECEDENCE.has(value('precedence') ?? '')) return true;
  return AUTO_HEADERS.some((name) => !['', 'no', 'false', undefined].includes(value(name)));
}
