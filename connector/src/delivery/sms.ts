/** How a text message is charged: in segments of 160 characters of GSM 03.38, or 70 of UCS-2 where one character needs it. */
export interface SmsLength {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** As the network counts: `€` and brackets take two in GSM-7, emoji two in UCS-2. */
  readonly characters: number;
  readonly segments: number;
}

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('\f^{}\\[~]|€');

/** Typography that would make a message three times as dear says the same in plain characters. */
const PLAIN: Readonly<Record<string, string>> = {
  ...{ '\u00a0': ' ', '\u2007': ' ', '\u2009': ' ', '\u202f': ' ' },
  ...{ '‘': "'", '’': "'", '‚': "'", '“': '"', '”': '"', '„': '"', '«': '"', '»': '"' },
  ...{ '‐': '-', '‑': '-', '–': '-', '—': '-', '−': '-', '…': '...', '•': '-', '·': '-' },
};
const TYPOGRAPHIC = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/** A rendered text as an SMS: typographic quotes, dashes and spaces made plain, no empty lines. */
export function smsText(text: string): string {
  return text
    .replace(TYPOGRAPHIC, (character) => PLAIN[character]!)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

export function smsLength(text: string): SmsLength {
  const letters = [...text];
  const isGsm = letters.every((letter) => BASIC.has(letter) || EXTENDED.has(letter));
  const cost = (letter: string) => (isGsm ? (EXTENDED.has(letter) ? 2 : 1) : letter.length);
  const characters = letters.reduce((sum, letter) => sum + cost(letter), 0);
  const [alone, ofMany] = isGsm ? [160, 153] : [70, 67];
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  if (characters <= alone) return { encoding, characters, segments: 1 };
  let segments = 1;
  let room = ofMany;
  for (const letter of letters) {
    // What takes two places is not cut in half.
    if (cost(letter) > room) {
      segments++;
      room = ofMany;
    }
    room -= cost(letter);
  }
  return { encoding, characters, segments };
}
