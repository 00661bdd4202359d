import { z } from 'zod';
import { FILTER_OPERATORS } from '../../domain/filter.ts';
import { expected } from './issues.ts';
import { id } from './primitives.ts';

const value = z
  .union([z.string().max(2000), z.number(), z.boolean(), z.null()], {
    error: expected('a text, a number, true or false, or null for “is empty”'),
  })
  // PostgreSQL knows no such text, so that no field has it.
  .refine((given) => typeof given !== 'string' || (given.isWellFormed() && !given.includes('\0')), {
    message: 'holds a null character, or half of a character (a lone surrogate)',
  });

export const condition = z
  .strictObject({
    field: id.meta({ description: 'A field of the list, or `custom.<key>`', example: 'country' }),
    operator: z.enum(FILTER_OPERATORS).meta({
      description: 'isNot is none of the values; above and below are for numbers, amounts and dates in lists',
    }),
    values: z
      .array(value)
      .min(1, 'name at least one value; null is “is empty”')
      .max(1000)
      .meta({ description: 'One of them (OR)' }),
  })
  .meta({ id: 'FilterCondition' });

/** All must hold (AND). */
export const filter = z.array(condition, { error: expected('a list of {field, operator, values}') }).max(50);

const EXAMPLE = '[{"field":"country","operator":"is","values":["FR"]}]';

/** A filter in a query string: JSON text. */
export const filterQuery = z
  .string()
  .max(15_000)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.issues.push({ code: 'custom', message: `is not JSON: send a list such as ${EXAMPLE}`, input: text });
      return z.NEVER;
    }
  })
  .pipe(filter)
  .meta({
    override: { type: 'string' },
    description: 'A list of filters as JSON, all of which must hold',
    example: EXAMPLE,
  });

/** What every list that can be filtered takes. */
export const arrangement = {
  filter: filterQuery.optional(),
  sort: z.string().max(100).optional().meta({ description: 'A field, behind - for descending', example: '-overdue' }),
  view: id.optional().meta({ description: 'A saved view: its filters hold too, its order where none is named' }),
};
