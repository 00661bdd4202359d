import { notFound } from '../../domain/errors.ts';
import type { Deps } from '../../usecases/deps.ts';
import {
  changeTemplate,
  createTemplate,
  deleteTemplate,
  templateKeys,
  type TemplateWarning,
} from '../../usecases/organization/messageTemplates.ts';
import { currentMoment } from '../../usecases/moment.ts';
import { previewMessage } from '../../usecases/cadence/previewMessage.ts';
import { listOf } from '../contracts/common.ts';
import { deleted } from '../contracts/organization.ts';
import { page } from '../contracts/queries.ts';
import {
  keyParams,
  ownTemplate,
  preview,
  previewInput,
  templateInfo,
  templateInput,
  templatePatch,
} from '../contracts/templates.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { messageView } from '../views/action.ts';
import { isoDay } from '../views/instants.ts';

const tag = 'Templates';

/** `first-reminder` → *First reminder*. */
function shippedName(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1).replaceAll('-', ' ');
}

async function readTemplate(deps: Deps, key: string, warnings: readonly TemplateWarning[] = []) {
  const { ownTemplates } = await currentMoment(deps.store.session, deps.clock);
  const own = ownTemplates.get(key);
  if (own) return { ...own, isShipped: false, warnings };
  const shipped = await deps.templates.shipped(key);
  if (!shipped) throw notFound('template', key);
  return { ...shipped, name: shippedName(key), isShipped: true, version: null, warnings };
}

export const templateRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/templates',
    summary: 'List the message templates: those that are shipped, and the organisation’s own',
    tag,
    query: page,
    answer: listOf(templateInfo),
    handle: async ({ deps, query: { limit, cursor } }) => {
      const after = decodeCursor(cursor, 1)?.[0] ?? '';
      const moment = await currentMoment(deps.store.session, deps.clock);
      const keys = templateKeys(deps, moment).filter((key) => key > after);
      const data = keys.slice(0, limit).map((key) => {
        const own = moment.ownTemplates.get(key);
        const variants = own?.variants ?? deps.templates.variantsOf(key)!;
        return {
          key,
          name: own?.name ?? shippedName(key),
          isShipped: !own,
          variants: variants.map(({ language, formOfAddress }) => ({ language, formOfAddress })),
        };
      });
      return { body: { data, nextCursor: keys.length > limit ? encodeCursor([data.at(-1)!.key]) : null } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/templates',
    isOneTransaction: true,
    summary: 'Create a template of the organisation’s own; HTML is sanitized, and the answer says what was taken out',
    tag,
    body: templateInput,
    answer: ownTemplate,
    status: 201,
    handle: async ({ deps, actor, body }) => {
      const warnings = await createTemplate(deps, actor, body);
      return { body: await readTemplate(deps, body.key, warnings) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/templates/preview',
    summary: 'See a template or a plan’s step as any customer would get it on any day; nothing is written or sent',
    tag,
    body: previewInput,
    answer: preview,
    handle: async ({ deps, body }) => {
      const { message, channel, date, language, warnings } = await previewMessage(deps, body);
      return { body: { ...messageView(message, channel), channel, date: isoDay(date), language, warnings } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/templates/{key}',
    summary: 'Read a template with its texts; a shipped one’s may be copied into one of your own',
    tag,
    params: keyParams,
    answer: ownTemplate,
    handle: async ({ deps, params }) => ({ body: await readTemplate(deps, params.key) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/templates/{key}',
    summary: 'Change what the body names of a template of the organisation’s own; variants are replaced as a whole',
    tag,
    params: keyParams,
    body: templatePatch,
    answer: ownTemplate,
    handle: async ({ deps, actor, params: { key }, body: { name, variants } }) => {
      const warnings = await changeTemplate(deps, actor, key, { name, variants });
      return { body: await readTemplate(deps, key, warnings) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/templates/{key}',
    summary: 'Delete a template that no plan uses',
    tag,
    params: keyParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await deleteTemplate(deps, actor, params.key);
      return { body: { deleted: true } };
    },
  }),
];
