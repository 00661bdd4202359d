import { z } from 'zod';
import { SOURCE_TYPES, type SourceType } from '../../sources/source.ts';
import { VENDORS } from '../../sources/vendors.ts';
import { id, instant, line } from './common.ts';

const common = {
  enabled: z.boolean().meta({ description: 'Off: nothing is fetched, and nothing that its webhook tells is applied' }),
  intervalMinutes: z
    .int()
    .min(0)
    .max(1440)
    .meta({ description: 'Between two syncs; 0: only when asked (`POST …/sync`)' }),
  recheck: z.boolean().meta({ description: 'Whether an invoice is asked for again right before its reminder' }),
  whenUnreachable: z.enum(['auto', 'send', 'hold']).meta({
    description:
      'What becomes of a reminder when the source cannot be asked; auto: held where it is charged automatically, else sent',
  }),
};

const name = line(50).regex(/^[a-z0-9][a-z0-9-]*$/, 'must be small letters, digits and -, such as stripe or stripe-us');

const vendorTypes = SOURCE_TYPES.filter((type) => VENDORS[type] !== undefined);

function inputOf(type: SourceType) {
  const { settings, secrets } = VENDORS[type]!;
  return z
    .strictObject({
      type: z.literal(type),
      name: name.optional().meta({ description: 'The `source` of its records; its type, if left out', example: type }),
      settings: settings.optional(),
      secrets,
      ...z.strictObject(common).partial().shape,
    })
    .meta({ id: `${type[0]!.toUpperCase()}${type.slice(1)}SourceInput` });
}

const inputs = vendorTypes.map(inputOf);
export const sourceInput = z
  .discriminatedUnion('type', inputs as [(typeof inputs)[number], ...typeof inputs])
  .meta({ id: 'SourceInput' });

/** Settings and secrets are checked by the type of the source that is there. */
export const sourcePatch = z
  .strictObject({
    ...common,
    settings: z.record(z.string(), z.unknown()).meta({ description: 'All of them anew' }),
    secrets: z.record(z.string(), z.unknown()).meta({ description: 'All of them anew; they are never shown' }),
  })
  .partial()
  .meta({ id: 'SourcePatch' });

const progress = z
  .strictObject({
    kind: z.enum(['full', 'changes']),
    phase: z.string().nullable().meta({ description: 'What is being fetched, such as customers or invoices' }),
    pages: z.int(),
    records: z.int().meta({ description: 'As they came, repeats included' }),
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'SyncProgress' });

export const source = z
  .strictObject({
    id: z.string(),
    type: z.enum(SOURCE_TYPES),
    name: z.string(),
    settings: z.record(z.string(), z.unknown()),
    ...common,
    status: z.enum(['off', 'waiting', 'syncing', 'failing']).meta({
      description:
        'syncing: now, or as soon as a process is free; failing: the last try ended in `lastError`, and it is tried again by itself',
    }),
    progress,
    lastSyncAt: instant.nullable().meta({ description: 'When the last whole sync ended' }),
    lagSeconds: z.int().nullable().meta({ description: 'Since then; null before the first' }),
    nextSyncAt: instant.nullable().meta({ description: 'By the real clock; null: only when asked' }),
    lastError: z.string().nullable(),
    warnings: z
      .array(z.string())
      .meta({ description: 'What stops nothing and should be looked at, each with what to do' }),
    pendingEvents: z.int().meta({ description: 'What its webhook told and is not applied yet' }),
    objects: z
      .array(z.strictObject({ kind: z.string(), known: z.int(), putAside: z.int() }))
      .meta({ description: 'Objects known by kind, and how many of them are put aside' }),
    webhookUrl: z.string().nullable().meta({ description: 'Where the vendor tells what changed' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Source', description: 'A source and how it is: secrets are never shown' });

export const syncInput = z
  .strictObject({
    full: z.boolean().optional().meta({ description: 'Everything from the first page, not what changed alone' }),
  })
  .meta({ id: 'SyncInput' });

export const problemParams = z.strictObject({ id, errorId: id });

export const sourceError = z
  .strictObject({
    id: z.string().meta({ description: 'Kind and the source’s id', example: 'invoice:in_1NXWPn' }),
    kind: z.string(),
    externalId: z.string(),
    reason: z.string(),
    object: z.unknown().meta({ description: 'As the source gave it' }),
    at: instant,
  })
  .meta({ id: 'SourceError', description: 'An object that was put aside, and why' });

export const retryAnswer = z
  .strictObject({ retried: z.int(), left: z.int().meta({ description: 'What is put aside still' }) })
  .meta({ id: 'SourceRetryResult' });
