import { z } from 'zod';
import { CUSTOM_FIELD_TYPES } from '../../domain/customField.ts';
import { customFieldKey } from './customers.ts';
import { line } from './primitives.ts';

const type = z.enum(CUSTOM_FIELD_TYPES);

const named = {
  label: line(100).optional().meta({ description: 'The key, if left out' }),
  type: type.optional(),
  options: z.array(line()).max(500).optional().meta({ description: 'What select and multiSelect choose from' }),
  source: line(50)
    .nullish()
    .meta({ description: 'What feeds it, such as stripe: nobody else overwrites it. null: the organisation’s own' }),
};

export const customFieldInput = z
  .strictObject({ key: customFieldKey, ...named, type: type.meta({ example: 'select' }) })
  .meta({ id: 'CustomFieldInput' });

/** `PUT` changes what it names; the key stays. */
export const customFieldPatch = z
  .strictObject({ ...named, key: customFieldKey.optional().meta({ readOnly: true }) })
  .meta({ id: 'CustomFieldPatch' });

export const customField = z
  .object({
    key: z.string(),
    label: z.string(),
    type,
    options: z.array(z.string()),
    source: z.string().nullable(),
  })
  .meta({ id: 'CustomField' });

export const customFieldParams = z.strictObject({ key: customFieldKey });

export const deletion = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'true: with all the values that customers have in it' }),
});
