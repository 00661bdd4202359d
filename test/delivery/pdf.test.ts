import { describe, expect, test } from 'vitest';
import { letterPdf } from '../../connector/src/delivery/pdf/letterPdf.ts';
import { statementPdf, type Statement } from '../../connector/src/delivery/pdf/statementPdf.ts';
import { pdfWords } from '../../connector/src/delivery/pdf/words.ts';
import { messageFields } from '../../connector/src/delivery/fields.ts';
import { fromIsoDate } from '../../connector/src/domain/day.ts';
import { pdfText } from '../support/pdfText.ts';
import { context, customer, invoice } from './context.ts';

const today = fromIsoDate('2026-11-23');
const now = Date.parse('2026-11-23T09:00:00Z');

const open = (number: string, dueOn: string, outstanding: number, more = {}) => ({
  number,
  title: null,
  issuedOn: fromIsoDate('2026-10-01'),
  dueOn: fromIsoDate(dueOn),
  grossAmount: outstanding,
  outstanding,
  isDisputed: false,
  ...more,
});

function statement(more: Partial<Statement> = {}): Statement {
  return {
    organizationName: 'Atelier Lumen',
    organizationEmail: 'accounts@lumen.example',
    customerName: 'Dupont & Fils',
    customerReference: 'C-1042',
    address: ['Dupont & Fils'],
    today,
    now,
    balances: [
      {
        currency: 'EUR',
        outstanding: 140_000,
        due: 50_000,
        overdue: 100_000,
        unapplied: 10_000,
        invoices: [open('FA-1', '2026-11-06', 100_000, { grossAmount: 120_000 }), open('FA-2', '2026-12-01', 50_000)],
      },
    ],
    ...more,
  };
}

test('BAL-1: a statement lists what is open and the sums that make the outstanding amount', async () => {
  const text = pdfText(await statementPdf(statement(), pdfWords(['en'])));
  const page = text.join(' | ');
  expect(page).toContain('Statement of account | as of November 23, 2026 | Your reference: C-1042');
  expect(page).toContain('FA-1 | October 1, 2026 | November 6, 2026 | 17 days late | €1,000.00 | / €1,200.00');
  expect(page).toContain('FA-2 | October 1, 2026 | December 1, 2026 | due in 8 days | €500.00');
  expect(page).toContain(
    'Not yet due | €500.00 | Overdue | €1,000.00 | Payments and credits not yet allocated | -€100.00 | Total outstanding | €1,400.00',
  );
});

test('MON-1: a statement has a table and a total per currency', async () => {
  const [euros] = statement().balances;
  const yen = { ...euros!, currency: 'JPY', outstanding: 1234, due: 0, overdue: 1234, unapplied: 0 };
  const balances = [euros!, { ...yen, invoices: [open('JP-1', '2026-11-22', 1234, { isDisputed: true })] }];
  const page = pdfText(await statementPdf(statement({ balances }), pdfWords(['en']))).join(' | ');
  expect(page).toContain('Invoices in EUR');
  expect(page).toContain('Invoices in JPY');
  expect(page).toContain('in dispute | ¥1,234');
  expect(page).toContain('Total outstanding | ¥1,234');
});

describe('PLN-3: statements speak the customer’s language', () => {
  test.each([
    ['fr', 'Relevé de compte', 'au 23 novembre 2026', '17 jours de retard'],
    ['de-AT', 'Kontoauszug', 'Stand 23. November 2026', '17 Tage überfällig'],
    ['es', 'Estado de cuenta', 'a 23 de noviembre de 2026', '17 días de retraso'],
    ['it', 'Estratto conto', 'al 23 novembre 2026', '17 giorni di ritardo'],
    ['nl', 'Rekeningoverzicht', 'per 23 november 2026', '17 dagen te laat'],
    ['ja', 'Statement of account', 'as of November 23, 2026', '17 days late'],
  ])('%s', async (language, title, date, late) => {
    const text = pdfText(await statementPdf(statement(), pdfWords([language])));
    expect(text).toEqual(expect.arrayContaining([title, date, late]));
  });
});

test.each([
  ['Greek', 'Ελληνικά Α.Ε.'],
  ['Cyrillic', 'ООО «Ромашка»'],
  ['Polish and Turkish', 'Łódź İstanbul Ğ'],
  ['Armenian and Georgian', 'Հայերեն ქართული'],
])('a name in %s is text in the PDF', async (_, name) => {
  const text = pdfText(await statementPdf(statement({ address: [name] }), pdfWords(['en'])));
  expect(text).toContain(name);
});

test('names that are written from the right stand in their own order', async () => {
  const text = pdfText(await statementPdf(statement({ address: ['שלום עולם Ltd'] }), pdfWords(['en'])));
  expect(text).toContain([...'שלום עולם'].reverse().join(''));
  expect(text.map((stretch) => stretch.trim())).toContain('Ltd');
});

test('names in Chinese, Japanese and Korean are drawn, and none of what no font has breaks a page', async () => {
  const drawn = await statementPdf(statement({ address: ['株式会社山田商店 カタカナ 한국 龙'] }), pdfWords(['en']));
  const plain = await statementPdf(statement({ address: [' '] }), pdfWords(['en']));
  expect(drawn.length - plain.length).toBeGreaterThan(3000);
  const odd = 'ไทย हिन्दी 😀 \u{1F9FE} \u0000\u200f\ufffe \ud83d';
  expect(pdfText(await statementPdf(statement({ address: [odd] }), pdfWords(['en'])))).toContain('FA-1');
});

test('a long statement goes over pages, each with the head of the table and its number', async () => {
  const [balance] = statement().balances;
  const invoices = Array.from({ length: 100 }, (_, index) => open(`FA-${index}`, '2026-11-06', 1000));
  const text = pdfText(await statementPdf(statement({ balances: [{ ...balance!, invoices }] }), pdfWords(['en'])));
  const pages = text.filter((stretch) => /^\d+ \/ \d+$/.test(stretch));
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.at(-1)).toBe(`${pages.length} / ${pages.length}`);
  expect(text.filter((stretch) => stretch === 'Due date')).toHaveLength(pages.length);
  expect(text.filter((stretch) => /^FA-\d+$/.test(stretch))).toHaveLength(100);
});

test('a word that is wider than its column is cut where the column ends', async () => {
  const [balance] = statement().balances;
  const invoices = [open('X'.repeat(3000), '2026-11-06', 1000)];
  const text = pdfText(await statementPdf(statement({ balances: [{ ...balance!, invoices }] }), pdfWords(['en'])));
  expect(text.filter((stretch) => /^X+$/.test(stretch)).join('')).toBe('X'.repeat(3000));
});

describe('a letter', () => {
  const accountManager = { name: 'Inès Martin', email: 'ines@lumen.example', phone: '+33 1 23' };
  const fields = messageFields(context({ accountManager, invoices: [invoice(), invoice({ number: 'FA-2' })] }));
  const letter = {
    fields,
    address: ['Dupont & Fils', 'Jean Dupont', '12 rue de la Paix', '75002 Paris'],
    subject: 'Rappel',
    text: 'Bonjour,\n\nMerci de payer.',
    hasTable: true,
    isUnsigned: true,
    now,
  };

  test('has address, date, subject, text, the open invoices and the account manager’s name', async () => {
    const page = pdfText(await letterPdf(letter, pdfWords(['en']))).join(' | ');
    expect(page).toContain('Dupont & Fils | Jean Dupont | 12 rue de la Paix | 75002 Paris | November 3, 2026 | Rappel');
    expect(page).toContain('Bonjour, | Merci de payer. | Invoice | Issued | Due date | Outstanding | FA-2026-0143');
    expect(page).toContain(
      'Total outstanding | €1,240.00 | Inès Martin | Atelier Lumen | +33 1 23 · ines@lumen.example',
    );
  });

  test('DIS-1, BAL-1: its sums are told: what is in dispute, what was refunded, and the total', async () => {
    const balance = {
      currency: 'EUR',
      outstanding: 159000,
      due: 0,
      overdue: 154000,
      unapplied: -5000,
      disputed: 30000,
    };
    const own = messageFields(context({ customer: customer({ balances: [balance] }) }));
    const page = pdfText(await letterPdf({ ...letter, fields: own }, pdfWords(['en']))).join(' | ');
    expect(page).toContain(
      'In dispute, not asked for here | €300.00 | Refunds not yet allocated | €50.00 | Total outstanding | €1,590.00',
    );
  });

  test('says nothing twice that its text says', async () => {
    const page = pdfText(await letterPdf({ ...letter, hasTable: false, isUnsigned: false }, pdfWords(['en']))).join(
      ' | ',
    );
    expect(page).not.toContain('FA-2026-0143');
    expect(page).not.toContain('Inès Martin');
  });
});
