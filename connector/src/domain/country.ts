const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Codes that Unicode names but ISO 3166 does not assign to a country. */
const NO_COUNTRIES = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);

/** Whether `code` is an ISO 3166 alpha-2 code, upper case. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRIES.has(code) && REGIONS.of(code) !== undefined;
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** In these languages people write a country’s name. */
const LANGUAGES = ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt'];
/** What people write and Unicode does not. */
const ALSO = { USA: 'US', 'U.S.': 'US', 'U.S.A.': 'US', UK: 'GB', 'U.K.': 'GB', England: 'GB', Scotland: 'GB', Wales: 'GB' };

let byName: ReadonlyMap<string, string> | null = null;

/** `France`, `Frankreich`, `fr` or `USA` → the ISO 3166 alpha-2 code; null for what names no country. */
export function countryNamed(text: string): string | null {
  const code = text.trim().toUpperCase();
  byName ??= namesOfCountries();
  return byName.get(code) ?? (isCountry(code) ? code : null);
}

function namesOfCountries(): Map<string, string> {
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter(
    (code) => isCountry(code) && new Intl.Locale(`und-${code}`).region === code, // not FX, which is called France too
  );
  const names = new Map<string, string>();
  for (const language of LANGUAGES) {
    const regions = new Intl.DisplayNames(language, { type: 'region' });
    for (const code of codes) names.set(regions.of(code)!.toUpperCase(), code);
  }
  for (const [name, code] of Object.entries(ALSO)) names.set(name.toUpperCase(), code);
  return names;
}
