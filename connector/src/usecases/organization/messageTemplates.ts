import { checkTemplate } from '../../delivery/check.ts';
import { cleanBody } from '../../delivery/freeText.ts';
import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { conflict, type FieldError, invalid, notFound } from '../../domain/errors.ts';
import type { TemplateVariant } from '../../domain/messageTemplate.ts';
import type { Plan } from '../../domain/plan.ts';
import { appendEvents } from '../../store/events.ts';
import { findTemplate, renewTemplatesEdition } from '../../store/messageTemplates.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { replan } from '../schedule/replan.ts';

export interface TemplateInput {
  readonly key: string;
  readonly name: string;
  readonly variants: readonly TemplateVariant[];
}

/** What sanitizing took out, by the field it was in. */
export type TemplateWarning = FieldError;

/** Every key that a step may name: shipped ones and the organisation's own. */
export function templateKeys(deps: Deps, { ownTemplates }: Moment): string[] {
  return [...deps.templates.keys(), ...ownTemplates.keys()].sort();
}

/** Creates one of the organisation's own templates. A key that is taken is a 409, a shipped one too: nothing is overridden silently. */
export async function createTemplate(deps: Deps, actor: Actor, input: TemplateInput): Promise<TemplateWarning[]> {
  requireAdmin(actor, 'templates');
  const { variants, warnings } = checkedVariants(input.variants);
  await deps.store.transaction(async (session) => {
    await session.lockTable('messageTemplates');
    if (deps.templates.keys().includes(input.key))
      throw conflict(`'${input.key}' is the key of a shipped template: choose another key, and name it in the steps`);
    if (await findTemplate(session, input.key))
      throw conflict(`There is already a template '${input.key}': change it with PUT, or choose another key`);
    const now = deps.clock.now();
    const { key, name } = input;
    const row = { key, name, version: 1, variantsJson: JSON.stringify(variants), createdAt: now, updatedAt: now };
    await session.db.insertInto('messageTemplates').values(row).execute();
    await tell(session, deps, actor, 'templateCreated', row);
  });
  return warnings;
}

/** Changes what the input names. Messages that went out keep their text (PLN-4); what did not render is tried again at once (MAN-2). */
export async function changeTemplate(
  deps: Deps,
  actor: Actor,
  key: string,
  input: Partial<Omit<TemplateInput, 'key'>>,
): Promise<TemplateWarning[]> {
  requireAdmin(actor, 'templates');
  const checked = input.variants === undefined ? null : checkedVariants(input.variants);
  await deps.store.transaction(async (session) => {
    await session.lockTable('messageTemplates');
    const old = await findTemplate(session, key);
    if (!old) throw missing(deps, key, 'be changed: create your own under another key');
    const change = {
      name: input.name ?? old.name,
      variantsJson: checked ? JSON.stringify(checked.variants) : old.variantsJson,
    };
    if (change.name === old.name && change.variantsJson === old.variantsJson) return;
    const row = { ...change, version: old.version + 1, updatedAt: deps.clock.now() };
    await session.db.updateTable('messageTemplates').set(row).where('key', '=', key).execute();
    await tell(session, deps, actor, 'templateUpdated', { key, ...row });
    await tryAgain(session, deps, actor, await plansWith(session, deps, key));
  });
  return checked?.warnings ?? [];
}

/** Takes a template away; one that a plan uses stays: a 409 that names the plans. */
export async function deleteTemplate(deps: Deps, actor: Actor, key: string): Promise<void> {
  requireAdmin(actor, 'templates');
  await deps.store.transaction(async (session) => {
    // In the order of whoever saves a plan, so that none is saved with the key meanwhile.
    await session.lockTable('plans');
    await session.lockTable('messageTemplates');
    const old = await findTemplate(session, key);
    if (!old) throw missing(deps, key, 'be deleted');
    const users = await plansWith(session, deps, key);
    if (users.length > 0) {
      const names = users.map(({ name }) => `'${name}'`).join(', ');
      throw conflict(`The template '${key}' is used by ${names}: choose another template there first`);
    }
    await session.db.deleteFrom('messageTemplates').where('key', '=', key).execute();
    await tell(session, deps, actor, 'templateDeleted', old);
  });
}

function missing(deps: Deps, key: string, verb: string): Error {
  return deps.templates.keys().includes(key)
    ? conflict(`'${key}' is a shipped template, which cannot ${verb}`)
    : notFound('template', key);
}

async function tell(
  session: Session,
  deps: Deps,
  actor: Actor,
  type: 'templateCreated' | 'templateUpdated' | 'templateDeleted',
  { key, name, version }: { key: string; name: string; version: number },
): Promise<void> {
  await renewTemplatesEdition(session);
  const data = { key, name, version };
  await appendEvents(session, deps.newId, deps.clock.now(), actor, [{ type, customerId: null, data }]);
}

async function plansWith(session: Session, deps: Deps, key: string): Promise<Plan[]> {
  const plans = await deps.plans.current(session);
  return [...plans.values()].filter(({ steps, invoiceMessage }) =>
    [...steps, invoiceMessage].some((part) => part?.template && 'key' in part.template && part.template.key === key),
  );
}

/** Replans who waits for a person in the given plans, in sets: what stood in the way may have gone. */
async function tryAgain(session: Session, deps: Deps, actor: Actor, plans: readonly Plan[]): Promise<void> {
  if (plans.length === 0) return;
  const moment = await currentMoment(session, deps.clock);
  for (let after = ''; ;) {
    const rows = await session.db
      .selectFrom('schedule')
      .select('customerId')
      .distinct()
      .where('status', '=', 'todo')
      .where('reason', 'is not', null)
      .where(
        session.oneOf(
          'planId',
          plans.map(({ id }) => id),
        ),
      )
      .where('customerId', '>', after)
      .orderBy('customerId')
      .limit(1000)
      .execute();
    if (rows.length === 0) return;
    const ids = rows.map(({ customerId }) => customerId);
    await replan(session, deps, moment, actor, ids);
    after = ids.at(-1)!;
  }
}

/** The variants as they are kept; throws a DomainError that names each problem's field, line and column. */
function checkedVariants(input: readonly TemplateVariant[]): {
  variants: TemplateVariant[];
  warnings: TemplateWarning[];
} {
  const errors: FieldError[] = [];
  const warnings: TemplateWarning[] = [];
  const variants = input.map((variant, index) => {
    const { language, formOfAddress, subject, body } = variant;
    const twin = input.findIndex((other) => other.language === language && other.formOfAddress === formOfAddress);
    if (twin < index)
      errors.push({
        path: `variants.${index}.language`,
        message: `is the same variant as ${twin + 1}: each needs its own`,
      });
    // Used in a step or as an invoice message: the fields of both are there.
    for (const problem of checkTemplate({ subject, body }, { scope: 'invoice', keys: [] })) {
      const { part, line, column, message } = problem;
      errors.push({ path: `variants.${index}.${part}`, message: `line ${line}, column ${column}: ${message}` });
    }
    const clean = cleanBody(body);
    if (clean.body.trim() === '' || clean.body === '<p></p>')
      errors.push({
        path: `variants.${index}.body`,
        message: 'nothing is left of it: messages carry no scripts or forms',
      });
    warnings.push(...clean.warnings.map((message) => ({ path: `variants.${index}.body`, message })));
    return { language, formOfAddress, subject, body: clean.body };
  });
  if (errors.length > 0) throw invalid(errors);
  return { variants, warnings };
}
