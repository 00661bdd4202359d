import type { BounceType, DeliveryEvent } from '../delivery.ts';
import { addressesIn, headerOf, headersOf, type IncomingMail } from './mail.ts';

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
  text
    ? text
        .replace(/^[a-z0-9-]+\s*;\s*/i, '')
        .replace(/\s+/g, ' ')
        .slice(0, SAID)
    : null;

/**
 * Statuses for good (5.x.x) that speak of the message or of a moment, not of the address: a full mailbox, a message too long, the
 * system, its content, a policy (RFC 3463).
 */
const NOT_ABOUT_ADDRESS = /^5\.(2\.[23]|3\.|6\.|7\.)/;

/** *Hard* only where the address is none for good, as for what a mail server answers while we send (CUS-3). */
export function bounceTypeOf(status: string): BounceType {
  return status.startsWith('5') && !NOT_ABOUT_ADDRESS.test(status) ? 'hard' : 'soft';
}

/** RFC 3464: one finding per recipient. *Relayed* went on to a server that tells no more; *expanded* to a list is neither. */
export function deliveryStatusOf(mail: IncomingMail): Finding[] {
  return fieldsOf(mail, 'message/delivery-status').flatMap((fields): Finding[] => {
    const action = fields.get('action')?.toLowerCase();
    const addresses = addressesIn(`${fields.get('original-recipient') ?? ''} ${fields.get('final-recipient') ?? ''}`);
    const status = fields.get('status') ?? '';
    const text = said(fields.get('diagnostic-code')) ?? (status || null);
    if (action === 'failed') return [{ event: 'bounced', bounceType: bounceTypeOf(status), addresses, text }];
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
const ENHANCED = /\b([45]\.\d{1,3}\.\d{1,3})\b/;
const BASIC = /(?:^|[\s:<(])([45]\d\d)[ -](?=\S)/m;
const NO_SUCH_ADDRESS =
  /user unknown|unknown user|no such (user|mailbox|recipient|address)|(address|recipient|mailbox|user|account)\b.{0,60}(does not exist|doesn'?t exist|not found|rejected|unavailable|disabled)|domain .{0,60}not found/i;

/** Whether a mail system wrote it by itself: without a sender that could be answered, or under a name that systems have. */
export function isFromMailSystem(mail: IncomingMail): boolean {
  const returnPath = mail.headers.get('return-path')?.at(-1)?.trim();
  return (
    returnPath === '<>' || mail.headers.has('x-failed-recipients') || (mail.from !== null && DAEMON.test(mail.from))
  );
}

/**
 * A bounce of a system that keeps to no standard (Exim, qmail, old gateways): what it says in words. `isFromMailSystem` holds. A reason
 * that nobody can read is soft, since nobody's address is to be lost by a guess.
 */
export function bounceInWords(mail: IncomingMail): Finding[] {
  const { text, subject } = mail;
  const own = text.split(
    /^-+ ?(?:this is a copy|original message|below this line|forwarded message|the header of)/im,
    1,
  )[0]!;
  const reason = own
    .split(/\r?\n/)
    .find((line) => ENHANCED.test(line) || BASIC.test(` ${line}`) || NO_SUCH_ADDRESS.test(line));
  const failed = headersOf(mail, 'x-failed-recipients');
  const isBounce =
    failed !== '' ||
    reason !== undefined ||
    /undeliver|returned mail|delivery.{0,30}(fail|status|problem)|failure notice|unzustellbar|non remis|rejected/i.test(
      subject,
    );
  if (!isBounce) return [];
  const code = ENHANCED.exec(own)?.[1] ?? BASIC.exec(own)?.[1];
  const bounceType: BounceType = code === undefined ? (NO_SUCH_ADDRESS.test(own) ? 'hard' : 'soft') : typeOfCode(code);
  const bounce = { event: 'bounced', bounceType, text: said(reason?.trim() ?? subject) } as const;
  if (failed !== '') return addressesIn(failed).map((each) => ({ ...bounce, addresses: [each] }));
  return [{ ...bounce, addresses: addressesIn(own), isInWords: true }];
}

/** As for what a mail server answers while we send: 550, 551 and 553 alone speak of the address. */
function typeOfCode(code: string): BounceType {
  return code.includes('.') ? bounceTypeOf(code) : /^55[013]$/.test(code) ? 'hard' : 'soft';
}
