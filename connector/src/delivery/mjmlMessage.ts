import { readFile } from 'node:fs/promises';
import type { MessageSource } from './message.ts';
import { compileMjml } from './mjmlCompiler.ts';
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

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
