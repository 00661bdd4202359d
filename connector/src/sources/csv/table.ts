import { DomainError } from '../../domain/errors.ts';
import { type CsvFile, detectEncoding, unreadable } from './encoding.ts';
import { type Layout, readRows, type Row } from './reader.ts';

/** Where the table of a file begins, and how it is written. */
export interface Table extends Layout {
  readonly header: Row;
}

const SEPARATORS = [',', ';', '\t', '|'];
/** Reports have some lines of titles above their table. */
const LINES_ABOVE = 20;

/**
 * Finds the header and the separator of a file: the first row, by any of the separators, of which `isHeader` says that it is one; else the
 * first row of all by the separator that splits it most, so that whoever sent it can be told what is wrong with it. A first line `sep=;`,
 * as Excel writes it, decides.
 */
export async function findTable(
  file: CsvFile,
  isHeader: (cells: readonly string[], isFirst: boolean) => boolean,
): Promise<Table> {
  const encoding = await detectEncoding(file);
  let best: Table | null = null;
  for (const separator of SEPARATORS) {
    const layout = { encoding, separator };
    const rows = await firstRows(file, layout);
    const declared = /^sep=(.)$/i.exec(rows[0]?.cells.join(separator) ?? '')?.[1];
    if (declared !== undefined && declared !== separator) {
      const [, header] = await firstRows(file, { encoding, separator: declared });
      if (header) return { encoding, separator: declared, header };
    }
    const below = declared === undefined ? rows : rows.slice(1);
    const header = below.find(({ cells }, place) => isHeader(cells, place === 0));
    if (header) return { ...layout, header };
    const first = below[0];
    if (first && first.cells.length > (best?.header.cells.length ?? 0)) best = { ...layout, header: first };
  }
  if (best === null) throw unreadable('has no header: its first line must name the columns');
  return best;
}

async function firstRows(file: CsvFile, layout: Layout): Promise<Row[]> {
  const rows: Row[] = [];
  try {
    for await (const row of readRows(file, layout)) {
      rows.push(row);
      if (rows.length > LINES_ABOVE) break;
    }
  } catch (error) {
    // Another separator may make sense of it; if none does, reading the whole file will say so.
    if (!(error instanceof DomainError)) throw error;
  }
  return rows;
}

/** The rows under the header. */
export async function* rowsOf(file: CsvFile, table: Table): AsyncGenerator<Row> {
  for await (const row of readRows(file, table)) if (row.line > table.header.line) yield row;
}
