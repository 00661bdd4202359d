import { readFile } from 'node:fs/promises';
import type { MessageSource } from './message.ts';
import { plainTextTemplate, withoutTextOnly } from './plainText.ts';

const TITLE = /<mj-title>([\s\S]*?)<\/mj-title>/;

/**
 * A message from one MJML file: its `mj-title` is the subject, its text part is read off its HTML.
 * Includes are looked for beside the file and under `includePath`; anything that MJML objects to is an error.
 */
export async function compileMjmlFile(file: string, includePath: string): Promise<Omit<MessageSource, 'language'>> {
  const html = await compileMjml(file, includePath);
  const title = TITLE.exec(await readFile(file, 'utf8'))?.[1]?.trim();
  if (!title) throw new Error(`${file} has no <mj-title>: it is the message's subject`);
  return { subject: unescapeXml(title), html: withoutTextOnly(html), text: plainTextTemplate(html) };
}

/** MJML file → HTML, no font or picture fetched from anywhere. */
export async function compileMjml(file: string, includePath: string): Promise<string> {
  const { default: mjml } = await import('mjml'); // takes a second to load, and not every process sends e-mail
  const source = await readFile(file, 'utf8');
  const { html } = await mjml(source, {
    filePath: file,
    includePath,
    ignoreIncludes: false,
    fonts: {},
    keepComments: true,
    validationLevel: 'strict',
  });
  return html;
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
