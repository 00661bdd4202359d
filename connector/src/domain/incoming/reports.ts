import type { BounceType, DeliveryEvent } from '../delivery.ts';
import {
  enhancedIn,
  isAddressCode,
  mayMeanAddress,
  meansSender,
  saysNobodyThere,
  saysNoSuchAddress,
} from '../serverReply.ts';
import { keptText } from '../keptText.ts';
import { addressesIn, hasNoReturnPath, headerOf, headersOf, type IncomingMail } from './mail.ts';

/** What a message tells of one that we sent. */
export interface Finding {
  readonly event: DeliveryEvent;
  /** Of a bounce. */
  readonly bounceType?: BounceType;
  /** Who it may be about, the likeliest first; whoever knows the recipients decides. */
  readonly addresses: readonly string[];
  /** The addresses are whatever its words mention: that no recipient is among them says nothing. */
  readonly isInWords?: true;
  /** What the other server said. */
  readonly text: string | null;
}

type Fields = ReadonlyMap<string, string>;

/** The groups of fields of a report (RFC 3464, 5965, 8098): blank lines are between them. */
function fieldGroups(text: string): Fields[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map((group) => {
      const lines = group.replace(/\n[ \t]+/g, ' ').split('\n');
      const pairs = lines.flatMap((line) => {
        const [, name, value] = /^([A-Za-z][A-Za-z-]*)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
        return name === undefined ? [] : [[name.toLowerCase(), value!.trim()] as const];
      });
      return new Map(pairs);
    });
}

function partOf({ parts }: IncomingMail, contentType: string): string | undefined {
  return parts.find((part) => part.contentType === contentType)?.text;
}

/** The report's own fields; where its parts were not handed in, what stands in the text. */
function fieldsOf(mail: IncomingMail, contentType: string): Fields[] {
  return fieldGroups(partOf(mail, contentType) ?? mail.text);
}

const TYPES = ['delivery-status', 'disposition-notification', 'feedback-report'] as const;
export type ReportType = (typeof TYPES)[number];

/** Which kind of report a message says to be (RFC 6522), or has a part of; null if it is none. */
export function reportTypeOf(mail: IncomingMail): ReportType | null {
  const declared = /report-type="?([a-z-]+)/i.exec(headerOf(mail, 'content-type'))?.[1]?.toLowerCase();
  return (
    TYPES.find((type) => type === declared) ??
    TYPES.find((type) => partOf(mail, `message/${type}`) !== undefined) ??
    null
  );
}

/** Whether the report's own part was handed in: its words then need no guessing. */
export function hasMachineReadable({ parts }: IncomingMail): boolean {
  return parts.some(({ contentType }) => TYPES.some((type) => contentType === `message/${type}`));
}

const SAID = 500;
const said = (text: string | undefined): string | null =>
  text ? keptText(text.replace(/^[a-z0-9-]+\s*;\s*/i, '').replace(/\s+/g, ' '), SAID) : null;

/**
 * Statuses for good (5.x.x) that speak of the message or of a moment, not of the address: a full mailbox, a message too long, the
 * system, its content, a policy (RFC 3463).
 */
const NOT_ABOUT_ADDRESS = /^5\.(2\.[23]|3\.|6\.|7\.)/;

/** Statuses that say no more than *failed*: some systems (Exim) give no others, and tell the rest in words. */
const SAYS_NOTHING = /^(5\.0\.0)?$/;
const BASIC = /(?:^|[\s:<(])([45]\d\d)[ -](?=\S)/m;

/**
 * *Hard* only where the address is none for good, as for what a mail server answers while we send (CUS-3). `words`, what the server said,
 * decide where the status says nothing.
 */
export function bounceTypeOf(status: string, words = ''): BounceType {
  if (SAYS_NOTHING.test(status)) return typeInWords(words) ?? (status.startsWith('5') ? 'hard' : 'soft');
  return status.startsWith('5') && !NOT_ABOUT_ADDRESS.test(status) && !meansSender(status) ? 'hard' : 'soft';
}

/** By the code in what a server said, else by its words; null where nobody can read it. */
function typeInWords(words: string): BounceType | null {
  const enhanced = enhancedIn(words);
  if (enhanced !== null && !SAYS_NOTHING.test(enhanced)) return bounceTypeOf(enhanced);
  const code = BASIC.exec(words)?.[1];
  if (code !== undefined) return isAddressCode(Number(code)) && mayMeanAddress(words) ? 'hard' : 'soft';
  if (saysNoSuchAddress(words)) return 'hard';
  return saysNobodyThere(words) || !mayMeanAddress(words) ? 'soft' : null;
}

/** RFC 3464: one finding per recipient. *Relayed* went on to a server that tells no more; *expanded* to a list is neither. */
export function deliveryStatusOf(mail: IncomingMail): Finding[] {
  return fieldsOf(mail, 'message/delivery-status').flatMap((fields): Finding[] => {
    const action = fields.get('action')?.toLowerCase();
    const addresses = addressesIn(`${fields.get('original-recipient') ?? ''} ${fields.get('final-recipient') ?? ''}`);
    const status = fields.get('status') ?? '';
    const diagnostic = said(fields.get('diagnostic-code'));
    const text = diagnostic ?? (status || null);
    // Where no server said anything, the report tells people why it gave up.
    if (action === 'failed') {
      const bounceType = bounceTypeOf(status, diagnostic ?? mail.text);
      return [{ event: 'bounced', bounceType, addresses, text }];
    }
    if (action === 'delayed') return [{ event: 'bounced', bounceType: 'soft', addresses, text }];
    if (action === 'delivered' || action === 'relayed') return [{ event: 'delivered', addresses, text }];
    return [];
  });
}

/** RFC 8098: a receipt that says *displayed*; one that was deleted unread, or refused, tells nothing. */
export function receiptOf(mail: IncomingMail): Finding[] {
  const groups = fieldsOf(mail, 'message/disposition-notification');
  const fields = groups.find((each) => each.has('disposition'));
  const isShown = /;\s*displayed\b/i.test(fields?.get('disposition') ?? '');
  if (!isShown) return [];
  const recipients = `${fields?.get('original-recipient') ?? ''} ${fields?.get('final-recipient') ?? ''}`;
  return [{ event: 'opened', addresses: addressesIn(recipients), text: null }];
}

/** RFC 5965: somebody called our message spam. Reports that it is none, or of other troubles, are no complaints. */
export function complaintOf(mail: IncomingMail): Finding[] {
  const fields = fieldsOf(mail, 'message/feedback-report').find((each) => each.has('feedback-type'));
  if (!/^(abuse|fraud)$/i.test(fields?.get('feedback-type') ?? '')) return [];
  const addresses = addressesIn(fields?.get('original-rcpt-to') ?? '');
  return [{ event: 'complained', addresses, text: said(fields?.get('user-agent')) }];
}

const DAEMON = /^(mailer-?daemon|postmaster|mail-?daemon|mailadmin|mdaemon)@/i;

const UNDELIVERED =
  /undeliver|returned mail|delivery.{0,30}(fail|status|problem)|failure notice|unzustellbar|non remis|rejected/i;

/** Whether a mail system wrote it by itself: without a sender that could be answered, or under a name that systems have. */
export function isFromMailSystem(mail: IncomingMail): boolean {
  return hasNoReturnPath(mail) || isDaemon(mail);
}

/** Whether it looks like what mail systems send, not only like what answers in somebody's name, which has no return path either (RFC 3834). */
export function looksReturned(mail: IncomingMail): boolean {
  return isDaemon(mail) || UNDELIVERED.test(mail.subject);
}

function isDaemon({ from, headers }: IncomingMail): boolean {
  return headers.has('x-failed-recipients') || (from !== null && DAEMON.test(from));
}

/**
 * A bounce of a system that keeps to no standard (Exim, qmail, old gateways): what it says in words. `isFromMailSystem` holds. A reason
 * that nobody can read is soft, since nobody's address is to be lost by a guess.
 */
export function bounceInWords(mail: IncomingMail): Finding[] {
  const { text, subject } = mail;
  // Elsewhere three digits may be part of a telephone number.
  const isNamed = looksReturned(mail);
  const own = text.split(
    /^-+ ?(?:this is a copy|original message|below this line|forwarded message|the header of)/im,
    1,
  )[0]!;
  const reason = own
    .split(/\r?\n/)
    .find((line) => enhancedIn(line) !== null || (isNamed && BASIC.test(` ${line}`)) || saysNoSuchAddress(line));
  const failed = headersOf(mail, 'x-failed-recipients');
  const isBounce = failed !== '' || reason !== undefined || UNDELIVERED.test(subject);
  if (!isBounce) return [];
  const bounceType: BounceType = typeInWords(own) ?? 'soft';
  const bounce = { event: 'bounced', bounceType, text: said(reason?.trim() ?? subject) } as const;
  if (failed !== '') return addressesIn(failed).map((each) => ({ ...bounce, addresses: [each] }));
  return [{ ...bounce, addresses: addressesIn(own), isInWords: true }];
}
