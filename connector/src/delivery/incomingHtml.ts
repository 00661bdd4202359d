import { convert } from 'html-to-text';
import sanitizeHtml from 'sanitize-html';

const SAFE: sanitizeHtml.IOptions = {
  // No pictures: they tell their sender that, when and where a mail is read.
  allowedTags: sanitizeHtml.defaults.allowedTags.filter((tag) => tag !== 'img'),
  allowedAttributes: { a: ['href', 'rel'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer nofollow' }) },
};

/** The HTML of a mail that came, as it may be shown to people: text and its structure, nothing that runs or calls anybody. */
export function cleanIncomingHtml(html: string): string {
  return sanitizeHtml(html, SAFE);
}

/** Its text; quoted passages begin with `>`, as in plain text. */
export function textOfIncomingHtml(html: string): string {
  return convert(cleanIncomingHtml(html), {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
}
