export type FormOfAddress = 'formal' | 'informal';

/** Whose wish comes before whose, in PLN-3; BCP 47 tags. */
export interface LanguagePreference {
  customerLanguage?: string | null;
  formOfAddress?: FormOfAddress | null;
  planLanguage?: string | null;
  organizationLanguage?: string | null;
}

const FALLBACK = 'en';

/** PLN-3: the customer's own language, then the plan's, then the organisation's, then English. */
export function preferredLanguages(preference: LanguagePreference): string[] {
  const { customerLanguage, planLanguage, organizationLanguage } = preference;
  return knownLanguages([customerLanguage, planLanguage, organizationLanguage]);
}

/**
 * The language of a text that people wrote themselves, in one language only: the one their plan says it is in, else the
 * customer's, else the organisation's.
 */
export function freeTextLanguage(preference: LanguagePreference): string {
  const { customerLanguage, planLanguage, organizationLanguage } = preference;
  return knownLanguages([planLanguage, customerLanguage, organizationLanguage])[0] ?? FALLBACK;
}

/** `fr-CA` → `fr-CA`, `fr`: from the most specific tag to the language alone. */
export function generalizations(language: string): string[] {
  const parts = language.split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

function knownLanguages(wanted: (string | null | undefined)[]): string[] {
  const languages = wanted.map((tag) => (tag ? canonical(tag) : null)).filter((tag) => tag !== null);
  return [...new Set([...languages, FALLBACK])];
}

const canonicalTags = new Map<string, string | null>();

function canonical(tag: string): string | null {
  let language = canonicalTags.get(tag);
  if (language === undefined) {
    if (canonicalTags.size >= 1000) canonicalTags.clear();
    language = canonicalize(tag.replaceAll('_', '-'));
    canonicalTags.set(tag, language);
  }
  return language;
}

function canonicalize(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null; // not a language tag: as if none had been given
  }
}
