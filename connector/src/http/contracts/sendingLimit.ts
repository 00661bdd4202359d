import { z } from 'zod';
import { instant } from './common.ts';

export const stopped = z
  .object({
    reason: z.enum(['messagesPerMinute', 'messagesPerHour', 'mailServerDown']),
    retryAt: instant.nullable().meta({ description: 'When the next message may go, by the wall clock' }),
  })
  .meta({ id: 'Stopped', description: 'Why it ended before all was out; left out, if all that could go out went' });
