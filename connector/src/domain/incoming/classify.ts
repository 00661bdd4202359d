import { isAutoReply } from './autoReply.ts';
import { addressesIn, headerOf, headersOf, type IncomingMail } from './mail.ts';
import {
  bounceInWords,
  complaintOf,
  deliveryStatusOf,
  type Finding,
  hasMachineReadable,
  isFromMailSystem,
  looksReturned,
  receiptOf,
  type ReportType,
  reportTypeOf,
} from './reports.ts';

/** *Receipt*: it arrived, or was opened. *Other*: a machine's message that tells nothing. */
export type MailKind = 'reply' | 'bounce' | 'complaint' | 'receipt' | 'autoReply' | 'other';

export interface ClassifiedMail {
  readonly kind: MailKind;
  readonly findings: readonly Finding[];
  /** What may name the message that it is about, the likeliest first. */
  readonly messageIds: readonly string[];
  readonly replyAddresses: readonly string[];
}

/** The headers by which a message says what it answers; never its subject. */
const THREAD = ['in-reply-to', 'references'];
const RECIPIENTS = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-forwarded-to', 'to', 'cc'];

const MESSAGE_ID = /<?\bact_[0-9a-z]{21}(?:\.[0-9a-f]{10})?@[^\s<>"',;]+>?/g;
const REPLY_ADDRESS = /[^\s<>"',;:=]+\+[0-9a-z]{21}-[0-9a-f]{10}@[^\s<>"',;]+/gi;

const REPORTS: Readonly<Record<ReportType, (mail: IncomingMail) => Finding[]>> = {
  'delivery-status': deliveryStatusOf,
  'disposition-notification': receiptOf,
  'feedback-report': complaintOf,
};

/** INV-7: what an incoming message tells of one that we sent: nothing is believed of what it says to be, before it names one of ours. */
export function classifyMail(mail: IncomingMail): ClassifiedMail {
  const reportType = reportTypeOf(mail);
  const isAutomatic = isAutoReply(mail);
  const isSystem = isFromMailSystem(mail) && (!isAutomatic || looksReturned(mail));
  const told = reportType === null ? [] : REPORTS[reportType](mail);
  const findings = told.length === 0 && isSystem && !hasMachineReadable(mail) ? bounceInWords(mail) : told;
  if (findings.length > 0) return { kind: kindOf(findings), findings, ...aboutReturned(mail) };
  if (reportType !== null || isSystem) return { kind: 'other', findings: [], ...aboutAnswered(mail) };
  const addresses = mail.from === null ? [] : [mail.from];
  const answer: Finding = { event: isAutomatic ? 'autoReplied' : 'replied', addresses, text: mail.text };
  return { kind: isAutomatic ? 'autoReply' : 'reply', findings: [answer], ...aboutAnswered(mail) };
}

function kindOf(findings: readonly Finding[]): MailKind {
  const events = findings.map(({ event }) => event);
  if (events.includes('bounced')) return 'bounce';
  return events.includes('complained') ? 'complaint' : 'receipt';
}

type About = Pick<ClassifiedMail, 'messageIds' | 'replyAddresses'>;

/** A person's answer: what it was written to, and the last message of the thread first. */
function aboutAnswered(mail: IncomingMail): About {
  const thread = [headerOf(mail, 'in-reply-to'), headersOf(mail, 'references')].map(
    (header) => header.match(MESSAGE_ID) ?? [],
  );
  return {
    messageIds: [...new Set([...thread[0]!, ...thread[1]!.toReversed()])],
    replyAddresses: [...new Set(addressesIn([headersOf(mail, ...RECIPIENTS), ...mail.to].join(' ')))],
  };
}

/** A report: the message that it returns, whole or its headers. */
function aboutReturned(mail: IncomingMail): About {
  const everything = [...mail.parts.map(({ text }) => text), mail.source, headersOf(mail, ...THREAD)].join('\n');
  return {
    messageIds: [...new Set(everything.match(MESSAGE_ID) ?? [])],
    replyAddresses: [...new Set([...(everything.match(REPLY_ADDRESS) ?? []), ...mail.to])],
  };
}
