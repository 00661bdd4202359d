import { createHash } from 'node:crypto';
import type { Fields } from './fields.ts';
import { htmlParagraphs, tidyText } from './plainText.ts';
import { compileTemplate, type Render } from './templateEngine.ts';

/** What a message is rendered from: Handlebars templates in one language. */
export interface MessageSource {
  readonly language: string;
  readonly subject: string;
  /** Where it holds the `BODY_SLOT`, the rendered text part goes in there as paragraphs. */
  readonly html: string;
  readonly text: string;
}

export const BODY_SLOT = '<!--body-->';

/** Every part throws `TemplateRenderError` where the template prints a field that has no value (MAN-2). */
export interface CompiledTemplate {
  /** The language that the fields are to be formatted in. */
  readonly language: string;
  /** SHA-256 of the source in hexadecimal: names what a sent message was rendered from. */
  readonly hash: string;
  readonly source: MessageSource;
  subject(fields: Fields): string;
  html(fields: Fields): string;
  text(fields: Fields): string;
}

/** Compiles with the first rendering, once. A source kept from earlier gives the earlier messages again. */
export function compileMessage(source: MessageSource): CompiledTemplate {
  const { language } = source;
  const renderSubject = compileTemplate(source.subject, { language, escape: false });
  const renderText = compileTemplate(source.text, { language, escape: false });
  let latest: { fields: Fields; text: string } | null = null; // the HTML part may ask for what the text part has just made
  const text: Render = (fields) => {
    if (latest?.fields !== fields) latest = { fields, text: tidyText(renderText(fields)) };
    return latest.text;
  };
  return Object.freeze({
    language,
    hash: messageHash(source),
    source,
    subject: (fields: Fields) =>
      renderSubject(fields)
        .replace(/\s*[\r\n]+\s*/g, ' ')
        .trim(), // a header is one line
    html: compileHtml(source, text),
    text,
  });
}

export function messageHash({ language, subject, html, text }: MessageSource): string {
  return createHash('sha256')
    .update(JSON.stringify([language, subject, html, text]))
    .digest('hex');
}

function compileHtml({ html, language }: MessageSource, text: Render): Render {
  const [before, after] = html.split(BODY_SLOT).map((part) => compileTemplate(part, { language, escape: true }));
  if (!before) return () => '';
  if (!after) return before;
  return (fields) => before(fields) + htmlParagraphs(text(fields)) + after(fields);
}
