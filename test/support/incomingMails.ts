/** Messages as mail systems write them, about a message of ours. */
export interface About {
  /** Of our message, in angle brackets. */
  readonly messageId: string;
  readonly recipient: string;
  /** The Message-ID of the message itself; one of its own, if left out. */
  readonly own?: string;
}

const message = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`;
const returnedHeaders = ({ messageId, recipient }: About) => [
  'From: Our company <accounts@localhost>',
  `To: ${recipient}`,
  'Subject: Reminder',
  `Message-ID: ${messageId}`,
  'Date: Mon, 23 Nov 2026 09:00:00 +0000',
];

export interface Status {
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  readonly finalRecipient?: string;
  readonly originalRecipient?: string;
}

/** As Postfix writes it: multipart/report with the message that it returns (RFC 3464). */
export function deliveryStatus(about: About, told: Status = {}): string {
  const { action = 'failed', status = '5.1.1', finalRecipient = about.recipient, originalRecipient } = told;
  const { diagnostic = `smtp; 550 5.1.1 <${finalRecipient}>: Recipient address rejected: User unknown` } = told;
  return message([
    'Return-Path: <>',
    'Date: Mon, 23 Nov 2026 09:00:09 +0000',
    'From: MAILER-DAEMON@mx.example (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'To: accounts@localhost',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="B.1/mx.example"',
    `Message-Id: ${about.own ?? '<20261123090009.B@mx.example>'}`,
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--B.1/mx.example',
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system at host mx.example.',
    '',
    '--B.1/mx.example',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    'Arrival-Date: Mon, 23 Nov 2026 09:00:05 +0000 (UTC)',
    '',
    `Final-Recipient: rfc822; ${finalRecipient}`,
    ...(originalRecipient === undefined ? [] : [`Original-Recipient: rfc822;${originalRecipient}`]),
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnostic.replace(/ (?=Recipient)/, '\r\n    ')}`,
    '',
    '--B.1/mx.example',
    'Content-Description: Undelivered Message',
    'Content-Type: message/rfc822',
    '',
    ...returnedHeaders(about),
    '',
    'Please pay.',
    '',
    '--B.1/mx.example--',
  ]);
}

/** As Exim writes it: no report, a header and the copy in the text. */
export function eximBounce(about: About, failed = about.recipient): string {
  return message([
    'Return-Path: <>',
    'From: Mail Delivery System <Mailer-Daemon@mx.example>',
    'To: accounts@localhost',
    `X-Failed-Recipients: ${failed}`,
    'Auto-Submitted: auto-replied',
    'Subject: Mail delivery failed: returning message to sender',
    `Message-Id: ${about.own ?? '<E1exim@mx.example>'}`,
    '',
    'This message was created automatically by mail delivery software.',
    '',
    'A message that you sent could not be delivered to one or more of its recipients.',
    '',
    `  ${failed}`,
    '    host mx.c-1.example [192.0.2.1]',
    '    SMTP error from remote mail server after RCPT TO:<x>:',
    '    550 5.1.1 User unknown',
    '',
    '------ This is a copy of the message, including all the headers. ------',
    '',
    ...returnedHeaders(about),
  ]);
}

/** As qmail writes it: words alone. */
export function qmailBounce(about: About, reason = 'Sorry, no mailbox here by that name. (#5.1.1)'): string {
  return message([
    'Return-Path: <>',
    'From: MAILER-DAEMON@qmail.example',
    'To: accounts@localhost',
    'Subject: failure notice',
    `Message-Id: ${about.own ?? '<qmail@qmail.example>'}`,
    '',
    'Hi. This is the qmail-send program at qmail.example.',
    'I’m afraid I wasn’t able to deliver your message to the following addresses.',
    '',
    `<${about.recipient}>:`,
    reason,
    '',
    '--- Below this line is a copy of the message.',
    '',
    ...returnedHeaders(about),
  ]);
}

/** A person's answer, or what pretends to be one: `headers` come on top. */
export function answer(about: About, headers: readonly string[] = [], text = 'We pay on Friday.'): string {
  return message([
    ...headers,
    `From: Ann <${about.recipient}>`,
    ...(headers.some((line) => line.startsWith('To:')) ? [] : ['To: accounts@localhost']),
    ...(headers.some((line) => line.startsWith('Subject:')) ? [] : ['Subject: Re: Reminder']),
    'Date: Mon, 23 Nov 2026 10:00:00 +0100',
    `Message-ID: ${about.own ?? '<answer-1@c-1.example>'}`,
    ...(about.messageId === '' ? [] : [`In-Reply-To: ${about.messageId}`, `References: <other@x> ${about.messageId}`]),
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
  ]);
}

/** RFC 8098, as Outlook and Thunderbird write it. */
export function readReceipt(about: About, disposition = 'manual-action/MDN-sent-manually; displayed'): string {
  return message([
    `From: Ann <${about.recipient}>`,
    'To: accounts@localhost',
    'Subject: Read: Reminder',
    `Message-ID: ${about.own ?? '<mdn@c-1.example>'}`,
    'Content-Type: multipart/report; report-type=disposition-notification; boundary="R"',
    '',
    '--R',
    'Content-Type: text/plain',
    '',
    'Your message was read.',
    '--R',
    'Content-Type: message/disposition-notification',
    '',
    'Reporting-UA: c-1.example; Thunderbird',
    `Final-Recipient: rfc822;${about.recipient}`,
    `Original-Message-ID: ${about.messageId}`,
    `Disposition: ${disposition}`,
    '',
    '--R--',
  ]);
}

/** RFC 5965, as a mailbox provider's feedback loop writes it. */
export function abuseReport(about: About, feedbackType = 'abuse'): string {
  return message([
    'From: <feedback@isp.example>',
    'To: abuse@localhost',
    'Subject: FW: Reminder',
    `Message-ID: ${about.own ?? '<arf@isp.example>'}`,
    'Content-Type: multipart/report; report-type=feedback-report; boundary="F"',
    '',
    '--F',
    'Content-Type: text/plain; charset="US-ASCII"',
    '',
    'This is an email abuse report.',
    '--F',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${feedbackType}`,
    'User-Agent: SomeGenerator/1.0',
    'Version: 1',
    `Original-Rcpt-To: <${about.recipient}>`,
    '',
    '--F',
    'Content-Type: message/rfc822',
    '',
    ...returnedHeaders(about),
    '',
    'Please pay.',
    '--F--',
  ]);
}
