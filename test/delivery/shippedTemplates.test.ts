import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { messageFields, type MessageContext } from '../../connector/src/delivery/fields.ts';
import { type CompiledTemplate, templateDirectory, TemplateLibrary } from '../../connector/src/delivery/templates.ts';
import { fromIsoDate } from '../../connector/src/domain/day.ts';
import { context, customer, invoice } from './context.ts';
import { ADDRESS, BANK_DETAILS, VARIANTS, WORDS } from './languages.ts';

const KEYS = ['before-due', 'first-reminder', 'invoice', 'last-reminder', 'second-reminder', 'third-reminder'];

let library: TemplateLibrary;
beforeAll(async () => {
  library = await TemplateLibrary.load(templateDirectory());
});

const everything: Partial<MessageContext> = {
  accountManager: { name: 'Léa Roux', email: 'lea@lumen.example', phone: '+33 1 84 80 12 34' },
  customer: customer({
    balances: [
      { currency: 'EUR', outstanding: 333000, due: 124000, overdue: 24000, unapplied: 15000, disputed: 3300 },
      { currency: 'USD', outstanding: 124000, due: 0, overdue: 124000, unapplied: 0, disputed: 0 },
    ],
  }),
  invoices: [
    invoice({ number: 'FA-1 <&>', title: '<b>Q3</b>', outstanding: 123456789, grossAmount: 123456789 }),
    invoice({ number: 'FA-2', outstanding: 24000, link: 'https://pay.example/2?a=1&b=2' }),
    invoice({ number: 'FA-3', dueOn: fromIsoDate('2026-11-03') }),
    invoice({ number: 'FA-4', currency: 'USD', dueOn: fromIsoDate('2026-11-12') }),
  ],
  portalLink: 'https://portal.example/p?a=1',
};

const nextToNothing: Partial<MessageContext> = {
  contact: null,
  sender: { name: null, email: 'a@b.example' },
  invoices: [invoice({ title: null })],
};

test('PLN-3: every message has every language and form of address', async () => {
  expect(library.keys()).toEqual(KEYS);
  const files = VARIANTS.map(({ name }) => `${name}.mjml`).sort();
  for (const key of KEYS) expect((await readdir(join(templateDirectory(), key))).sort()).toEqual(files);
});

describe.each(VARIANTS)('$name', ({ language, formOfAddress }) => {
  const resolve = (key: string) => library.resolve({ key }, { customerLanguage: language, formOfAddress });
  const render = (template: CompiledTemplate, facts: Partial<MessageContext>) => {
    const fields = messageFields(context({ language, ...facts }));
    const [subject, html, text] = [template.subject(fields), template.html(fields), template.text(fields)];
    return { fields, subject, html, text, opening: text.split('\n\n')[1]! };
  };

  test.each(KEYS)('%s names the invoice, the amounts and the way to pay', async (key) => {
    const { fields, subject, html, text } = render(await resolve(key), everything);
    const listed = key === 'invoice' ? fields.invoices.slice(0, 1) : fields.invoices;
    expect(subject).toContain('FA-1 <&>');
    for (const part of [html, text]) {
      for (const { outstanding, dueDate } of listed) {
        expect(part).toContain(String(outstanding));
        expect(part).toContain(String(dueDate));
      }
      for (const { number } of listed.slice(1)) expect(part).toContain(number);
    }
    if (key !== 'invoice')
      for (const part of [html, text])
        for (const value of [fields.customer.outstanding, fields.customer.disputed, `− ${fields.customer.unapplied}`])
          expect(part).toContain(String(value));
    expect(html).toContain('FA-1 &lt;&amp;&gt;');
    expect(html).not.toMatch(/FA-1 <&>|<b>Q3/);
    expect(text).toContain('<b>Q3</b>');
    expect(text).toContain('https://portal.example/p?a=1');
    expect(text).toContain('Léa Roux');
    expect(text).toContain('+33 1 84 80 12 34');
    expect(text).toMatch(BANK_DETAILS);
    expect(text).toContain('Camille Moreau\nAtelier Lumen\n');
  });

  test.each(KEYS.filter((key) => key !== 'invoice'))(
    'BAL-1: %s tells what was refunded as owed, not as a credit',
    async (key) => {
      const balance = { currency: 'EUR', outstanding: 129000, due: 0, overdue: 124000, unapplied: -5000, disputed: 0 };
      const { fields, html, text } = render(await resolve(key), { customer: customer({ balances: [balance] }) });
      for (const part of [html, text]) {
        expect(part).toContain(String(fields.customer.refunded));
        expect(part).not.toContain(String(fields.customer.unapplied));
        expect(part).not.toContain('−');
      }
    },
  );

  test.each(KEYS)('%s reads well without pictures, styles or anything fetched', async (key) => {
    const template = await resolve(key);
    for (const facts of [everything, nextToNothing]) {
      const { html, text } = render(template, facts);
      expect(text).not.toMatch(/[{}<>]{2}|undefined|null|NaN|\n{3,}| \n| {2}|\[object|^\s|&\w+;/);
      expect(html).not.toMatch(/\{\{|undefined|\[object|<img|<link|@import|url\(|text-only/);
      expect(html).toMatch(new RegExp(`<html lang="${language}"`));
      expect(html).toMatch(/<caption[\s\S]*<th scope="row"/);
      expect(html).toContain('name="color-scheme" content="light dark"');
      expect(html).toContain('name="viewport"');
    }
  });

  test.each(KEYS)('%s is in one language and one form of address', async (key) => {
    const { subject, html, text } = render(await resolve(key), everything);
    const visible = html.replace(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' ');
    const words = new Set([subject, text, visible].join('\n').match(/\p{L}+/gu));
    const inLowerCase = new Set([...words].map((word) => word.toLowerCase()));
    const foreign = Object.entries(WORDS).flatMap(([other, list]) => (other === language ? [] : list));
    expect(WORDS[language].filter((word) => inLowerCase.has(word)).length).toBeGreaterThan(2);
    expect(foreign.filter((word) => inLowerCase.has(word))).toEqual([]);
    const address = ADDRESS[language];
    if (!address || !formOfAddress) return;
    expect(address[formOfAddress].some((word) => words.has(word))).toBe(true);
    const other = formOfAddress === 'formal' ? 'informal' : 'formal';
    expect(address[other].filter((word) => words.has(word))).toEqual([]);
  });

  test.each(KEYS)('%s has a subject that fits into a line', async (key) => {
    const { subject } = render(await resolve(key), { invoices: [invoice({ dueOn: fromIsoDate('2026-09-30') })] });
    expect(subject.length).toBeLessThanOrEqual(78);
    expect(subject).toContain('FA-2026-0143');
  });

  test('no two messages have the same subject or opening', async () => {
    const messages = await Promise.all(KEYS.map(async (key) => render(await resolve(key), {})));
    expect(new Set(messages.map(({ subject }) => subject)).size).toBe(KEYS.length);
    expect(new Set(messages.map(({ opening }) => opening)).size).toBe(KEYS.length);
  });

  test('INV-2: the invoice message asks for what is open, and for nothing once all is paid', async () => {
    const template = await resolve('invoice');
    const withOpen = (outstanding: number) => render(template, { invoices: [invoice({ outstanding })] });
    const { amount, dueDate } = withOpen(124000).fields.invoice;
    for (const { opening, fields } of [withOpen(124000), withOpen(24000)])
      for (const value of [amount, fields.invoice.outstanding, dueDate]) expect(opening).toContain(String(value));
    const paid = withOpen(0);
    expect(paid.opening).not.toMatch(/[.,]00/);
    expect(paid.opening).not.toContain(String(dueDate));
    expect(paid.text).not.toMatch(BANK_DETAILS);
  });

  test('an invoice has its own link where the customer has no portal', async () => {
    for (const key of ['invoice', 'first-reminder']) {
      const { text, html } = render(await resolve(key), { invoices: [invoice({ link: 'https://pay.example/1' })] });
      expect(text).toContain('\nhttps://pay.example/1\n');
      expect(html).toContain('href="https://pay.example/1"');
    }
  });
});

test.each(KEYS)('%s is written anew for each language and form of address', async (key) => {
  const variants = VARIANTS.map(({ language, formOfAddress }) =>
    library.resolve({ key }, { customerLanguage: language, formOfAddress }),
  );
  expect(new Set((await Promise.all(variants)).map(({ source }) => source.text)).size).toBe(VARIANTS.length);
});
