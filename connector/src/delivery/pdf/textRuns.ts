import type { Font } from 'fontkit';
import { drawnFontFor } from './fonts.ts';

/** A stretch of a line in one font and one direction. */
export interface TextRun {
  readonly text: string;
  /** Null: the embedded font. */
  readonly font: Font | null;
  readonly isRtl: boolean;
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const LEFT_TO_RIGHT = /[\p{L}\p{N}]/u;

/** Between these a line may break without a space. */
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** The runs of one line, from left to right; words of a script that is written from the right stand in its order. */
export function textRuns(line: string): TextRun[] {
  return directionRuns(line).flatMap(fontRuns);
}

/** What may not be broken, each with the space behind it. */
export function breakable(paragraph: string): string[] {
  const words = paragraph.match(/\S{1,100}\s*|\s+/gu) ?? [];
  return words.flatMap((word) => {
    if (!IDEOGRAPH.test(word)) return [word];
    return word.match(new RegExp(`${IDEOGRAPH.source}\\s*|(?:(?!${IDEOGRAPH.source}).)+`, 'gsu')) ?? [word];
  });
}

/** Words that follow each other from the right are one run, so that it is laid out as one. */
function directionRuns(line: string): string[] {
  if (!RIGHT_TO_LEFT.test(line)) return [line];
  const runs: { text: string; isRtl: boolean }[] = [];
  for (const word of line.match(/\S+|\s+/g) ?? []) {
    const last = runs.at(-1);
    // Spaces and signs belong to what stands before them.
    const isRtl = RIGHT_TO_LEFT.test(word) || (last !== undefined && last.isRtl && !LEFT_TO_RIGHT.test(word));
    if (last?.isRtl === isRtl) last.text += word;
    else runs.push({ text: word, isRtl });
  }
  return runs.flatMap(({ text, isRtl }) => {
    const trailing = isRtl ? /\s*$/.exec(text)![0] : '';
    return trailing === '' ? [text] : [text.slice(0, -trailing.length), trailing];
  });
}

function fontRuns(text: string): TextRun[] {
  const isRtl = RIGHT_TO_LEFT.test(text);
  const runs: { text: string; font: Font | null; isRtl: boolean }[] = [];
  for (const letter of text) {
    const last = runs.at(-1);
    const font = letter === ' ' ? (last?.font ?? null) : drawnFontFor(letter.codePointAt(0)!);
    if (last && last.font === font) last.text += letter;
    else runs.push({ text: letter, font, isRtl });
  }
  return runs;
}
