import sanitizeHtml from 'sanitize-html';
import { liftMustaches } from './mustaches.ts';

/** Tags around a whole document: a message has its own, and nobody misses them. */
const AROUND = new Set(['html', 'head', 'body', 'meta', 'title', 'link']);
const STYLE = 'style';

/** What sanitizing by `allowed` takes out of an HTML template, one sentence each: `<script>` was removed, … */
export function removedFromHtml(template: string, allowed: sanitizeHtml.IOptions): string[] {
  const html = liftMustaches(template).text;
  const left = partsOf(sanitizeHtml(html, allowed));
  const removed: string[] = [];
  for (const [part, { count, sentence }] of partsOf(html)) {
    if ((left.get(part)?.count ?? 0) < count) removed.push(sentence);
  }
  return removed;
}

interface Part {
  count: number;
  readonly sentence: string;
}

/** Tags, attributes and style properties, with how often each is there. */
function partsOf(html: string): Map<string, Part> {
  const parts = new Map<string, Part>();
  const add = (name: string, sentence: string) => {
    const part = parts.get(name);
    if (part) part.count++;
    else parts.set(name, { count: 1, sentence });
  };
  const onOpenTag = (tag: string, attributes: sanitizeHtml.Attributes) => {
    if (AROUND.has(tag)) return;
    add(tag, `\`<${tag}>\` was removed: messages do not carry it`);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === STYLE) {
        for (const property of propertiesOf(value))
          add(`${tag} ${STYLE} ${property}`, `The style \`${property}\` of \`<${tag}>\` was removed`);
      } else if (/^(?:href|src|action)$/.test(name)) {
        add(`${tag} ${name}`, `The address \`${shorten(value)}\` of \`<${tag}>\` was removed: only ${schemes(tag)}`);
      } else if (name !== 'class' && name !== 'id' && !name.startsWith('data-')) {
        add(`${tag} ${name}`, `The attribute \`${name}\` of \`<${tag}>\` was removed`);
      }
    }
  };
  sanitizeHtml(html, { allowedTags: false, allowedAttributes: false, allowVulnerableTags: true, onOpenTag });
  return parts;
}

function schemes(tag: string): string {
  return tag === 'img' ? 'https: addresses are allowed' : 'http:, https:, mailto: and tel: addresses are allowed';
}

function propertiesOf(style: string): string[] {
  return style
    .split(';')
    .map((declaration) => declaration.split(':')[0]!.trim().toLowerCase())
    .filter((property) => property !== '');
}

function shorten(value: string): string {
  const text = value.replace(/[\uE000-\uF8FF`\s]+/g, ' ').trim();
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
