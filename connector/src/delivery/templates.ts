import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OwnTemplate, OwnTemplates, TemplateVariant } from '../domain/messageTemplate.ts';
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

/** One message: its variants by language (lower case), then by form of address. */
type Variants<T> = Map<string, Map<Form, T>>;

/** A shipped message as people read it. */
export interface ShippedTemplate {
  readonly key: string;
  /** The body is the text part. */
  readonly variants: readonly TemplateVariant[];
}

const NONE: OwnTemplates = new Map();

/** The e-mail templates of a folder, compiled when first asked for and kept. */
export class TemplateLibrary {
  readonly #directory: string;
  readonly #messages: ReadonlyMap<string, Variants<string>>;
  readonly #sources = new Map<string, ReturnType<typeof compileMjmlFile>>();
  /** By what was asked for, so that the usual case costs one look-up; the same few messages again by their hash. */
  readonly #chosen = new RecentlyUsed<string, CompiledTemplate>(MAX_COMPILED);
  readonly #compiled = new RecentlyUsed<string, CompiledTemplate>(MAX_COMPILED);
  #freeTextLayout: Promise<string> | null = null;

  private constructor(directory: string, messages: ReadonlyMap<string, Variants<string>>) {
    this.#directory = directory;
    this.#messages = messages;
  }

  /** Reads which messages `<directory>/<key>/<language>[-<form>].mjml` there are. */
  static async load(directory: string): Promise<TemplateLibrary> {
    const messages = new Map<string, Variants<string>>();
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

  /** The languages and forms of address of a shipped message, in the order of the alphabet; null for another key. */
  variantsOf(key: string): Pick<TemplateVariant, 'language' | 'formOfAddress'>[] | null {
    const variants = this.#messages.get(key);
    return variants
      ? shippedVariants(variants).map(({ language, formOfAddress }) => ({ language, formOfAddress }))
      : null;
  }

  /** The texts of a shipped message; null for another key. */
  async shipped(key: string): Promise<ShippedTemplate | null> {
    const variants = this.#messages.get(key);
    if (!variants) return null;
    const texts = shippedVariants(variants).map(async ({ language, formOfAddress, file }) => {
      const { subject, text } = await this.#file(key, file);
      return { language, formOfAddress, subject, body: text };
    });
    return { key, variants: await Promise.all(texts) };
  }

  /**
   * The template in the language and form of address that PLN-3 gives; throws a RangeError for an unknown key. `own` are the
   * organisation's own templates, whose first variant serves where none fits.
   */
  async resolve(
    template: TemplateRef,
    preference: LanguagePreference,
    own: OwnTemplates = NONE,
  ): Promise<CompiledTemplate> {
    const ours = 'key' in template ? own.get(template.key) : undefined;
    const wanted = [
      preference.customerLanguage,
      preference.formOfAddress,
      preference.planLanguage,
      preference.organizationLanguage,
      ...('key' in template ? [template.key] : [template.subject, template.body]),
      // By what it says, not by its version: several databases may share a process.
      ...(ours ? ours.variants.flatMap((variant) => Object.values(variant)) : []),
    ].join('\0');
    let compiled = this.#chosen.get(wanted);
    if (!compiled) {
      compiled = this.#compile(await this.#source(template, ours, preference, own));
      this.#chosen.set(wanted, compiled);
    }
    return compiled;
  }

  #source(
    template: TemplateRef,
    ours: OwnTemplate | undefined,
    preference: LanguagePreference,
    own: OwnTemplates,
  ): Promise<MessageSource> {
    if (ours) {
      const { variant, language } = chooseOwn(ours, preference);
      return this.#freeText(variant, language);
    }
    if ('key' in template) return this.#message(template.key, preference, own);
    return this.#freeText(template, freeTextLanguage(preference));
  }

  #compile(source: MessageSource): CompiledTemplate {
    const hash = messageHash(source);
    let compiled = this.#compiled.get(hash);
    if (!compiled) this.#compiled.set(hash, (compiled = compileMessage(source)));
    return compiled;
  }

  async #message(key: string, preference: LanguagePreference, own: OwnTemplates): Promise<MessageSource> {
    const variants = this.#messages.get(key);
    if (!variants) {
      throw new RangeError(`There is no template '${key}'; there are ${[...this.keys(), ...own.keys()].join(', ')}`);
    }
    const chosen = chooseVariant(variants, preference);
    if (!chosen) throw new RangeError(`The template '${key}' has no English variant`);
    return { ...(await this.#file(key, chosen.variant)), language: chosen.language };
  }

  #file(key: string, file: string): ReturnType<typeof compileMjmlFile> {
    const path = join(this.#directory, key, file);
    let source = this.#sources.get(path);
    if (!source) this.#sources.set(path, (source = compileMjmlFile(path, this.#directory)));
    return source;
  }

  async #freeText(text: FreeText, language: string): Promise<MessageSource> {
    this.#freeTextLayout ??= compileMjml(join(this.#directory, LAYOUT, FREE_TEXT_LAYOUT), this.#directory).then(
      withoutTextOnly,
    );
    return freeTextMessage(text, await this.#freeTextLayout, language);
  }
}

function variantsAmong(files: string[]): Variants<string> {
  const variants: Variants<string> = new Map();
  for (const file of files) {
    const match = VARIANT.exec(file);
    if (!match) continue;
    const language = match[1]!.toLowerCase();
    const forms = variants.get(language) ?? new Map<Form, string>();
    variants.set(language, forms.set((match[2] as Form | undefined) ?? 'any', file));
  }
  return variants;
}

function shippedVariants(variants: Variants<string>) {
  return [...variants]
    .flatMap(([language, forms]) =>
      [...forms].map(([form, file]) => ({
        language: Intl.getCanonicalLocales(language)[0]!,
        formOfAddress: form === 'any' ? null : form,
        file,
      })),
    )
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** PLN-3; the first variant where none fits, so that a message is never lost for its language. */
function chooseOwn({ variants }: OwnTemplate, preference: LanguagePreference) {
  const byLanguage: Variants<TemplateVariant> = new Map();
  for (const variant of variants) {
    const language = variant.language.toLowerCase();
    const forms = byLanguage.get(language) ?? new Map<Form, TemplateVariant>();
    byLanguage.set(language, forms.set(variant.formOfAddress ?? 'any', variant));
  }
  const [first] = variants;
  return chooseVariant(byLanguage, preference) ?? { variant: first!, language: first!.language };
}

/** PLN-3. The form that is wanted, formal if none is, else the one there is in the same language. */
function chooseVariant<T>(
  variants: Variants<T>,
  preference: LanguagePreference,
): { variant: T; language: string } | null {
  const forms: Form[] =
    preference.formOfAddress === 'informal' ? ['informal', 'any', 'formal'] : ['formal', 'any', 'informal'];
  for (const language of preferredLanguages(preference)) {
    for (const tag of generalizations(language)) {
      const there = variants.get(tag.toLowerCase());
      const variant = there && forms.map((form) => there.get(form)).find((one) => one !== undefined);
      if (variant) return { variant, language };
    }
  }
  return null;
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
