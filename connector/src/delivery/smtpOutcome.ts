import { wireAddress } from '../domain/emailAddress.ts';
import { keptText } from '../domain/keptText.ts';
import { enhancedIn, isAddressCode, mayMeanAddress, meansSender } from '../domain/serverReply.ts';
import type { Delivery, OutgoingMessage, RefusedAddress } from './mailer.ts';

/** As nodemailer tells what went wrong. */
export interface SmtpError extends Error {
  code?: string;
  /** What was being said when it went wrong; `CONN` before the greeting and for the connection itself. */
  command?: string;
  responseCode?: number;
  response?: string;
  rejected?: string[];
  rejectedErrors?: (SmtpError & { recipient?: string })[];
}

const CONNECTION_CODES = new Set([
  'ECONNECTION',
  'ESOCKET',
  'ETIMEDOUT',
  'EDNS',
  'ETLS',
  'EAUTH',
  'EPROTOCOL',
  'ECONNREFUSED',
  'EMAXLIMIT',
]);

/** 5.1.x, or a plain 550, 551 and 553, speak of the address; other refusals (policy, size, our own address) do not. */
function addressIsInvalid({ responseCode = 0, response = '' }: SmtpError): boolean {
  const enhanced = enhancedIn(response);
  if (enhanced === null || enhanced === '5.1.0') return isAddressCode(responseCode) && mayMeanAddress(response);
  return enhanced.startsWith('5.1.') && !meansSender(enhanced);
}

const SESSION_COMMANDS = /^(CONN|EHLO|HELO|STARTTLS|AUTH)\b/;
/** "Service not available, closing transmission channel". */
const CLOSING = 421;
/** Authentication or encryption is missing, whatever was asked for (RFC 4954, RFC 3207): the connector has to be set up otherwise. */
const NOT_SET_UP = new Set([530, 534, 535, 538]);

/** Whether the server turned the connection away, or lost it, not this message. */
function isAboutServer({ code = '', command = '', responseCode }: SmtpError): boolean {
  if (responseCode === undefined) return CONNECTION_CODES.has(code);
  const isRefused = responseCode === CLOSING || NOT_SET_UP.has(responseCode);
  return isRefused || code === 'EAUTH' || SESSION_COMMANDS.test(command);
}

type Recipients = Pick<OutgoingMessage, 'to' | 'cc'>;

/** As the message names them. */
function refusedAddresses(errors: SmtpError['rejectedErrors'] = [], { to, cc }: Recipients): RefusedAddress[] {
  return errors.flatMap((error) => {
    const { recipient } = error;
    if (recipient === undefined) return [];
    const email = [...to, ...cc].find((each) => wireAddress(each) === wireAddress(recipient)) ?? recipient;
    return [{ email, reason: error.response ?? error.message, isInvalid: addressIsInvalid(error) }];
  });
}

/** What became of a message that the server took: it counts only where it went to somebody whom it is for, and not to copies alone. */
export function takenFor(recipients: Recipients, rejectedErrors: SmtpError['rejectedErrors']): Delivery {
  const addresses = refusedAddresses(rejectedErrors, recipients);
  const refused = recipients.to.map((email) => addresses.find((each) => each.email === email));
  const [first] = refused;
  if (!first || refused.includes(undefined)) return { kind: 'accepted', refusedAddresses: addresses };
  // Not tried again by itself, since the copies would go out again.
  const permanent = refused.every((each) => !each?.isInvalid);
  const reason = onOneLine(`Only copies were taken: ${first.reason}`);
  return { kind: 'refused', reason, permanent, serverDown: false, refusedAddresses: addresses };
}

function onOneLine(text: string): string {
  return keptText(text.replace(/\s+/g, ' '), 500);
}

/** What became of a message that was not taken; `hasLeft`: all of it was on its way. */
export function outcomeOf(error: SmtpError, hasLeft: boolean, recipients: Recipients): Delivery {
  const reason = onOneLine(error.response ?? error.message);
  const answered = error.responseCode !== undefined;
  if (hasLeft && !answered)
    return {
      kind: 'unknown',
      reason: `The connection broke after the message had left: ${reason}`,
      serverDown: isSilence(error),
    };
  const serverDown = isAboutServer(error);
  const addresses = refusedAddresses(error.rejectedErrors, recipients);
  const permanent =
    answered && error.responseCode! >= 500 && !serverDown && addresses.every(({ isInvalid }) => !isInvalid);
  return { kind: 'refused', reason, permanent, serverDown, refusedAddresses: addresses };
}

/** Nothing was heard for as long as the mailer waits. */
export function isSilence({ code }: SmtpError): boolean {
  return code === 'ETIMEDOUT';
}

/** Servers close connections that have been used enough or too long; that tells nothing of the next connection. */
export function isWornConnection({ code, responseCode }: SmtpError): boolean {
  return responseCode === CLOSING || (responseCode === undefined && code === 'ECONNECTION');
}
