import { z } from 'zod';
import { fieldError, line } from './common.ts';
import { expected } from './issues.ts';

/** Vendors whose events workflows hand over. */
export const importVendor = z.enum(['stripe', 'chargebee', 'quickbooks']);

export const importParams = z.strictObject({ vendor: importVendor });

const LARGEST_BATCH = 1000;

export const importInput = z
  .strictObject({
    events: z
      .array(z.unknown(), { error: expected('a list of 1 to 1,000 events') })
      .min(1, 'must have at least 1 event')
      .max(LARGEST_BATCH, `must have at most ${LARGEST_BATCH} events: send the others in another batch`)
      .meta({
        description: 'As the vendor’s trigger or node in n8n puts them out: events, or the objects themselves',
        example: [{ id: 'ev_1', event_type: 'customer_changed', content: { customer: { id: 'C-1042' } } }],
      }),
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
        warnings: z.array(z.string()).optional().meta({ description: 'What of it could not be taken in, and why' }),
      }),
    ),
  })
  .meta({ id: 'ImportResults', description: 'One result per event, in the order of the request' });
