import PDFDocument from 'pdfkit';
import { embeddedFont, type Weight } from './fonts.ts';
import { breakable, type TextRun, textRuns } from './textRuns.ts';

export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly color?: string;
  readonly align?: 'left' | 'right';
}

export const INK = '#1f2937';
export const MUTED = '#6b7280';
export const RULE = '#d1d5db';
export const LATE = '#b42318';

const SIZE = 9.5;
const LEADING = 1.35;
/** Lays a run out as one; without it pdfkit goes word by word, which it remembers. */
const AS_ONE = ['kern', 'liga', 'calt'] as PDFKit.Mixins.OpenTypeFeatures[];
/** The drawn fonts come in their thinnest weight: an outline, in parts of the size, gives them the others’. */
const OUTLINE = { regular: 0.035, bold: 0.055 };

export interface PaperOptions {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  /** Stands at the foot of every page, before its number. */
  readonly footer: string;
  readonly createdAt: Date;
}

/** A4 pages that fill from top to bottom, in points; any alphabet that a font is there for. */
export class Paper {
  readonly left = 62;
  readonly right = 533;
  readonly bottom = 770;
  y = 62;
  readonly #document: PDFKit.PDFDocument;
  readonly #footer: string;
  #onNewPage: () => void = () => undefined;

  constructor({ title, author, language, footer, createdAt }: PaperOptions) {
    this.#footer = footer;
    this.#document = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      font: '',
      lang: language,
      displayTitle: true,
      info: { Title: title, Author: author, Creator: 'dunning-connector', CreationDate: createdAt },
    });
    this.#register('regular');
    this.#register('bold');
  }

  #register(weight: Weight): void {
    // It takes an opened font as well as a file; its types do not know.
    this.#document.registerFont(weight, embeddedFont(weight) as unknown as Uint8Array);
  }

  get width(): number {
    return this.right - this.left;
  }

  /** Text at `y`, wrapped within `width`; answers its height. The pen stays where it is. */
  text(text: string, x: number, width: number, style: TextStyle = {}): number {
    const lines = this.#wrap(text, width, style);
    const leading = (style.size ?? SIZE) * LEADING;
    lines.forEach((line, index) => {
      const runs = textRuns(line);
      const room = style.align === 'right' ? width - this.#widthOf(runs, style) : 0;
      this.#draw(runs, x + room, this.y + index * leading, style);
    });
    return lines.length * leading;
  }

  height(text: string, width: number, style: TextStyle = {}): number {
    return this.#wrap(text, width, style).length * (style.size ?? SIZE) * LEADING;
  }

  /** Text over the whole width that moves the pen, page after page. */
  paragraph(text: string, style: TextStyle & { readonly after?: number } = {}): void {
    for (const line of this.#wrap(text, this.width, style)) {
      this.need((style.size ?? SIZE) * LEADING);
      this.y += this.text(line, this.left, this.width, style);
    }
    this.y += style.after ?? 0;
  }

  rule(color: string = RULE, thickness = 0.6): void {
    this.#document
      .moveTo(this.left, this.y)
      .lineTo(this.right, this.y)
      .lineWidth(thickness)
      .strokeColor(color)
      .stroke();
  }

  /** Makes sure that `height` fits on this page, or begins the next one. */
  need(height: number): void {
    if (this.y + height <= this.bottom) return;
    this.#document.addPage();
    this.y = 62;
    this.#onNewPage();
  }

  /** What stands at the top of pages from now on, such as the head of a table. */
  onNewPage(draw: () => void): void {
    this.#onNewPage = draw;
  }

  /** Numbers the pages and answers the file. */
  async finish(): Promise<Uint8Array> {
    const document = this.#document;
    const { count } = document.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      document.switchToPage(page);
      this.y = 800;
      this.text(this.#footer, this.left, this.width - 60, { size: 7.5, color: MUTED });
      this.text(`${page + 1} / ${count}`, this.right - 60, 60, { size: 7.5, color: MUTED, align: 'right' });
    }
    const chunks: Uint8Array[] = [];
    const ended = new Promise((resolve, reject) => {
      document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      document.on('end', resolve);
      document.on('error', reject);
    });
    document.end();
    await ended;
    return Buffer.concat(chunks);
  }

  #wrap(text: string, width: number, style: TextStyle): string[] {
    return text.split(/\r?\n/).flatMap((paragraph) => this.#wrapParagraph(paragraph, width, style));
  }

  #wrapParagraph(paragraph: string, width: number, style: TextStyle): string[] {
    const clean = paragraph.replace(/\t/g, '  ').replace(/\p{Cc}/gu, '');
    const fits = (line: string) => this.#widthOf(textRuns(line.trimEnd()), style) <= width;
    if (fits(clean)) return [clean];
    const lines: string[] = [];
    let line = '';
    for (let word of breakable(clean)) {
      if (line !== '' && !fits(line + word)) {
        lines.push(line.trimEnd());
        line = '';
      }
      // A word that is wider than the line is cut where the line ends.
      for (let letters = [...word]; line === '' && letters.length > 1 && !fits(word); letters = [...word]) {
        let count = letters.length - 1;
        while (count > 1 && !fits(letters.slice(0, count).join(''))) count--;
        lines.push(letters.slice(0, count).join(''));
        word = letters.slice(count).join('');
      }
      line += word;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    return lines;
  }

  #widthOf(runs: readonly TextRun[], style: TextStyle): number {
    const size = style.size ?? SIZE;
    const document = this.#document.font(style.bold ? 'bold' : 'regular').fontSize(size);
    let width = 0;
    for (const { text, font, isRtl } of runs) {
      width += font
        ? (font.layout(text).advanceWidth / font.unitsPerEm) * size
        : document.widthOfString(text, isRtl ? { features: AS_ONE } : {});
    }
    return width;
  }

  #draw(runs: readonly TextRun[], left: number, y: number, style: TextStyle): void {
    let x = left;
    for (const run of runs) {
      if (run.font) this.#outline(run, x, y, style);
      else {
        this.#document
          .font(style.bold ? 'bold' : 'regular')
          .fontSize(style.size ?? SIZE)
          .fillColor(style.color ?? INK)
          .text(run.text, x, y, { lineBreak: false, ...(run.isRtl ? { features: AS_ONE } : {}) });
      }
      x += this.#widthOf([run], style);
    }
  }

  /** Letters of fonts that cannot be embedded, as shapes. */
  #outline({ text, font }: TextRun, x: number, y: number, { size = SIZE, bold, color = INK }: TextStyle): void {
    const { glyphs, positions } = font!.layout(text);
    const scale = size / font!.unitsPerEm;
    const document = this.#document;
    document
      .save()
      .translate(x, y + size * 0.93)
      .scale(scale, -scale);
    document.lineWidth(OUTLINE[bold ? 'bold' : 'regular'] * font!.unitsPerEm).lineJoin('round');
    let pen = 0;
    glyphs.forEach((glyph, index) => {
      const { xAdvance, xOffset, yOffset } = positions[index]!;
      const path = glyph.path.toSVG();
      if (path !== '')
        document
          .save()
          .translate(pen + xOffset, yOffset)
          .path(path)
          .fillAndStroke(color, color)
          .restore();
      pen += xAdvance;
    });
    document.restore();
  }
}
