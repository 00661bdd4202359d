import { INK, MUTED, type Paper, type TextStyle } from './paper.ts';

export interface Column {
  readonly width: number;
  readonly align?: 'left' | 'right';
}

export interface Cell extends Pick<TextStyle, 'bold' | 'color' | 'size'> {
  readonly text: string;
  /** A second line, small. */
  readonly below?: string | undefined;
}

const GAP = 8;
const SMALL = 8;

export function tableHead(paper: Paper, columns: readonly Column[], names: readonly string[]): void {
  row(
    paper,
    columns,
    names.map((text) => ({ text, bold: true, size: 8.5, color: MUTED })),
  );
}

/** A row over the width of the page, whole on one page; moves the pen below it. */
export function row(paper: Paper, columns: readonly Column[], cells: readonly Cell[], hasRule = true): void {
  const widthAt = (index: number) => columns[index]!.width - (index < columns.length - 1 ? GAP : 0);
  const heights = cells.map((cell, index) => {
    const below = cell.below === undefined ? 0 : paper.height(cell.below, widthAt(index), { size: SMALL });
    return paper.height(cell.text, widthAt(index), cell) + below;
  });
  const height = Math.max(...heights);
  paper.need(height + 10);
  const top = paper.y + 5;
  let x = paper.left;
  cells.forEach((cell, index) => {
    const { align = 'left' } = columns[index]!;
    const width = widthAt(index);
    paper.y = top;
    paper.y += paper.text(cell.text, x, width, { color: INK, ...cell, align });
    if (cell.below !== undefined) paper.text(cell.below, x, width, { size: SMALL, color: MUTED, align });
    x += columns[index]!.width;
  });
  paper.y = top + height + 5;
  if (hasRule) paper.rule();
}
