const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** In these languages people write a country’s name. */
const LANGUAGES = ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt'];
/** What people write and Unicode does not. */
const ALSO: Readonly<Record<string, string>> = {
  ...{ USA: 'US', 'U.S.': 'US', 'U.S.A.': 'US', 'UNITED STATES OF AMERICA': 'US' },
  ...{ UK: 'GB', 'U.K.': 'GB', ENGLAND: 'GB', SCOTLAND: 'GB', WALES: 'GB' },
};

let codeByName: ReadonlyMap<string, string> | null = null;

/** `France`, `Frankreich`, `fr` or `USA` → the ISO 3166 alpha-2 code; null for what names no country. */
export function countryNamed(text: string): string | null {
  codeByName ??= namesOfCountries();
  return codeByName.get(text.trim().toUpperCase()) ?? null;
}

function namesOfCountries(): Map<string, string> {
  const regions = LANGUAGES.map((language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }));
  const names = new Map<string, string>();
  for (const code of LETTERS.flatMap((first) => LETTERS.map((second) => first + second))) {
    // Not codes that were given up: FX is called France too.
    if (regions[0]!.of(code) === undefined || new Intl.Locale(`und-${code}`).region !== code) continue;
    for (const one of regions) names.set(one.of(code)!.toUpperCase(), code);
    names.set(code, code);
  }
  for (const [name, code] of Object.entries(ALSO)) names.set(name, code);
  return names;
}
