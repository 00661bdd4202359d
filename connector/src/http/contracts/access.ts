import { z } from 'zod';
import { email, externalId, id, instant, line, recordId } from './common.ts';

/** CUS-5. */
export const role = z.enum(['owner', 'admin', 'member']);
/** Of users; contacts have positions of their own. */
export const position = z.enum(['financeUser', 'accountManager']);

const userFields = {
  externalId: externalId.nullish(),
  name: line(200),
  email,
  phone: line(50).nullish(),
  role: role.optional().meta({ description: 'member, if left out' }),
  position: position.optional().meta({ description: 'accountManager, if left out' }),
};
export const userInput = z.strictObject(userFields).meta({ id: 'UserInput' });
export const userPatch = z.strictObject(userFields).partial().meta({ id: 'UserPatch' });
export const user = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    name: z.string(),
    email: z.string(),
    phone: z.string().nullable(),
    role,
    position,
    createdAt: instant,
  })
  .meta({ id: 'User' });

export const keyInput = z
  .strictObject({
    name: line(200),
    role: role.optional().meta({ description: 'Left out: the user’s, else admin' }),
    userId: id.nullish().meta({ description: 'Whom the key belongs to: it may do no more than the user' }),
  })
  .meta({ id: 'ApiKeyInput' });
export const key = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().meta({ description: 'The last four characters' }),
    role,
    userId: z.string().nullable(),
    createdAt: instant,
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export const createdKey = z
  .object({ id: z.string(), key: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'CreatedApiKey' });

export const userDeletion = z.strictObject({
  replaceBy: recordId.optional().meta({ description: 'The user who takes over the customers and places in groups' }),
});

const members = z.array(id).max(1000).meta({ description: 'User ids' });
export const userGroupInput = z
  .strictObject({ name: line(200), members: members.optional() })
  .meta({ id: 'UserGroupInput' });
export const userGroupPatch = z
  .strictObject({ name: line(200), members })
  .partial()
  .meta({ id: 'UserGroupPatch' });
export const userGroup = z
  .object({ id: z.string(), name: z.string(), members: z.array(z.string()) })
  .meta({ id: 'UserGroup', description: 'Plans name it as `group:<id>`' });

const aliasFields = { name: line(200).meta({ description: 'As recipients see it' }), email };
export const senderAliasInput = z.strictObject(aliasFields).meta({ id: 'SenderAliasInput' });
export const senderAliasPatch = z.strictObject(aliasFields).partial().meta({ id: 'SenderAliasPatch' });
export const senderAlias = z
  .object({ id: z.string(), name: z.string(), email: z.string(), createdAt: instant })
  .meta({ id: 'SenderAlias', description: 'Steps name it as `alias:<id>`' });
