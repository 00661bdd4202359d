import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { joinList, splitList, toNumber } from '../../connector/src/sources/csv/cells.ts';
import { parseDecimal, toDecimal } from '../../connector/src/sources/csv/decimals.ts';
import { detectEncoding } from '../../connector/src/sources/csv/encoding.ts';
import { neutralize, restore } from '../../connector/src/sources/csv/formula.ts';
import { findTable, rowsOf } from '../../connector/src/sources/csv/table.ts';
import { writeRows } from '../../connector/src/sources/csv/writer.ts';
import { fileOf } from './csvFile.ts';

const isHeader = (cells: readonly string[]) => cells[0] === 'id';

async function read(...file: Parameters<typeof fileOf>) {
  const table = await findTable(fileOf(...file), isHeader);
  const rows = [];
  for await (const row of rowsOf(fileOf(...file), table)) rows.push(row);
  return { ...table, rows };
}

const cellsOf = async (...file: Parameters<typeof fileOf>) => (await read(...file)).rows.map(({ cells }) => cells);

describe('encodings', () => {
  const text = 'id;name\n1;Müller & Söhne – Straße\n';
  test.each([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\u{feff}${text}`), 'utf-8'],
    ['UTF-16 LE with a mark', iconv.encode(text, 'utf-16le', { addBOM: true }), 'utf-16le'],
    ['UTF-16 BE with a mark', iconv.encode(text, 'utf-16be', { addBOM: true }), 'utf-16be'],
    ['UTF-16 LE without one', iconv.encode(text, 'utf-16le'), 'utf-16le'],
    ['Windows-1252', iconv.encode(text, 'windows-1252'), 'windows-1252'],
  ])('%s is recognised, in whatever pieces it comes', async (_name, bytes, encoding) => {
    for (const size of [1, 3, 65_536]) {
      expect(await read(bytes, { size })).toMatchObject({
        encoding,
        header: { cells: ['id', 'name'] },
        rows: [{ line: 2, cells: ['1', 'Müller & Söhne – Straße'] }],
      });
    }
  });

  test('what the sender says counts where no mark says otherwise', async () => {
    const bytes = iconv.encode('id;name\n1;Ľubomír\n', 'windows-1250');
    expect(await cellsOf(bytes, { charset: 'windows-1250' })).toEqual([['1', 'Ľubomír']]);
    await expect(cellsOf(bytes, { charset: 'klingon' })).rejects.toThrow(/'klingon', which is not known/);
    await expect(cellsOf(bytes, { charset: 'utf-8' })).rejects.toThrow(/not UTF-8.*line 2/);
  });

  test.each([
    [
      'UTF-8 with one broken line',
      Buffer.concat([Buffer.from('id\né\n'), Buffer.from([0xe9, 0x0a])]),
      /damaged.*line 3/,
    ],
    ['bytes that Windows-1252 does not have', Buffer.from([0x69, 0x64, 0x0a, 0x81, 0x0a]), /line 2.*windows-1252/],
    ['a workbook', Buffer.from('PK\u0003\u0004rest'), /Excel workbook.*Save as/],
    ['a null character', Buffer.from('id\na\0b\n'), /null character in line 2/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['empty lines', Buffer.from('\n\n'), /no header/],
  ])('%s is refused, with the line or the remedy', async (_name, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });

  test('a file is UTF-8 exactly when it decodes as such', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.string({ unit: 'binary' }).map((s) => Buffer.from(s)),
    );
    const bytes = fc
      .array(piece, { minLength: 1, maxLength: 8 })
      .map((pieces) => Buffer.concat([Buffer.from('id'), ...pieces]));
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 5 }), async (all, size) => {
        const isUtf8 = Buffer.from(all.toString()).equals(all);
        const encoding = await detectEncoding(fileOf(all, { size, charset: 'utf-8' })).catch(() => null);
        if (encoding?.startsWith('utf-16')) return;
        expect(encoding).toBe(isUtf8 ? 'utf-8' : null);
      }),
    );
  });
});

describe('rows', () => {
  test.each([',', ';', '\t', '|'])('the separator %j is recognised outside of quotes', async (separator) => {
    const others = '"a,b;c|d,,;;||"';
    const { rows, separator: found } = await read(`id${separator}name\n1${separator}${others}\n`);
    expect([found, rows[0]?.cells]).toEqual([separator, ['1', 'a,b;c|d,,;;||']]);
  });

  test('a first line sep=; decides, titles above the table are passed over', async () => {
    expect(await read('sep=;\nid;a,b,c\n1;2\n')).toMatchObject({
      separator: ';',
      rows: [{ line: 3, cells: ['1', '2'] }],
    });
    expect(await read('Acme Ltd\n\nid,b\n1,2\n')).toMatchObject({
      separator: ',',
      rows: [{ line: 4, cells: ['1', '2'] }],
    });
  });

  test.each(['\n', '\r\n', '\r'])('lines are counted as in the file, with %j', async (end) => {
    const lines = ['id,name', '1,"two', 'lines"', '', ',', '2,"a ""quote"", and', '', 'more"', '  ', '3,x'];
    const { rows } = await read(lines.join(end));
    expect(rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [2, '1'],
      [6, '2'],
      [10, '3'],
    ]);
    expect(rows[1]?.cells[1]).toBe(`a "quote", and${end}${end}more`);
  });

  test('a quote inside a cell is itself; one that is never closed is told by its line', async () => {
    expect(await cellsOf('id,name\n1,pipe 5" long\n')).toEqual([['1', 'pipe 5" long']]);
    await expect(cellsOf('id,name\n1,x\n2,"open\n3,y\n')).rejects.toThrow(/not closed.*line 3/);
    await expect(cellsOf(`id,name\n1,"${'x'.repeat(2_000_000)}\n`)).rejects.toThrow(/not closed.*line 2/);
  });
});

describe('formula injection', () => {
  test.each(['=1+1', '+33 1', '-2', '@sum', '\tx', '\rx', '\nx', "'=1", '＝1'])('%j gets an apostrophe', (text) => {
    expect(neutralize(text)).toBe(`'${text}`);
  });

  test("a name that begins with an apostrophe stays as it is: 't Hart", () => {
    expect([neutralize("'t Hart"), restore("'t Hart")]).toEqual(["'t Hart", "'t Hart"]);
  });

  test.each([
    ['  =1+1', "'  =1+1"],
    ['\u00a0=1+1', "'\u00a0=1+1"],
    ['Acme;=1+1', "Acme;'=1+1"],
    ['Acme, @sum', "Acme,' @sum"],
    ['a|b\t=1', "a|b\t'=1"],
    ['Paid, -5 € off, +49 30 123', 'Paid, -5 € off, +49 30 123'],
  ])('%j, which another separator or a trim would make a formula, becomes %j', (text, written) => {
    expect(neutralize(text)).toBe(written);
    expect(restore(written)).toBe(text);
  });

  const nasty = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n\',;|" aé1＝\\', 'x') });

  test('every table is read back as it was written, and none of its cells is a formula', async () => {
    const rows = fc.array(fc.tuple(fc.constantFrom('a', 'b'), nasty, nasty), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(',', ';', '\t', '|'), async (written, separator) => {
        const read = await cellsOf(writeRows([['id', 'name', 'more'], ...written], separator));
        for (const cell of read.flat()) expect(cell).not.toMatch(/^\s*[=+\-@]|^[\t\r]|[,;|\t]\s*[=@]/);
        expect(read.map((row) => row.map(restore))).toEqual(written);
      }),
    );
  });

  test('lists in a cell are read back as they were', () => {
    const item = fc
      .string({ unit: fc.constantFrom(...'a;\\,é ') })
      .filter((text) => text.trim() === text && text !== '');
    fc.assert(fc.property(fc.array(item), (items) => void expect(splitList(joinList(items))).toEqual(items)));
    expect(splitList('a@x.example; DOMAIN\\user;')).toEqual(['a@x.example', 'DOMAIN\\user']);
  });
});

describe('amounts', () => {
  test.each([
    ['1250', 2, 125_000],
    ['1250.5', 2, 125_050],
    ['1.250,50', 2, 125_050],
    ['1,250.50', 2, 125_050],
    ['1 250,50', 2, 125_050],
    ["1'250.50", 2, 125_050],
    ['-12,30', 2, -1230],
    ['1,250,000', 2, 125_000_000],
    ['1250', 0, 1250],
    ['1.250', 3, 1250],
    ['1250.00', 0, 1250],
    ['12,500', 0, 12_500],
    ['12.500', 0, 12_500],
    ['0.10', 2, 10],
  ])('MON-1: %s with %i decimals is %i', (text, decimals, amount) => {
    expect(parseDecimal(text, decimals)).toEqual({ amount });
  });

  test.each([
    ['1,250', 2, /thousands or decimals/],
    ['1.250', 2, /thousands or decimals/],
    ['12.345,678', 2, /more than the 2 decimals/],
    ['12.5', 0, /more than the 0 decimals/],
    ['1.2.3', 2, /is not an amount/],
    ['12,34.56', 2, /is not an amount/],
    ['12 EUR', 2, /is not an amount/],
    ['', 2, /is not an amount/],
    ['99999999999999999', 2, /too large/],
  ])('MON-1: %s with %i decimals is refused rather than guessed', (text, decimals, problem) => {
    expect(parseDecimal(text, decimals)).toEqual({ problem: expect.stringMatching(problem) });
  });

  test('MON-1: every amount is read back as it was written', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0, 2, 3, 4), (amount, decimals) => {
        expect(parseDecimal(toDecimal(amount, decimals), decimals, '.')).toEqual({ amount });
      }),
    );
  });

  test('a number may have a decimal comma; what is none stays a text', () => {
    expect(['1.5', '1,5', '-2e3', '1,2,3', 'x', ''].map(toNumber)).toEqual([1.5, 1.5, -2000, '1,2,3', 'x', '']);
    expect(['1,250', '0,125', '1250,125'].map(toNumber)).toEqual(['1,250', 0.125, 1250.125]);
  });
});
