import { DomainError } from '../../domain/errors.ts';
import type { Indexed, RecordResult } from '../../usecases/records.ts';
import type { ParsedRecord } from '../route.ts';

/** Saves the good records of a batch and answers one result per record, in order. */
export async function saveBatch<T>(
  parsed: readonly ParsedRecord<T>[],
  save: (good: Indexed<T>[]) => Promise<RecordResult[]>,
) {
  const good = parsed.flatMap((record) => ('value' in record ? [record] : []));
  const bad = parsed.flatMap((record): RecordResult[] =>
    'errors' in record ? [{ index: record.index, status: 'refused', errors: record.errors }] : [],
  );
  const saved = good.length > 0 ? await save(good) : [];
  return { results: [...saved.map(({ kind: _kind, ...result }) => result), ...bad].sort((a, b) => a.index - b.index) };
}

/** The id and HTTP status of a single saved record; a refused one is thrown. */
export function savedOne([result]: readonly RecordResult[]): { id: string; status: 200 | 201 } {
  if (result!.status !== 'refused') return { id: result!.id!, status: result!.status === 'created' ? 201 : 200 };
  const { errors = [], kind = 'unprocessable' } = result!;
  throw new DomainError(kind, errors.map(({ path, message }) => `${path}: ${message}`).join('; '), errors);
}
