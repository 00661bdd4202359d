import { z } from 'zod';
import { expected } from './issues.ts';
import { id } from './primitives.ts';

/** A whole number in a query string. */
const queryInteger = (least: number, most: number) => {
  const error = expected(`a whole number from ${least} to ${most}`);
  return z
    .string({ error })
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, { error })
    .transform(Number)
    .meta({ override: { type: 'integer', minimum: least, maximum: most } });
};

/** A page of a list; `otherwise` is how long it is where nothing says so. */
export const pageOf = (otherwise: number) =>
  z.strictObject({
    limit: queryInteger(1, 1000)
      .optional()
      .transform((limit) => limit ?? otherwise)
      .meta({ description: `How many at most; ${otherwise}, if left out` }),
    cursor: z.string().max(2000).optional().meta({ description: 'The nextCursor of the page before' }),
  });

/** What every list takes. */
export const page = pageOf(50);

export const searchable = page.extend({
  search: z
    .union([z.literal(''), id])
    .optional()
    .meta({ description: 'Only records whose name, number or external id contains this' }),
});
