import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkit';

const { resolve } = createRequire(import.meta.url);

export type Weight = 'regular' | 'bold';

const EMBEDDED: Readonly<Record<Weight, string>> = {
  regular: resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
};

/** For what the embedded fonts lack, Chinese, Japanese and Korean; in many small files by ranges of characters. */
const DRAWN = ['@fontsource-variable/noto-sans-sc', '@fontsource-variable/noto-sans-kr'];

interface Range {
  readonly from: number;
  readonly to: number;
  readonly file: string;
}

const embedded = new Map<Weight, Font>();
let ranges: readonly Range[] | null = null;
const drawn = new Map<string, Font>();

/**
 * Embedded as text: Latin, Greek, Cyrillic, Hebrew, Arabic, Armenian, Georgian and more. Read once: taking a font's tables apart costs
 * more than a page.
 */
export function embeddedFont(weight: Weight): Font {
  let font = embedded.get(weight);
  if (!font) embedded.set(weight, (font = openFont(EMBEDDED[weight])));
  return font;
}

/** The font that draws a character which the embedded ones lack; null where they have it, and where none has. */
export function drawnFontFor(codePoint: number): Font | null {
  if (codePoint < 0x250) return null;
  if (embeddedFont('regular').hasGlyphForCodePoint(codePoint)) return null;
  ranges ??= DRAWN.flatMap(rangesOf);
  for (const { from, to, file } of ranges) {
    if (codePoint < from || codePoint > to) continue;
    let font = drawn.get(file);
    if (!font) drawn.set(file, (font = openFont(file)));
    if (font.hasGlyphForCodePoint(codePoint)) return font;
  }
  return null;
}

function openFont(file: string): Font {
  const font = create(readFileSync(file));
  if (!('layout' in font)) throw new Error(`${file} holds several fonts`);
  return font;
}

/** `unicode.json` of a font's package: file → `U+4e00-4e05,U+4e2d`. */
function rangesOf(name: string): Range[] {
  const index = resolve(`${name}/unicode.json`);
  const parts = JSON.parse(readFileSync(index, 'utf8')) as Record<string, string>;
  const font = name.slice(name.indexOf('/') + 1);
  return Object.entries(parts).flatMap(([part, list]) => {
    const file = join(dirname(index), 'files', `${font}-${part.replace(/[[\]]/g, '')}-wght-normal.woff2`);
    return list.split(',').map((range) => {
      const [from, to] = range.slice('U+'.length).split('-');
      return { from: parseInt(from!, 16), to: parseInt(to ?? from!, 16), file };
    });
  });
}
