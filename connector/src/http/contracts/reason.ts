import { z } from 'zod';
import { REASON_CODES, RULE_IDS } from '../../domain/explainReasons.ts';

/** Why something is as it is. */
export const reason = z
  .strictObject({
    code: z.enum(REASON_CODES).meta({ id: 'ReasonCode', description: 'What decided; a closed list, to switch on' }),
    rule: z.enum(RULE_IDS).meta({ id: 'RuleId', description: 'The rule that says so' }),
    text: z.string().meta({ example: '2026-11-28 is a Saturday: moved to Monday 2026-11-30, the next business day.' }),
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).meta({
      description: 'The values that decided; days as YYYY-MM-DD',
      example: { date: '2026-11-28', movedTo: '2026-11-30' },
    }),
  })
  .meta({ id: 'Reason', description: 'Why something is as it is, with the rule and the values that decided' });
