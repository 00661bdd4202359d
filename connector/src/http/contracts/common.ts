import { z } from 'zod';
import { expected } from './issues.ts';
import { externalId, id, recordId } from './primitives.ts';

export { page, searchable } from './queries.ts';
export {
  amount,
  country,
  currency,
  email,
  externalId,
  httpsUrl,
  id,
  instant as inputInstant,
  isoDate as inputDay,
  language,
  line,
  paragraphs,
  recordId,
  timeOfDay,
  timeZone,
} from './primitives.ts';

export const positions = ['accounting', 'payer', 'purchaser', 'sales', 'other'] as const;
export const position = z.enum(positions);
export const level = z.enum(['customer', 'invoice']);
export const channel = z.enum(['email', 'sms', 'letter', 'call', 'task']);
export const mode = z.enum(['automatic', 'manual']);
export const formOfAddress = z.enum(['formal', 'informal']);

const referenceShape = { id: id.optional(), externalId: externalId.optional() };

interface ReferenceFields {
  readonly id?: string | undefined;
  readonly externalId?: string | undefined;
}

function namesOne({ id: own, externalId: theirs }: ReferenceFields): boolean {
  return (own === undefined) !== (theirs === undefined);
}

function toReference({ id: own, externalId: theirs }: ReferenceFields): { id: string } | { externalId: string } {
  return own === undefined ? { externalId: theirs! } : { id: own };
}

const ONE_NAME = 'name the record by exactly one of id and externalId';

/** Names another record: `{id}` or `{externalId}`. */
export const reference = z
  .strictObject(referenceShape)
  .refine(namesOne, ONE_NAME)
  .meta({ id: 'Reference', description: 'Names a record by exactly one of its ids', example: { externalId: 'C-1042' } })
  .transform(toReference);

/** An answer's calendar date and instant. */
export const day = z.string().meta({ format: 'date', example: '2026-11-23' });
export const instant = z.string().meta({ format: 'date-time', example: '2026-11-23T08:30:00.000Z' });

/** A body that names nothing; it may be left out altogether. */
export const empty = z.strictObject({});
export const idParams = z.strictObject({ id: recordId });

/** A page of a list; `nextCursor` is null on the last one. */
export const listOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() });

export const fieldError = z
  .strictObject({
    path: z.string().meta({ description: 'The field, dotted', example: 'steps.0.when.days' }),
    message: z.string(),
  })
  .meta({ id: 'FieldError' });

const LARGEST_BATCH = 1000;

/**
 * `{<key>: [record …]}`, 1 to 1,000 of them. The records themselves are documented as `record`, which has an id of its own, but left
 * unchecked: each is checked alone, so that a bad one never stops the others.
 */
export function batchOf<K extends string>(key: K, record: z.ZodType): z.ZodType<Record<K, unknown[]>> {
  const documented = z.unknown().meta({ override: { $ref: `#/components/schemas/${String(record.meta()?.id)}` } });
  const list = z
    .array(documented, { error: expected(`a list of 1 to ${LARGEST_BATCH} records`) })
    .min(1, 'must have at least 1 record')
    .max(LARGEST_BATCH, `must have at most ${LARGEST_BATCH} records: send the others in another batch`);
  return z.strictObject({ [key]: list }) as unknown as z.ZodType<Record<K, unknown[]>>;
}

export const batchAnswer = z
  .strictObject({
    results: z.array(
      z.strictObject({
        index: z.int(),
        status: z.enum(['created', 'updated', 'unchanged', 'refused']),
        id: z.string().optional(),
        errors: z.array(fieldError).optional(),
      }),
    ),
  })
  .meta({ id: 'BatchResults', description: 'One result per record, in the order of the request' });

/** RFC 9457. */
export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(fieldError).optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'What was wrong, and what to do about it' });
