import { z } from 'zod';
import { instant } from './common.ts';
import { actor } from './timeline.ts';

export const runsUnderWay = z
  .object({
    data: z.array(
      z.object({
        id: z.string().meta({ description: 'As `runId` in the log' }),
        kind: z.enum(['cadence', 'invoiceSending']),
        startedAt: instant,
        seenAt: instant.meta({ description: 'When it last said how far it has come' }),
        actor,
        planId: z.string().nullable().meta({ description: 'Null: all plans' }),
        sent: z.int().meta({ description: 'Messages accepted by the mail server so far' }),
        failed: z.int(),
        uncertain: z.int().meta({ description: 'Of invoices, they count as failed' }),
        remaining: z.int().nullable().meta({
          description:
            'Automatic actions that are due and not yet out; null for invoices, which are looked at one by one',
        }),
      }),
    ),
  })
  .meta({ id: 'RunsUnderWay' });
