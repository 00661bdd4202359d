import { beforeAll, describe, expect, test } from 'vitest';
import { messageFields } from '../../connector/src/delivery/fields.ts';
import type { LanguagePreference } from '../../connector/src/delivery/language.ts';
import { compileMessage } from '../../connector/src/delivery/message.ts';
import { templateDirectory, TemplateLibrary } from '../../connector/src/delivery/templates.ts';
import { context } from './context.ts';

let library: TemplateLibrary;
beforeAll(async () => {
  library = await TemplateLibrary.load(templateDirectory());
});

describe('PLN-3: the variant that is used', () => {
  const VOUS = /\b(vous|votre)\b/i;
  const TU = /\b(tu|ta|toi)\b/i;

  test.each<[string, LanguagePreference, string, RegExp]>([
    [
      'is in the customer’s language',
      { customerLanguage: 'fr', planLanguage: 'en', organizationLanguage: 'en' },
      'fr',
      VOUS,
    ],
    ['else in the plan’s', { customerLanguage: 'pt', planLanguage: 'fr', organizationLanguage: 'en' }, 'fr', VOUS],
    ['else in the organisation’s', { planLanguage: 'pl', organizationLanguage: 'fr' }, 'fr', VOUS],
    ['else in English', { customerLanguage: 'pt', planLanguage: 'pl', organizationLanguage: 'pt-BR' }, 'en', /Dear/],
    [
      'keeps the form of address in another language',
      { customerLanguage: 'pt', formOfAddress: 'informal', planLanguage: 'fr' },
      'fr',
      TU,
    ],
    ['keeps the customer’s region for amounts and dates', { customerLanguage: 'fr-CA' }, 'fr-CA', VOUS],
    ['has the customer’s form of address', { customerLanguage: 'fr', formOfAddress: 'informal' }, 'fr', TU],
    ['is formal when none is said', { customerLanguage: 'fr', formOfAddress: null }, 'fr', VOUS],
    [
      'is the one there is where a language has one form',
      { customerLanguage: 'en', formOfAddress: 'informal' },
      'en',
      /Dear/,
    ],
    ['passes over what is no language', { customerLanguage: 'not a language', planLanguage: 'fr_FR' }, 'fr-FR', VOUS],
  ])('%s', async (_, preference, language, words) => {
    const template = await library.resolve({ key: 'first-reminder' }, preference);
    expect(template.language).toBe(language);
    expect(template.text(messageFields(context({ language })))).toMatch(words);
  });

  test.each([
    ['fr-CA', '1 240,00 €', '17 octobre 2026'],
    ['de-AT', '€ 1.240,00', '17. Oktober 2026'],
    ['de-CH', 'EUR 1’240.00', '17. Oktober 2026'],
    ['es-MX', 'EUR 1,240.00', '17 de octubre de 2026'],
    ['nl-BE', '€ 1.240,00', '17 oktober 2026'],
    ['en-GB', '€1,240.00', '17 October 2026'],
  ])('%s: the words of the language, amounts and dates of the region', async (tag, amount, date) => {
    const template = await library.resolve({ key: 'first-reminder' }, { customerLanguage: tag });
    const plain = await library.resolve({ key: 'first-reminder' }, { customerLanguage: tag.slice(0, 2) });
    expect(template.language).toBe(tag);
    expect(template.source.text).toBe(plain.source.text);
    const text = template.text(messageFields(context({ language: tag })));
    const printed = text.replace(/[\u00a0\u202f]/g, ' ').replaceAll("'", '’');
    expect(printed).toContain(amount);
    expect(printed).toContain(date);
  });

  test('a text of one’s own is in the language of its plan, else the customer’s, else the organisation’s', async () => {
    const languageOf = async (preference: LanguagePreference) =>
      (await library.resolve({ subject: 'x', body: 'x' }, preference)).language;
    expect(await languageOf({ customerLanguage: 'fr', planLanguage: 'de', organizationLanguage: 'en' })).toBe('de');
    expect(await languageOf({ customerLanguage: 'fr', organizationLanguage: 'en' })).toBe('fr');
    expect(await languageOf({ organizationLanguage: 'it' })).toBe('it');
    expect(await languageOf({})).toBe('en');
  });
});

test('an unknown key is an error that names those there are', async () => {
  await expect(library.resolve({ key: 'reminder' }, {})).rejects.toThrow(
    `no template 'reminder'; there are ${library.keys().join(', ')}`,
  );
});

test('the forms of a message differ in words, not in facts', async () => {
  const texts = await Promise.all(
    (['formal', 'informal'] as const).map(async (formOfAddress) => {
      const template = await library.resolve({ key: 'last-reminder' }, { customerLanguage: 'fr', formOfAddress });
      return template.text(messageFields(context({ language: 'fr' })));
    }),
  );
  const list = (text: string) => text.slice(text.indexOf('Factures ouvertes'), text.indexOf('Total'));
  expect(texts[0]).not.toBe(texts[1]);
  expect(list(texts[0]!)).toBe(list(texts[1]!));
});

test('a customer reads why the invoices add up to more than the total', async () => {
  const template = await library.resolve({ key: 'first-reminder' }, { customerLanguage: 'en' });
  const { customer } = context();
  const balances = [{ currency: 'EUR', outstanding: 109000, due: 0, overdue: 124000, unapplied: 15000, disputed: 0 }];
  const text = template.text(messageFields(context({ customer: { ...customer, balances } })));
  expect(text).toContain('Payments and credits not yet allocated: − €150.00\nTotal outstanding: €1,090.00');
  expect(template.text(messageFields(context()))).not.toContain('not yet allocated');
});

describe('the hash of a template', () => {
  test('is the same for the same message, another for another one', async () => {
    const french = await library.resolve({ key: 'first-reminder' }, { customerLanguage: 'fr' });
    const again = await (
      await TemplateLibrary.load(templateDirectory())
    ).resolve({ key: 'first-reminder' }, { planLanguage: 'fr' });
    const english = await library.resolve({ key: 'first-reminder' }, { customerLanguage: 'en' });
    expect(again.hash).toBe(french.hash);
    expect(english.hash).not.toBe(french.hash);
    expect(french.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('PLN-4: stands for a source that gives the same message later', async () => {
    const fields = messageFields(context());
    for (const ref of [{ key: 'second-reminder' }, { subject: 'On {{today}}', body: 'Dear {{contact.name}}' }]) {
      const template = await library.resolve(ref, { customerLanguage: 'en' });
      const later = compileMessage(JSON.parse(JSON.stringify(template.source)));
      expect(later.hash).toBe(template.hash);
      expect([later.subject(fields), later.html(fields), later.text(fields)]).toEqual([
        template.subject(fields),
        template.html(fields),
        template.text(fields),
      ]);
    }
  });
});
