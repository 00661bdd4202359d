import type { AddressObject } from 'mailparser';
import { groupHeaders, type IncomingMail, withoutName } from '../domain/incoming/mail.ts';

/** Where a returned message is looked for: reports put its headers first. */
const SEARCHED_BYTES = 512 * 1024;
/** Parts that programs read; anything else that is attached stays unread. */
const MACHINE_READABLE =
  /^(message\/(delivery-status|disposition-notification|feedback-report|rfc822)|text\/rfc822-headers)$/;
const LONGEST_HTML = 1024 * 1024;

/** A message as it came over the wire (RFC 5322, any charset). Whatever is broken in it is read as far as it goes. */
export async function parseMail(raw: Buffer): Promise<IncomingMail> {
  const { simpleParser } = await import('mailparser'); // at first use: most connectors get no mail
  const { headerLines, from, to, cc, subject, text, html, date, attachments } = await simpleParser(raw, {
    keepDeliveryStatus: true,
    skipImageLinks: true,
    skipTextToHtml: true,
    maxHtmlLengthToParse: LONGEST_HTML,
  } as object);
  return {
    headers: groupHeaders(headerLines.map(({ key, line }) => [key, withoutName(key, line)])),
    from: from?.value[0]?.address?.toLowerCase() || null,
    fromName: from?.value[0]?.name || null,
    to: [...addressesOf(to), ...addressesOf(cc)],
    subject: subject ?? '',
    text: text ?? '',
    html: html || '',
    date: date && !Number.isNaN(date.getTime()) ? date.getTime() : null,
    parts: attachments
      .filter(({ contentType }) => MACHINE_READABLE.test(contentType.toLowerCase()))
      .map(({ contentType, content }) => ({
        contentType: contentType.toLowerCase(),
        text: content.subarray(0, SEARCHED_BYTES).toString('utf8'),
      })),
    source: raw.subarray(0, SEARCHED_BYTES).toString('latin1'),
  };
}

function addressesOf(field: AddressObject | AddressObject[] | undefined): string[] {
  return [field ?? []].flat().flatMap(({ value }) => value.flatMap(({ address }) => (address ? [address] : [])));
}
