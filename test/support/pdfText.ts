import { inflateSync } from 'node:zlib';

/** The text of a PDF as our writer makes them: one entry per stretch of text, in the order of drawing. */
export function pdfText(pdf: Uint8Array): string[] {
  const file = Buffer.from(pdf).toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id, body] of file.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) objects.set(id!, body!);
  const fonts = new Map<string, Map<string, string>>();
  for (const body of objects.values()) {
    const named = /\/Font <<([\s\S]*?)>>/.exec(body)?.[1] ?? '';
    for (const [, name, id] of named.matchAll(/\/(\w+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id!)!)?.[1];
      if (unicode) fonts.set(name!, toUnicode(streamOf(objects.get(unicode)!)));
    }
  }
  const contents = [...objects.values()].filter((body) => /\/Type \/Page\b/.test(body));
  return contents.flatMap((page) => pageText(streamOf(objects.get(/\/Contents (\d+) 0 R/.exec(page)![1]!)!), fonts));
}

function streamOf(body: string): string {
  const start = body.indexOf('stream\n') + 'stream\n'.length;
  const bytes = Buffer.from(body.slice(start, body.lastIndexOf('\nendstream')), 'latin1');
  return (body.includes('/FlateDecode') ? inflateSync(bytes) : bytes).toString('latin1');
}

/** Glyph → characters, from ranges such as `<0000> <0002> [<0000> <0041> <0066 0069>]`. */
function toUnicode(map: string): Map<string, string> {
  const glyphs = new Map<string, string>();
  for (const [, from, list] of map.matchAll(/<([\da-f]{4})> <[\da-f]{4}> \[([^\]]*)\]/gi)) {
    let glyph = parseInt(from!, 16);
    for (const [, codes] of list!.matchAll(/<([^>]*)>/g)) {
      const units = codes!.match(/[\da-f]{4}/gi) ?? [];
      const text = String.fromCharCode(...units.map((unit) => parseInt(unit, 16)));
      glyphs.set(glyph.toString(16).padStart(4, '0'), text);
      glyph++;
    }
  }
  return glyphs;
}

function pageText(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  const texts: string[] = [];
  let font = '';
  for (const [, name, shown] of content.matchAll(/\/(\w+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name) font = name;
    else {
      const glyphs = (shown!.match(/<([\da-f]*)>/gi) ?? []).join('').match(/[\da-f]{4}/gi) ?? [];
      texts.push(glyphs.map((glyph) => fonts.get(font)?.get(glyph.toLowerCase()) ?? '?').join(''));
    }
  }
  return texts;
}
