import { z } from 'zod';
import { KINDS } from '../../domain/timeline.ts';
import { instant } from './common.ts';

export const actor = z.object({ type: z.string(), id: z.string(), name: z.string() });

export const timelineEntry = z
  .object({
    id: z.string().meta({ description: 'Of the event behind it' }),
    at: instant,
    kind: z.enum(KINDS),
    type: z.string().meta({ description: 'Of the event behind it' }),
    title: z.string().meta({ description: 'What happened, in one line of English' }),
    actor,
    data: z.record(z.string(), z.unknown()).meta({
      description: 'Of the event; of a message also `message`, with its subject, recipients and copies',
    }),
    invoice: z.object({ id: z.string(), externalId: z.string().nullable(), number: z.string() }).nullable(),
  })
  .meta({ id: 'TimelineEntry' });
