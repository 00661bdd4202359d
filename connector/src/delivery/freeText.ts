import Handlebars from 'handlebars';
import sanitizeHtml from 'sanitize-html';
import { BODY_SLOT, type MessageSource } from './message.ts';
import { liftMustaches, MARK, type Mustache } from './mustaches.ts';
import { plainTextTemplate } from './plainText.ts';
import { removedFromHtml } from './removedHtml.ts';

/** What people write themselves in a step: a body in plain text or in HTML. */
export interface FreeText {
  readonly subject: string;
  readonly body: string;
}

/** The precompiled layout around free text; `SUBJECT_SLOT` and `BODY_SLOT` say where the two go. */
export const SUBJECT_SLOT = '%subject%';
export const LANGUAGE_SLOT = '%language%';

const HTML =
  /<\/?(?:p|br|div|span|a|b|strong|i|em|u|ul|ol|li|table|tr|td|th|h[1-6]|hr|blockquote|img|html|body|script|style|form|input|button|iframe|object|embed|svg|link|meta)(?=[\s/>])[^>]*>/i;

/** The message of a free text: sanitized if it is HTML, inside the layout either way; without compiling any MJML. */
export function freeTextMessage({ subject, body }: FreeText, layout: string, language: string): MessageSource {
  const html = fill(fill(layout, SUBJECT_SLOT, escapeText(subject)), LANGUAGE_SLOT, language);
  if (!HTML.test(body)) return { language, subject, html, text: body.replaceAll('\r\n', '\n') };
  const clean = sanitizeBody(body);
  return { language, subject, html: fill(html, BODY_SLOT, clean.html), text: plainTextTemplate(clean.source) };
}

/**
 * A body as it is kept: plain text as it is, HTML without what a message must not hold. `warnings` says what that was, in words for
 * whoever wrote it.
 */
export function cleanBody(body: string): { body: string; warnings: string[] } {
  if (!HTML.test(body)) return { body, warnings: [] };
  const { source } = sanitizeBody(body);
  // What was HTML stays HTML: its entities are written out.
  return { body: HTML.test(source) ? source : `<p>${source}</p>`, warnings: removedFromHtml(body, ALLOWED) };
}

/** The Handlebars tags of an HTML body that stand where sanitizing leaves nothing, such as inside another tag. */
export function lostInHtml(body: string): Mustache[] {
  return HTML.test(body) ? sanitizeBody(body).lost : [];
}

const FIELD_FIRST = new RegExp(`\\b(href|src)="${MARK.source}`, 'g');
const PRINTED_FIELD = /^\{\{\{?\s*([\w.[\]/@-]+)\s*\}?\}\}$/;

/**
 * `source` is the sanitized template; in `html` an address that begins with a field goes through `webLink`, since a value
 * may bring `javascript:` along.
 */
function sanitizeBody(body: string): { source: string; html: string; lost: Mustache[] } {
  const lifted = liftMustaches(body);
  const clean = sanitizeHtml(lifted.text, ALLOWED);
  const lost = lifted.lost(clean);
  const html = clean.replace(FIELD_FIRST, (_, attribute: string, index: string) => {
    const tag = lifted.tags[Number(index)]!;
    const field = PRINTED_FIELD.exec(tag.source)?.[1];
    if (!field) lost.push(tag);
    return `${attribute}="${field ? `{{webLink ${field} "${field}"}}` : ''}`;
  });
  return { source: lifted.restore(clean), html: lifted.restore(html), lost };
}

function escapeText(template: string): string {
  const { text, restore } = liftMustaches(template);
  return restore(Handlebars.escapeExpression(text));
}

function fill(template: string, slot: string, content: string): string {
  return template.split(slot).join(content);
}

const COLOR = /^(?:#[\da-f]{3,8}|[a-z]+|rgba?\([\d\s,.%/]+\))$/i;
const LENGTHS = /^(?:-?[\d.]+(?:px|em|rem|pt|%)?|auto)(?:\s+(?:-?[\d.]+(?:px|em|rem|pt|%)?|auto)){0,3}$/;

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    ...[
      'p',
      'br',
      'div',
      'span',
      'a',
      'b',
      'strong',
      'i',
      'em',
      'u',
      's',
      'small',
      'sub',
      'sup',
      'blockquote',
      'hr',
      'pre',
      'code',
    ],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'img'],
    ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    '*': ['style', 'align', 'dir', 'lang', 'title'],
    a: ['href'],
    img: ['src', 'alt', 'width', 'height'],
    table: ['width', 'cellpadding', 'cellspacing', 'border', 'role'],
    th: ['colspan', 'rowspan', 'scope', 'width', 'valign'],
    td: ['colspan', 'rowspan', 'width', 'valign'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https'] },
  allowProtocolRelative: false,
  allowedStyles: {
    '*': {
      color: [COLOR],
      'background-color': [COLOR],
      'text-align': [/^(?:left|right|center|justify)$/],
      'font-weight': [/^(?:normal|bold|[1-9]00)$/],
      'font-style': [/^(?:normal|italic)$/],
      'font-size': [LENGTHS],
      'line-height': [LENGTHS],
      'text-decoration': [/^(?:none|underline|line-through)$/],
      margin: [LENGTHS],
      padding: [LENGTHS],
      width: [LENGTHS],
      border: [/^[\w\s#.]+$/],
      'border-collapse': [/^(?:collapse|separate)$/],
      'vertical-align': [/^(?:top|middle|bottom)$/],
    },
  },
};
