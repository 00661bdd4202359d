import { expect, test } from 'vitest';
import { plainNote } from '../../connector/src/domain/note.ts';

test.each([
  ['Spoke to Ann <ann@example.com>, a < b and c > d', 'Spoke to Ann <ann@example.com>, a < b and c > d'],
  ['  One\r\nTwo \rThree  ', 'One\nTwo\nThree'],
  ['<p>Hello <b>you</b></p><p>and</p>me<br/>too', 'Hello you\nand\nme\ntoo'],
  ['<script>alert(1)</script>Hi<img src=x onerror=alert(1)>', 'Hi'],
  ['<scr<b>ipt>alert(1)</scr</b>ipt>x', 'x'],
  ['<!-- hidden -->seen', 'seen'],
  ['abc\u202Etxt.exe', 'abctxt.exe'],
  ['e\u0301', 'é'],
  ['<p></p>', ''],
])('C12: the note %j is kept as %j', (body, kept) => {
  expect(plainNote(body)).toBe(kept);
  expect(plainNote(kept)).toBe(kept);
});
