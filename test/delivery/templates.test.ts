import { beforeAll, describe, expect, test } from 'vitest';
import { messageFields } from '../../connector/src/delivery/fields.ts';
import type { LanguagePreference } from '../../connector/src/delivery/language.ts';
import { compileMessage } from '../../connector/src/delivery/message.ts';
import { templateDirectory, TemplateLibrary } from '../../connector/src/delivery/templates.ts';
import { context, invoice } from './context.ts';

let library: TemplateLibrary;
beforeAll(async () => {
  library = await TemplateLibrary.load(templateDirectory());
});

const KEYS = ['before-due', 'first-reminder', 'last-reminder', 'second-reminder', 'third-reminder'];

test('the shipped messages', () => {
  expect(library.keys()).toEqual(KEYS);
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
    ['else in the plan’s', { customerLanguage: 'de', planLanguage: 'fr', organizationLanguage: 'en' }, 'fr', VOUS],
    ['else in the organisation’s', { planLanguage: 'de', organizationLanguage: 'fr' }, 'fr', VOUS],
    ['else in English', { customerLanguage: 'de', planLanguage: 'it', organizationLanguage: 'pt-BR' }, 'en', /Dear/],
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
    `no template 'reminder'; there are ${KEYS.join(', ')}`,
  );
});

describe.each(KEYS)('%s', (key) => {
  const variants = [
    { customerLanguage: 'en', formOfAddress: 'formal' },
    { customerLanguage: 'fr', formOfAddress: 'formal' },
    { customerLanguage: 'fr', formOfAddress: 'informal' },
  ] as const;
  const invoices = [
    invoice({ number: 'FA-1 <&>' }),
    invoice({ number: 'FA-2', outstanding: 24000 }),
    invoice({ number: 'FA-3' }),
  ];

  test.each(variants)('says what is owed, in %o', async (preference) => {
    const template = await library.resolve({ key }, preference);
    const fields = messageFields(
      context({ language: template.language, invoices, portalLink: 'https://portal.example/p?a=1' }),
    );
    const [subject, html, text] = [template.subject(fields), template.html(fields), template.text(fields)];

    expect(subject).toContain('FA-1 <&>');
    for (const { number, outstanding } of fields.invoices.slice(1)) {
      expect(text).toContain(number);
      expect(text).toContain(String(outstanding));
      expect(html).toContain(number);
      expect(html).toContain(String(outstanding));
    }
    expect(text).toContain('FA-1 <&>');
    expect(text).toContain(String(fields.customer.outstanding));
    expect(text).toContain('https://portal.example/p?a=1');
    expect(text).toContain('Camille Moreau\nAtelier Lumen\n');
    expect(html).toContain('FA-1 &lt;&amp;&gt;');
    expect(html).not.toContain('FA-1 <&>');
  });

  test.each(variants)('reads well without pictures, styles or anything fetched, in %o', async (preference) => {
    const template = await library.resolve({ key }, preference);
    const fields = messageFields(
      context({ language: template.language, invoices, contact: null, sender: { name: null, email: 'a@b.example' } }),
    );
    const [html, text] = [template.html(fields), template.text(fields)];

    expect(text).not.toMatch(/[{}<>]{2}|undefined|null|NaN|\n{3,}| \n|\[object|^\s|&\w+;/);
    expect(html).not.toMatch(/\{\{|undefined|\[object|<img|<link|@import|url\(|text-only/);
    expect(html).toMatch(new RegExp(`<html lang="${template.language}"`));
    expect(html).toMatch(/<caption[\s\S]*<th scope="col"[\s\S]*<th scope="row"/);
    expect(html).toContain('name="color-scheme" content="light dark"');
    expect(html).toContain('name="viewport"');
  });
});

test('the three forms of a message differ in words, not in facts', async () => {
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
  const balances = [{ currency: 'EUR', outstanding: 109000, due: 0, overdue: 124000, unapplied: 15000 }];
  const text = template.text(messageFields(context({ customer: { ...customer, balances } })));
  expect(text).toContain('Payments and credits not yet allocated: €150.00\nTotal outstanding: €1,090.00');
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
