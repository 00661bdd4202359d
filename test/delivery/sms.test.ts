import { expect, test } from 'vitest';
import { smsLength, smsText } from '../../connector/src/delivery/sms.ts';

test.each([
  ['nothing', '', { encoding: 'GSM-7', characters: 0, segments: 1 }],
  ['160 plain characters', 'a'.repeat(160), { encoding: 'GSM-7', characters: 160, segments: 1 }],
  ['161 plain characters', 'a'.repeat(161), { encoding: 'GSM-7', characters: 161, segments: 2 }],
  ['306 plain characters', 'a'.repeat(306), { encoding: 'GSM-7', characters: 306, segments: 2 }],
  ['307 plain characters', 'a'.repeat(307), { encoding: 'GSM-7', characters: 307, segments: 3 }],
  ['80 euros', '€'.repeat(80), { encoding: 'GSM-7', characters: 160, segments: 1 }],
  ['accents that GSM 03.38 has', 'àéèùìòÄÖÜñ', { encoding: 'GSM-7', characters: 10, segments: 1 }],
  ['one that it has not', 'ç', { encoding: 'UCS-2', characters: 1, segments: 1 }],
  ['70 Cyrillic letters', 'я'.repeat(70), { encoding: 'UCS-2', characters: 70, segments: 1 }],
  ['71 Cyrillic letters', 'я'.repeat(71), { encoding: 'UCS-2', characters: 71, segments: 2 }],
  ['36 emoji', '😀'.repeat(36), { encoding: 'UCS-2', characters: 72, segments: 2 }],
])('an SMS of %s is charged as the network counts', (_, text, length) => {
  expect(smsLength(text)).toEqual(length);
});

test('an SMS: what takes two places is not cut in half where a segment ends', () => {
  // 152 letters and a euro sign would take 154 places of 153.
  expect(smsLength(`${'a'.repeat(152)}€${'a'.repeat(151)}`)).toEqual({
    encoding: 'GSM-7',
    characters: 305,
    segments: 2,
  });
  expect(smsLength(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({ characters: 306, segments: 3 });
});

test('an SMS: typography that would make it three times as dear is made plain', () => {
  const text = smsText('Bonjour,\u202fl’avis «\u00a0FA-1\u00a0» – 1\u202f240,00\u00a0€…\n\n\nMerci ');
  expect(text).toBe('Bonjour, l\'avis " FA-1 " - 1 240,00 €...\nMerci');
  expect(smsLength(text).encoding).toBe('GSM-7');
});
