import { expect, test } from 'vitest';
import { withoutQuotedHistory } from '../../connector/src/domain/quotedText.ts';

test.each([
  [
    'We pay on Friday.\n\nOn Mon, 23 Nov 2026 at 09:00, Our company <a@example.com>\nwrote:\n> Dear Ann,\n>\n> please pay',
    'We pay on Friday.',
  ],
  [
    'Nous payons vendredi.\r\n\r\nLe lun. 23 nov. 2026 à 09:00, Nous <a@example.com> a écrit :\r\n> Bonjour',
    'Nous payons vendredi.',
  ],
  ['Wir zahlen.\n\nAm 23.11.2026 um 09:00 schrieb Wir:\nGuten Tag, bitte zahlen Sie.', 'Wir zahlen.'],
  ['Paid.\n\n-----Original Message-----\nFrom: Us\nSubject: Reminder\n\nPlease pay', 'Paid.'],
  [
    'Betaald.\n\n________________________________\nVan: Wij <a@example.com>\nVerzonden: maandag\nAan: Ann\n\nTekst',
    'Betaald.',
  ],
  ['Done\n\n> Please pay\n> I-1', 'Done'],
  ['Pagamos.\n\nEl lun, 23 nov 2026 a las 9:00, Nosotros (<a@example.com>) escribió:\n\n> Hola', 'Pagamos.'],
])('INV-7: a reply shows what was written, not the history quoted below it (%#)', (text, own) => {
  expect(withoutQuotedHistory(text)).toBe(own);
});

test.each([
  'On Monday we pay, as I wrote',
  '> Is I-1 paid?\nYes.\n> And I-2?\nNo, the boxes were broken.',
  'On Mon, Us wrote:\n> Is I-1 paid?\nYes.',
  '> Please pay',
  'From: here on we pay by transfer',
])('INV-7: answers between quoted lines, and what only looks like history, stay whole (%#)', (text) => {
  expect(withoutQuotedHistory(text)).toBe(text);
});
