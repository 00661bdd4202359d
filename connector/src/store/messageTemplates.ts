import { randomUUID } from 'node:crypto';
import type { OwnTemplate, OwnTemplates, TemplateVariant } from '../domain/messageTemplate.ts';
import type { Session } from './store.ts';
import type { MessageTemplateTable } from './tables.ts';

/** The key in `state_values` whose value changes whenever a template does. */
export const TEMPLATES_EDITION = 'messageTemplates';

/** What was loaded last, by edition; editions are unique, so that several databases in one process do not mix. */
let loaded: { edition: string; templates: OwnTemplates } | null = null;
const NONE: OwnTemplates = new Map();

/** All of the organisation's own templates at an edition (null: there has been none yet); loaded once and kept. */
export async function ownTemplates(session: Session, edition: string | null): Promise<OwnTemplates> {
  if (edition === null) return NONE;
  if (loaded?.edition === edition) return loaded.templates;
  const rows = await session.db.selectFrom('messageTemplates').selectAll().orderBy('key').execute();
  const templates = new Map(rows.map((row) => [row.key, toTemplate(row)]));
  loaded = { edition, templates };
  return templates;
}

/** Tells every process on the database that templates have changed; to be called in the transaction of the change. */
export async function renewTemplatesEdition({ db }: Session): Promise<void> {
  const value = randomUUID();
  await db
    .insertInto('stateValues')
    .values({ key: TEMPLATES_EDITION, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

export async function findTemplate({ db }: Session, key: string): Promise<MessageTemplateTable | undefined> {
  return db.selectFrom('messageTemplates').selectAll().where('key', '=', key).executeTakeFirst();
}

function toTemplate({ key, name, version, variantsJson }: MessageTemplateTable): OwnTemplate {
  return Object.freeze({ key, name, version, variants: JSON.parse(variantsJson) as TemplateVariant[] });
}
