import { z } from 'zod';
import { VIEW_LISTS } from '../../domain/savedView.ts';
import { instant } from './common.ts';
import { condition, filter } from './filter.ts';
import { page } from './queries.ts';
import { line } from './primitives.ts';

const list = z.enum(VIEW_LISTS);

const named = {
  name: line(100),
  list,
  columns: z
    .array(line(100).regex(/^[A-Za-z][\w.]*$/, 'a column is the name of a field, such as name or custom.tier'))
    .max(100)
    .optional()
    .meta({ description: 'Fields in the order in which they are shown' }),
  sort: line(100).nullish().meta({ description: 'A field, behind - for descending', example: '-overdue' }),
  filter: filter.optional(),
  shared: z.boolean().optional().meta({
    description: 'Everybody’s (admins only), or of the key’s user alone; left out: of the user, if there is one',
  }),
};

export const viewInput = z.strictObject(named).meta({ id: 'SavedViewInput' });
export const viewPatch = z.strictObject(named).partial().meta({ id: 'SavedViewPatch' });
export const viewQuery = page.extend({ list: list.optional() });

export const savedView = z
  .object({
    id: z.string(),
    name: z.string(),
    list,
    columns: z.array(z.string()),
    sort: z.string().nullable(),
    filter: z.array(condition),
    shared: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'SavedView' });
