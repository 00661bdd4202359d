import { z } from 'zod';
import { fieldError } from './common.ts';
import { arrangement } from './filter.ts';
import { expected } from './issues.ts';
import { id } from './primitives.ts';
import { invoiceStatuses } from './invoices.ts';

const flag = z
  .enum(['true', 'false'], { error: expected('true or false') })
  .optional()
  .transform((text) => text === 'true')
  .meta({ override: { type: 'boolean' } });

export const importQuery = z.strictObject({
  dryRun: flag.meta({ description: 'Writes nothing, and says of each line what would change' }),
  results: z
    .enum(['all', 'refused'])
    .optional()
    .meta({ description: 'refused: only the lines that were refused are listed; all are counted' }),
  dateOrder: z
    .enum(['dayFirst', 'monthFirst'])
    .optional()
    .meta({ description: 'Of another system’s export whose dates do not show it' }),
});

export const importAnswer = z
  .object({
    dryRun: z.boolean(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    refused: z.int(),
    file: z
      .object({
        encoding: z.string(),
        separator: z.string(),
        profile: z
          .string()
          .nullable()
          .meta({ description: 'The software whose export it is; null for our own columns' }),
        ignoredColumns: z.array(z.string()).meta({ description: 'Known, but not imported' }),
      })
      .meta({ description: 'How the file was read' }),
    results: z.array(
      z.object({
        line: z.int().meta({ description: 'Where it begins in the file; the header is line 1' }),
        status: z.enum(['created', 'updated', 'unchanged', 'refused']),
        id: z.string().optional(),
        errors: z.array(fieldError).optional().meta({ description: 'path is a column, or line' }),
        warnings: z.array(z.string()).optional(),
        changes: z
          .array(z.object({ column: z.string(), from: z.string(), to: z.string() }))
          .optional()
          .meta({ description: 'Of a dry run' }),
      }),
    ),
  })
  .meta({ id: 'ImportResult', description: 'One result per line, in the order of the file' });

const SEPARATORS = { ',': ',', ';': ';', '|': '|', tab: '\t', '\t': '\t' } as const;

const fileOptions = {
  columns: z
    .string()
    .min(1, 'must name at least one column')
    .max(10_000)
    .transform((text) => text.split(',').map((name) => name.trim()))
    .optional()
    .meta({
      override: { type: 'string' },
      description: 'Names of columns, with commas between them',
      example: 'id,name',
    }),
  separator: z
    .enum(Object.keys(SEPARATORS) as (keyof typeof SEPARATORS)[], { error: expected('one of , ; | and tab') })
    .optional()
    .transform((name) => SEPARATORS[name ?? ','])
    .meta({ override: { type: 'string', enum: [',', ';', '|', 'tab'], default: ',' } }),
  bom: flag.meta({ description: 'A byte order mark, by which Excel knows that the file is UTF-8' }),
};

const search = z.string().max(200).optional().meta({ description: 'As in the list' });
const dunningPlanId = id.optional();
const customerId = id.optional().meta({ description: 'The id, or `external:<externalId>`' });

export const customersExport = z.strictObject({ ...fileOptions, ...arrangement, search, dunningPlanId });
export const invoicesExport = z.strictObject({
  ...fileOptions,
  ...arrangement,
  search,
  dunningPlanId,
  customerId,
  status: invoiceStatuses.optional(),
});
export const ofCustomerExport = z.strictObject({ ...fileOptions, customerId });
export const assignmentsExport = z.strictObject({
  ...invoicesExport.shape,
  level: z.enum(['customer', 'invoice']).optional().meta({ description: 'customer, if left out' }),
});

export const csvText = z
  .string()
  .meta({ description: 'UTF-8; cells that a spreadsheet would compute begin with an apostrophe' });
