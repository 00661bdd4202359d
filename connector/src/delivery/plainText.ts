import Handlebars from 'handlebars';
import { convert, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';
import { liftMustaches, MARK } from './mustaches.ts';

/**
 * The text part of an HTML template, a Handlebars template as well: paragraphs, lists with dashes, table rows on a line
 * each. What only one part shall show says so by its class: `html-only`, or `<pre class="text-only">`.
 */
export function plainTextTemplate(html: string): string {
  const { text, restore } = liftMustaches(html.replace(/<!--[\s\S]*?-->/g, ''));
  return (
    restore(convert(blocksOnLines(text), OPTIONS))
      .replace(LINK_OF_ITSELF, '$1')
      .trim() + '\n'
  );
}

/** Leaves out what stands in an HTML template for the text part alone, and the layout's indentation. */
export function withoutTextOnly(html: string): string {
  return html.replace(/<pre class="text-only">[\s\S]*?<\/pre>/g, '').replace(/\n\s+/g, '\n');
}

/** What conditions leave behind where they were not met: no more than one empty line, none at the ends. */
export function tidyText(text: string): string {
  const lines = text.includes(' \n') ? text.replace(/[ \t]+\n/g, '\n') : text;
  const paragraphs = lines.includes('\n\n\n') ? lines.replace(/\n{3,}/g, '\n\n') : lines;
  return `${paragraphs.trim()}\n`;
}

const LINK_OF_ITSELF = /(\{\{[^{}]+\}\}) \(\1\)/g;
const WEB_LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g;

/** Tidy plain text as HTML: paragraphs and line breaks kept, web addresses made links. */
export function htmlParagraphs(text: string): string {
  const html = text.includes('://') ? linked(text.trim()) : Handlebars.escapeExpression(text.trim());
  return `<p>${html.replaceAll('\n\n', '</p><p>').replaceAll('\n', '<br>\n')}</p>`;
}

function linked(text: string): string {
  let html = '';
  let end = 0;
  for (const { 0: link, index } of text.matchAll(WEB_LINK)) {
    const href = Handlebars.escapeExpression(link);
    html += `${Handlebars.escapeExpression(text.slice(end, index))}<a href="${href}">${href}</a>`;
    end = index + link.length;
  }
  return html + Handlebars.escapeExpression(text.slice(end));
}

const BLOCKS = 'p|div|ul|ol|li|table|thead|tbody|tfoot|tr|td|th|h[1-6]|blockquote|pre|hr|body';
const MARKS = `(?:\\s*${MARK.source})+\\s*`;
const BETWEEN_BLOCKS = new RegExp(
  `(^|</(?:${BLOCKS})>|<(?:div|ul|ol|table|thead|tbody|tfoot|tr|body)\\b[^>]*>|<hr\\s*/?>)(${MARKS})(?=$|</?(?:${BLOCKS})\\b)`,
  'g',
);

/** Gives `{{#each}}` between rows a line of its own: Handlebars leaves no trace of such a line. */
function blocksOnLines(lifted: string): string {
  return lifted.replace(
    BETWEEN_BLOCKS,
    (_, tag: string, marks: string) => tag + marks.replace(MARK, (mark) => `<div>${mark}</div>`),
  );
}

const cell: FormatCallback = (element, walk, builder) => {
  const cells = element.parent?.children.filter(({ name }: { name?: string }) => name === 'td' || name === 'th') ?? [];
  walk(element.children, builder);
  if (cells.at(-1) !== element) builder.addInline(' · ');
};

const anchor: FormatCallback = (element, walk, builder) => {
  const href = String(element.attribs['href'] ?? '').replace(/^(?:mailto|tel):/, '');
  let label = '';
  builder.pushWordTransform((text) => ((label += text), text));
  walk(element.children, builder);
  builder.popWordTransform();
  if (href !== '' && href !== label.trim()) builder.addInline(` (${href})`, { noWordTransform: true });
};

const paragraph = { leadingLineBreaks: 2, trailingLineBreaks: 2 };
const OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  formatters: { cell, anchor },
  selectors: [
    { selector: '*', format: 'inline' },
    { selector: 'head', format: 'skip' },
    { selector: 'div[style^="display:none"]', format: 'skip' },
    { selector: '.html-only', format: 'skip' },
    { selector: 'img', format: 'skip' },
    ...['div', 'table', 'thead', 'tbody', 'tfoot', 'tr'].map((selector) => ({
      selector,
      format: 'block',
      options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
    })),
    { selector: 'p', format: 'paragraph', options: paragraph },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      format: 'heading',
      options: { ...paragraph, uppercase: false },
    })),
    ...['ul', 'ol'].map((selector) => ({
      selector,
      format: 'unorderedList',
      options: { ...paragraph, itemPrefix: '- ' },
    })),
    { selector: 'br', format: 'lineBreak' },
    { selector: 'hr', format: 'horizontalLine', options: { ...paragraph, length: 20 } },
    { selector: 'blockquote', format: 'blockquote', options: { ...paragraph, trimEmptyLines: true } },
    { selector: 'pre', format: 'pre', options: paragraph },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    { selector: 'td[role="presentation"]', format: 'inline' },
    { selector: 'a', format: 'anchor' },
  ],
};
