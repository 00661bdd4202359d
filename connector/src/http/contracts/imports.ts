import { z } from 'zod';
import { batchOf, fieldError, line } from './common.ts';

/** Vendors whose events workflows hand over. */
export const importVendor = z.enum(['stripe', 'chargebee', 'quickbooks']);

export const importParams = z.strictObject({ vendor: importVendor });

const event = z.looseObject({}).meta({
  id: 'VendorEvent',
  description: 'As the vendor’s trigger or node in n8n puts it out: an event, or the object itself',
});

export const importInput = (batchOf('events', event) as unknown as z.ZodObject<{ events: z.ZodArray<z.ZodUnknown> }>)
  .extend({
    source: line(50).optional().meta({ description: 'The name of the source, where there are several of the vendor' }),
  })
  .meta({ id: 'ImportInput' });

const status = z.enum(['created', 'updated', 'unchanged', 'refused']);

export const importAnswer = z
  .strictObject({
    results: z.array(
      z.strictObject({
        index: z.int(),
        status: status.meta({
          description: 'The most that became of a record of the event; unchanged where it told nothing new',
        }),
        records: z.array(z.strictObject({ kind: z.string(), externalId: z.string(), status })),
        errors: z.array(fieldError).optional(),
      }),
    ),
  })
  .meta({ id: 'ImportResults', description: 'One result per event, in the order of the request' });
