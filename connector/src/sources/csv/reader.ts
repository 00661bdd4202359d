import { type CsvError, parse } from 'csv-parse';
import { type CsvFile, decode, unreadable } from './encoding.ts';

export interface Row {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Layout {
  readonly encoding: string;
  readonly separator: string;
}

/** Longer than any record that makes sense: a quote that is never closed would otherwise swallow the file. */
const LONGEST_ROW = 1024 * 1024;

/**
 * The rows of a file in order, empty ones left out. Throws a DomainError that names the line where the file cannot be read any further.
 */
export async function* readRows(file: CsvFile, { encoding, separator }: Layout): AsyncGenerator<Row> {
  const lines = new LineCount();
  let parsed: Row[] = [];
  const parser = parse({
    delimiter: separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    // Rows are taken here rather than from the stream, which forgets what it holds when something goes wrong behind it.
    on_record: (cells: string[], { empty_lines }) => {
      parsed.push({ line: lines.next(cells, empty_lines), cells });
      return null;
    },
  });
  parser.on('error', () => undefined).resume();
  function* taken(): Generator<Row> {
    const rows = parsed;
    parsed = [];
    for (const row of rows) {
      if (row.cells.every((cell) => cell.trim() === '')) continue;
      refuseDamage(row, encoding);
      yield row;
    }
  }
  try {
    for await (const text of decode(file.open(), encoding)) {
      const failure = await done((callback) => parser.write(text, callback));
      yield* taken();
      if (failure) throw describe(failure, lines.following);
    }
    const failure = await done((callback) => parser.end(callback));
    yield* taken();
    if (failure) throw describe(failure, lines.following);
  } finally {
    parser.destroy();
  }
}

/** What a call of a stream ends in. */
function done(call: (callback: (error?: Error | null) => void) => unknown): Promise<Error | null> {
  return new Promise((resolve) => void call((error) => resolve(error ?? null)));
}

/** csv-parse counts a line break inside quotes twice if it is CR LF; so rows are counted by what stands in them. */
class LineCount {
  following = 1;
  #empty = 0;

  next(cells: readonly string[], emptyBefore: number): number {
    const line = this.following + emptyBefore - this.#empty;
    this.#empty = emptyBefore;
    this.following = line + 1 + cells.reduce((breaks, cell) => breaks + lineBreaks(cell), 0);
    return line;
  }
}

function lineBreaks(cell: string): number {
  return /[\r\n]/.test(cell) ? cell.match(/\r\n|\r|\n/g)!.length : 0;
}

function refuseDamage({ cells, line }: Row, encoding: string): void {
  for (const cell of cells) {
    if (cell.includes('\0')) throw unreadable(`holds a null character in line ${line}: it is no text file`);
    if (!cell.isWellFormed() || (encoding !== 'utf-8' && cell.includes('\u{fffd}'))) {
      throw unreadable(`holds bytes in line ${line} that are no ${encoding}: save it as “CSV UTF-8”`);
    }
  }
}

function describe(error: Error, line: number): Error {
  const { code } = error as CsvError;
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return unreadable(`has a quote (") that is not closed: it begins in line ${line} or a little later`);
  }
  return error;
}
