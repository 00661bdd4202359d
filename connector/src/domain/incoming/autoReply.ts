import { hasNoReturnPath, headerOf, headersOf, type IncomingMail } from './mail.ts';

const AUTO_REPLY_HEADERS = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-fc-machinegenerated',
];

/** Subjects of out-of-office messages in the languages of shipped messages; never enough alone, since people write such things too. */
const AWAY =
  /^(re: ?|aw: ?|r: ?)*(auto(matic|mated|matische[nrs]?|matique|matica|mática)?[ :-]*(reply|response|antwort|r[ée]ponse|respuesta|risposta|antwoord)|r[ée]ponse automatique|respuesta autom[áa]tica|risposta automatica|abwesenheit|abwesend|out of (the )?office|ooo\b|vacation|on (annual )?leave|absence|absent\b|urlaub|cong[ée]s|fuera de la oficina|ausencia|fuori (sede|ufficio)|assenza|afwezig)/i;

/**
 * Whether a machine answered in somebody's name (RFC 3834): it says so in a header made for that, or in a header that other messages have
 * too and in its subject. Never by the subject alone.
 */
export function isAutoReply(mail: Pick<IncomingMail, 'headers' | 'subject'>): boolean {
  const automatic = headerOf(mail, 'auto-submitted').split(';', 1)[0]!.trim().toLowerCase();
  if (automatic !== '' && automatic !== 'no') return true;
  if (AUTO_REPLY_HEADERS.some((name) => mail.headers.has(name) && !/^no$/i.test(headerOf(mail, name).trim())))
    return true;
  const precedence = headersOf(mail, 'precedence', 'x-precedence').trim().toLowerCase();
  if (/^(auto[_-]?reply|bulk|junk)\b/.test(precedence)) return true;
  if (/autorespond/i.test(headersOf(mail, 'x-post-messageclass', 'delivered-to'))) return true;
  const isSuspicious =
    precedence !== '' ||
    mail.headers.has('x-auto-response-suppress') ||
    mail.headers.has('list-id') ||
    hasNoReturnPath(mail);
  return isSuspicious && AWAY.test(mail.subject.trim());
}
