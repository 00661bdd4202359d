import type { IDataObject } from 'n8n-workflow';

/** A mail as `POST /v1/incoming-messages` takes it. */
export type IncomingMail = { raw: string } | ({ headers: IDataObject } & IDataObject);

const BASE64 = /^[A-Za-z0-9+/_-]{40,}={0,2}$/;

/**
 * The mail of an item: whole in base64 (`raw`, as the Gmail API gives it), or in pieces as n8n's Email Trigger (IMAP) gives them in its
 * formats *Resolved* (`headers`, `text`, `html`) and *Simple* (`metadata`, `textPlain`, `textHtml`). Null where there are no headers, by
 * which alone a reply is matched: its format *Raw* has none.
 */
export function mailOf(item: IDataObject): IncomingMail | null {
  const { raw } = item;
  if (typeof raw === 'string' && BASE64.test(raw.replace(/\s+/g, ''))) return { raw };
  const headers = (item.headers ?? item.metadata) as IDataObject | undefined;
  if (typeof headers !== 'object') return null;
  const pieces: IDataObject = {
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => isHeader(value))),
    from: addressesOf(item.from),
    to: addressesOf(item.to),
    subject: textOf(item.subject),
    text: textOf(item.text ?? item.textPlain),
    html: textOf(item.html ?? item.textHtml),
    date: textOf(item.date),
  };
  const given = Object.entries(pieces).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given) as IncomingMail;
}

function isHeader(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
}

function textOf(value: unknown): string | undefined {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : undefined;
}

/** Addresses as text, as mailparser gives them, or several of those. */
function addressesOf(value: unknown): string | undefined {
  const texts = [value].flat().map((each) => {
    return typeof each === 'object' && each !== null && 'text' in each ? textOf(each.text) : textOf(each);
  });
  return texts.filter((text) => text !== undefined).join(', ') || undefined;
}
