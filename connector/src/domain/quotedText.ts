/** *On Monday, Ann wrote:*, as mail programs write it above what they quote, in the languages of our messages. */
const ATTRIBUTION_START = /^\s*(?:On|Le|Am|El|Il|Op|Em)\b/;
const ATTRIBUTION_END =
  /(?<!\p{L})(?:wrote|a écrit|schrieb|escribió|ha scritto|schreef|het volgende geschreven|escreveu)(?!\p{L}).{0,200}:\s*$/u;
const LONGEST_ATTRIBUTION = 400;

/** *-----Original Message-----* and the like. */
const ORIGINAL =
  /^[ \t]*-{2,}[ \t]*(?:Original Message|Message d[’']origine|Ursprüngliche Nachricht|Mensaje original|Messaggio originale|Oorspronkelijk bericht|Forwarded message)[ \t]*-{2,}[ \t]*$/im;

/** The headers that Outlook puts above a quoted message: a sender and a date in adjacent lines, often below a rule. */
const HEADERS =
  /^(?:[ \t]*_{5,}[ \t]*\n+)?[ \t]*\*?(?:From|De|Von|Da|Van)[ \t]?:[^\n]*\n[ \t]*\*?(?:Sent|Date|Envoyé|Gesendet|Datum|Enviado|Fecha|Inviato|Data|Verzonden)[^\n:]{0,10}:/im;

const QUOTED = /^\s*>/;

/**
 * What somebody wrote in a reply, without the history quoted below it. Answers between quoted lines keep them, since they say nothing alone;
 * a reply that is nothing but history is kept whole.
 */
export function withoutQuotedHistory(text: string): string {
  const whole = text.replaceAll('\r\n', '\n').trim();
  const before = [ORIGINAL, HEADERS].reduce((rest, start) => rest.slice(0, start.exec(rest)?.index), whole);
  const own = withoutQuotedTail(before.split('\n')).join('\n').trim();
  return own === '' ? whole : own;
}

function withoutQuotedTail(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((_, index) => attributionAt(lines, index) > 0);
  const quotedFrom = lines.findIndex((line) => QUOTED.test(line));
  if (start >= 0 && (quotedFrom < 0 || start < quotedFrom)) {
    const history = lines.slice(start + attributionAt(lines, start));
    // Programs that mark no quoted lines: all of it is history. Those that do: unless somebody answered in between.
    if (quotedFrom < 0 || history.every(isQuotedOrEmpty)) return lines.slice(0, start);
  }
  const own = lines.findLastIndex((line) => !isQuotedOrEmpty(line));
  return lines.slice(0, own + 1);
}

function isQuotedOrEmpty(line: string): boolean {
  return line.trim() === '' || QUOTED.test(line);
}

/** How many lines an attribution takes that begins at `index`; 0 if none does. */
function attributionAt(lines: readonly string[], index: number): 0 | 1 | 2 {
  const first = lines[index]!;
  if (!ATTRIBUTION_START.test(first) || first.length > LONGEST_ATTRIBUTION) return 0;
  if (ATTRIBUTION_END.test(first)) return 1;
  const both = `${first} ${lines[index + 1] ?? ''}`;
  return both.length <= LONGEST_ATTRIBUTION && ATTRIBUTION_END.test(both) ? 2 : 0;
}
