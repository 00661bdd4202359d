/** How far people are with a reply. */
export const REPLY_STATUSES = ['unread', 'read', 'answered'] as const;
export type ReplyStatus = (typeof REPLY_STATUSES)[number];

/** How mail programs of the languages of our messages begin the subject of an answer. */
const ANSWER = /^\s*(?:re|aw|antw|sv|rif|rv|r|rép|réf)\s*:/i;

/** The subject of an answer to a mail with this subject. */
export function answerSubject(subject: string): string {
  const line = subject.trim();
  return ANSWER.test(line) ? line : `Re: ${line}`.trim();
}

/** Headers have limits; who follows a conversation needs where it began and what it came to. */
const LONGEST_THREAD = 20;

/**
 * Where in a conversation an answer stands (RFC 5322, 3.6.4), as Message-IDs in angle brackets; `answered` is the message that the reply
 * was to. Undefined where neither is known.
 */
export function threadOf(
  reply: { readonly messageId: string | null; readonly references: readonly string[] },
  answered: string | null,
): { readonly inReplyTo: string; readonly references: readonly string[] } | undefined {
  const before = reply.references.length > 0 || answered === null ? reply.references : [answered];
  const all = [...new Set([...before, reply.messageId ?? answered].filter((name) => name !== null))];
  const inReplyTo = all.at(-1);
  if (inReplyTo === undefined) return undefined;
  const references = all.length > LONGEST_THREAD ? [all[0]!, ...all.slice(1 - LONGEST_THREAD)] : all;
  return { inReplyTo, references };
}
