import type { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { Deps } from '../../usecases/deps.ts';
import type { Indexed, RecordResult } from '../../usecases/lists/records.ts';
import { batchAnswer, batchOf } from '../contracts/common.ts';
import { type Call, defineRoute, type ParsedRecord, parseRecords, type Route } from '../route.ts';

interface Upsert<K extends string, One extends z.ZodType, Record extends z.ZodType> {
  readonly path: string;
  /** Names the list in the body of a batch. */
  readonly key: K;
  readonly tag: string;
  readonly summary: string;
  readonly batchSummary: string;
  readonly input: One;
  /** What one record of a batch may be, where that differs. */
  readonly record: Record;
  readonly answer: z.ZodType;
  save(
    call: Pick<Call<never, never, never>, 'deps' | 'actor'>,
    records: Indexed<z.output<One> | z.output<Record>>[],
  ): Promise<RecordResult[]>;
  read(deps: Deps, id: string): Promise<unknown>;
}

/** `POST path` and `POST path/batch`: creates or updates one record, or up to 1,000, matched by external id. */
export function upsertRoutes<K extends string, One extends z.ZodType, Record extends z.ZodType>(
  upsert: Upsert<K, One, Record>,
): Route[] {
  const { path, key, tag, input, record } = upsert;
  return [
    defineRoute({
      method: 'post',
      path,
      isOneTransaction: true,
      summary: upsert.summary,
      tag,
      body: input,
      answer: upsert.answer,
      status: 201,
      upsert: true,
      handle: async ({ deps, actor, body }) => {
        const { id, status } = savedOne(await upsert.save({ deps, actor }, [{ index: 0, value: body }]));
        return { status, body: await upsert.read(deps, id) };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/batch`,
      isOneTransaction: true,
      summary: upsert.batchSummary,
      tag,
      body: batchOf(key, input),
      answer: batchAnswer,
      handle: async ({ deps, actor, body }) => ({
        body: await saveBatch(parseRecords(record, body[key]), (good) => upsert.save({ deps, actor }, good)),
      }),
    }),
  ];
}

/** Saves the good records of a batch and answers one result per record, in order. */
async function saveBatch<T>(parsed: readonly ParsedRecord<T>[], save: (good: Indexed<T>[]) => Promise<RecordResult[]>) {
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
