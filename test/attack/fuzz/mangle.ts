import type { Random } from './random.ts';

type Json = unknown;

/** Keys that reach the prototype of what they are copied into. */
const POLLUTION = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];

const STRINGS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\r\nBcc: everybody@example.com',
  '\ud800',
  '\udc00\ud800',
  '\u202egnp.exe',
  '\ufeff',
  '\u0007\u001b[31m',
  '𝕬😀\u0301\u0301\u0301',
  'ﬃ İı ß',
  '{{#each',
  '{{__proto__.constructor}}',
  '{{lookup this "constructor"}}',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://x")',
  "'; DROP TABLE customers; --",
  '%s%n%00',
  '../../../etc/passwd',
  '-1',
  '1e309',
  'NaN',
  'null',
  'true',
  '9007199254740993',
  '2026-02-30',
  '0000-00-00',
  '-000001-01-01',
  '9999-12-31',
  '+275760-09-13',
  '2026-11-23T25:61:61Z',
  'external:',
  'external:external:',
  'EUR\u0000',
  'xx-XX-x-\u0000',
  'http://[::1',
  'http://169.254.169.254/latest/meta-data',
  'javascript:alert(1)',
  'a@b@c',
  '"a b"@example.com',
  'a@' + 'b'.repeat(300) + '.example',
  '{"a":',
  'x'.repeat(300),
  'é'.repeat(5_000),
];

const NUMBERS = [
  -1,
  0,
  -0,
  0.1,
  1.5,
  -2147483649,
  2147483648,
  4294967296,
  9007199254740991,
  9007199254740992,
  -9007199254740992,
  2 ** 63,
  1e21,
  1e308,
  -1e308,
  5e-324,
];

function oddValue(random: Random): Json {
  switch (random.below(12)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return [];
    case 3:
      return {};
    case 4:
      return nested(random.pick([2, 30, 300]), random.chance(0.5));
    case 5:
      return Object.fromEntries(POLLUTION.map((key) => [key, { polluted: true }]));
    case 6:
      return Array.from({ length: random.pick([1, 2, 1_001]) }, () => random.pick([null, 'x', 1, {}]));
    case 7:
    case 8:
      return random.pick(NUMBERS);
    default:
      return random.pick(STRINGS);
  }
}

/** Arrays or objects in one another. */
function nested(depth: number, isArray: boolean): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level++) value = isArray ? [value] : { a: value };
  return value;
}

interface Place {
  readonly holder: Record<string, Json>;
  readonly key: string;
}

function places(value: Json, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push({ holder: value as Record<string, Json>, key });
    places((value as Record<string, Json>)[key], found);
  }
  return found;
}

/** Puts one thing wrong somewhere in a JSON value; the value itself stays as it is. */
export function mangle(value: Json, random: Random): Json {
  if (typeof value !== 'object' || value === null || random.chance(0.04)) return oddValue(random);
  const copy = structuredClone(value);
  const place = random.pick([...places(copy), { holder: { '': copy }, key: '' }]);
  const { holder, key } = place;
  switch (random.below(8)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 1:
      set(holder, random.pick([...POLLUTION, `${key} `, key.toUpperCase(), 'unknown', '\u0000', '']), oddValue(random));
      break;
    case 2:
      set(holder, key, [holder[key]]);
      break;
    case 3:
      set(
        holder,
        key,
        typeof holder[key] === 'string' ? holder[key] + random.pick(STRINGS) : JSON.stringify(holder[key]),
      );
      break;
    default:
      set(holder, key, oddValue(random));
  }
  return copy;
}

/** Sets an own key, whatever its name. */
function set(holder: Record<string, Json>, key: string, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key) || 0] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A text that stands where one of the API's own is expected: in a path, a query or a header. */
export function oddText(random: Random): string {
  return random.chance(0.5) ? random.pick(STRINGS) : String(random.pick(NUMBERS));
}

/** JSON that is broken, or is more than anybody means. */
export function brokenJson(text: string, random: Random): string | Uint8Array<ArrayBuffer> {
  switch (random.below(9)) {
    case 0:
      return text.slice(0, random.below(text.length + 1));
    case 1:
      return `${text}${random.pick([',', '}', ']', '\u0000', ' x', text])}`;
    case 2:
      return text.replaceAll('"', "'");
    case 3:
      return text.replace(/\d+/, random.pick(['NaN', 'Infinity', '0x10', '01', '1e999', '-']));
    case 4:
      return `${'['.repeat(random.pick([100, 20_000]))}${']'.repeat(random.pick([100, 20_000]))}`;
    case 5:
      return `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    case 6: {
      const bytes = new TextEncoder().encode(text);
      for (let count = random.below(4) + 1; count > 0; count--) bytes[random.below(bytes.length)] = random.below(256);
      return bytes;
    }
    case 7:
      return new Uint8Array(Buffer.from(text, 'utf16le'));
    default:
      return text.replace('{', `{${random.pick(['"a":1,"a":2,', '"__proto__":{"admin":true},', '/* */', '\\u0000'])}`);
  }
}
