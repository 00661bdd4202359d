import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TemplateRef } from '../domain/plan.ts';
import { type FreeText, freeTextMessage } from './freeText.ts';
import { freeTextLanguage, generalizations, type LanguagePreference, preferredLanguages } from './language.ts';
import { type CompiledTemplate, compileMessage, messageHash, type MessageSource } from './message.ts';
import { compileMjml } from './mjmlCompiler.ts';
import { compileMjmlFile } from './mjmlMessage.ts';
import { withoutTextOnly } from './plainText.ts';
import { RecentlyUsed } from './recentlyUsed.ts';

export type { CompiledTemplate, MessageSource } from './message.ts';
export { compileMessage } from './message.ts';

const LAYOUT = 'layout';
const FREE_TEXT_LAYOUT = 'free-text.mjml';
const VARIANT = /^([A-Za-z-]+?)(?:-(formal|informal))?\.mjml$/;
const MAX_COMPILED = 500;

type Form = 'formal' | 'informal' | 'any';

/** One message: its files by language (lower case), then by form of address. */
type Variants = Map<string, Map<Form, string>>;

/** The e-mail templates of a folder, compiled when first asked for and kept. */
export class TemplateLibrary {
  readonly #directory: string;
  readonly #messages: ReadonlyMap<string, Variants>;
  readonly #sources = new Map<string, ReturnType<typeof compileMjmlFile>>();
  /** By what was asked for, so that the usual case costs one look-up; the same few messages again by their hash. */
  readonly #chosen = new RecentlyUsed<string, CompiledTemplate>(MAX_COMPILED);
  readonly #compiled = new RecentlyUsed<string, CompiledTemplate>(MAX_COMPILED);
  #freeTextLayout: Promise<string> | null = null;

  private constructor(directory: string, messages: ReadonlyMap<string, Variants>) {
    this.#directory = directory;
    this.#messages = messages;
  }

  /** Reads which messages `<directory>/<key>/<language>[-<form>].mjml` there are. */
  static async load(directory: string): Promise<TemplateLibrary> {
    const messages = new Map<string, Variants>();
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name === LAYOUT) continue;
      const variants = variantsAmong(await readdir(join(directory, entry.name)));
      if (!variants.has('en')) throw new Error(`The e-mail template '${entry.name}' has no English variant`);
      messages.set(entry.name, variants);
    }
    return new TemplateLibrary(directory, messages);
  }

  /** The names of the shipped messages, in order of the alphabet. */
  keys(): string[] {
    return [...this.#messages.keys()].sort();
  }

  /** The template in the language and form of address that PLN-3 gives; throws a RangeError for an unknown key. */
  async resolve(template: TemplateRef, preference: LanguagePreference): Promise<CompiledTemplate> {
    const wanted = [
      preference.customerLanguage,
      preference.formOfAddress,
      preference.planLanguage,
      preference.organizationLanguage,
      ...('key' in template ? [template.key] : [template.subject, template.body]),
    ].join('\0');
    let compiled = this.#chosen.get(wanted);
    if (!compiled) {
      const isShipped = 'key' in template;
      const source = await (isShipped ? this.#message(template.key, preference) : this.#freeText(template, preference));
      compiled = this.#compile(source);
      this.#chosen.set(wanted, compiled);
    }
    return compiled;
  }

  #compile(source: MessageSource): CompiledTemplate {
    const hash = messageHash(source);
    let compiled = this.#compiled.get(hash);
    if (!compiled) this.#compiled.set(hash, (compiled = compileMessage(source)));
    return compiled;
  }

  async #message(key: string, preference: LanguagePreference): Promise<MessageSource> {
    const variants = this.#messages.get(key);
    if (!variants) throw new RangeError(`There is no template '${key}'; there are ${this.keys().join(', ')}`);
    const { file, language } = chooseVariant(variants, preference);
    const path = join(this.#directory, key, file);
    let source = this.#sources.get(path);
    if (!source) this.#sources.set(path, (source = compileMjmlFile(path, this.#directory)));
    return { ...(await source), language };
  }

  async #freeText(text: FreeText, preference: LanguagePreference): Promise<MessageSource> {
    this.#freeTextLayout ??= compileMjml(join(this.#directory, LAYOUT, FREE_TEXT_LAYOUT), this.#directory).then(
      withoutTextOnly,
    );
    return freeTextMessage(text, await this.#freeTextLayout, freeTextLanguage(preference));
  }
}

function variantsAmong(files: string[]): Variants {
  const variants: Variants = new Map();
  for (const file of files) {
    const match = VARIANT.exec(file);
    if (!match) continue;
    const language = match[1]!.toLowerCase();
    const forms = variants.get(language) ?? new Map<Form, string>();
    variants.set(language, forms.set((match[2] as Form | undefined) ?? 'any', file));
  }
  return variants;
}

/** PLN-3. The form that is wanted, formal if none is, else the one there is in the same language. */
function chooseVariant(variants: Variants, preference: LanguagePreference): { file: string; language: string } {
  const forms: Form[] =
    preference.formOfAddress === 'informal' ? ['informal', 'any', 'formal'] : ['formal', 'any', 'informal'];
  for (const language of preferredLanguages(preference)) {
    for (const tag of generalizations(language)) {
      const files = variants.get(tag.toLowerCase());
      const file = files && forms.map((form) => files.get(form)).find((name) => name !== undefined);
      if (file) return { file, language };
    }
  }
  throw new RangeError('The template has no English variant');
}

/** Where the shipped templates lie: beside connector/ in a checkout, inside the package once installed. */
export function templateDirectory(): string {
  const candidates = ['../../../templates/email', '../../templates/email'];
  const found = candidates
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(join(path, LAYOUT, FREE_TEXT_LAYOUT)));
  if (!found) throw new Error('The e-mail templates are missing: templates/email was not found beside the connector');
  return found;
}
