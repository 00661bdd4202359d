import type { CsvFile } from '../../connector/src/sources/csv/encoding.ts';

/** A file of these bytes, which come in pieces of `size`. */
export function fileOf(bytes: Buffer | string, { size = 65_536, charset = null as string | null } = {}): CsvFile {
  const all = Buffer.from(bytes as string);
  return {
    charset,
    async *open() {
      for (let start = 0; start < all.length; start += size) yield all.subarray(start, start + size);
    },
  };
}
