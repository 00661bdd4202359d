const DROPPED = /<(script|style|head|title|iframe|object|svg)\b[^>]*>[^]*?<\/\1\s*>|<!--[^]*?-->/gi;
const BREAK = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6])\s*\/?>/gi;
/** A tag, not an address in angle brackets or a comparison. */
const TAG = /<\/?[a-z][a-z0-9-]*(?=[\s/>])[^<>]*>|<![a-z][^>]*>/gi;
/** What makes text read other than it is written. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/** A note as plain text: tags go, their text stays; `Ann <ann@example.com>` and `a < b` are left as they are. Empty if nothing is left. */
export function plainNote(text: string): string {
  let plain = text.replace(/\r\n?/g, '\n').replace(DIRECTION, '').normalize('NFC');
  // What falls together when a tag goes may be a tag again.
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(DROPPED, '').replace(BREAK, '\n').replace(TAG, '');
  }
  return plain.replace(/[ \t]+$/gm, '').trim();
}
