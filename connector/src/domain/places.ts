/** `fr_ca` → `fr-CA`; null for what is no BCP 47 tag. */
export function canonicalLanguage(text: string): string | null {
  const tag = text.replaceAll('_', '-');
  try {
    return /^[a-z]{2,3}(-|$)/i.test(tag) ? Intl.getCanonicalLocales(tag)[0]! : null;
  } catch {
    return null; // Intl says no more than that the tag is none
  }
}

const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Codes that Unicode names but ISO 3166 does not assign to a country. */
const NO_COUNTRIES = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);

/** Whether `code` is an ISO 3166 alpha-2 code, upper case. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRIES.has(code) && REGIONS.of(code) !== undefined;
}
