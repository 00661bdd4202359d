import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { conflict, invalid, notFound } from '../../domain/errors.ts';
import { checkTemplate } from '../../delivery/check.ts';
import type { InvoiceMessage, Level, Logic, TemplateRef } from '../../domain/plan.ts';
import { editSteps, type StepDraft } from '../../domain/planEdit.ts';
import { appendEvents } from '../../store/events.ts';
import type { PlanDefinition } from '../../store/plans.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';
import { disableRulesNaming } from '../rules/disableRules.ts';
import { templateKeys } from '../organization/messageTemplates.ts';
import { currentMoment } from '../moment.ts';
import { refuseUnknownColleagues } from '../organization/namedInPlans.ts';
import { replanMany } from '../schedule/replanMany.ts';

export interface PlanInput {
  readonly name: string;
  readonly level: Level;
  readonly logic: Logic;
  readonly minimumContactDelayDays: number;
  readonly isDefault?: boolean;
  readonly language?: string | null;
  readonly invoiceMessage?: InvoiceMessage | null;
  readonly steps: readonly StepDraft[];
}

/** Creates a plan, or (with `id`) changes what the input names; what is not executed is planned anew (PLN-4, PLN-5). */
export async function savePlan(
  deps: Deps,
  actor: Actor,
  id: string | null,
  input: Partial<PlanInput>,
): Promise<string> {
  requireAdmin(actor, 'plans');
  return deps.store.transaction(async (session) => {
    await session.lockTable('plans');
    const moment = await currentMoment(session, deps.clock);
    checkTemplates(templateKeys(deps, moment), input);
    const old = id === null ? null : ((await deps.plans.current(session, [id])).get(id) ?? null);
    if (id !== null && old === null) throw notFound('plan', id);
    if (old && input.level !== undefined && input.level !== old.level) {
      throw conflict(`The plan works at ${old.level} level, and a plan does not change its level: create another one`);
    }
    const named = { ...old, ...definedOnly(input) } as PlanInput;
    await refuseTakenName(session, named.name, id);
    await refuseUnknownColleagues(session, named);
    const planId = id ?? deps.newId('pln');
    const definition: PlanDefinition = {
      name: named.name,
      level: named.level,
      logic: named.logic,
      minimumContactDelayDays: named.minimumContactDelayDays,
      language: named.language ?? null,
      invoiceMessage: named.invoiceMessage ?? null,
      ...(input.steps
        ? editSteps(old, input.steps, () => deps.newId('stp'))
        : { steps: old!.steps, removedSteps: old!.removedSteps }),
    };
    const version = (old?.version ?? 0) + 1;
    const isDefault = named.isDefault ?? false;
    if (isDefault)
      await session.db
        .updateTable('plans')
        .set({ isDefault: 0 })
        .where('level', '=', named.level)
        .where('id', '!=', planId)
        .execute();
    const definitionJson = JSON.stringify(definition);
    const row = {
      name: named.name,
      level: named.level,
      isDefault: isDefault ? 1 : 0,
      version,
      definitionJson,
      updatedAt: moment.now,
    };
    if (old) await session.db.updateTable('plans').set(row).where('id', '=', planId).execute();
    else
      await session.db
        .insertInto('plans')
        .values({ id: planId, ...row, createdAt: moment.now, deletedAt: null })
        .execute();
    await session.db
      .insertInto('planVersions')
      .values({ planId, version, definitionJson, createdAt: moment.now })
      .execute();
    const data = { planId, name: named.name, version };
    await appendEvents(session, deps.newId, moment.now, actor, [
      { type: old ? 'planUpdated' : 'planCreated', customerId: null, data },
    ]);
    if (old) {
      await replanMany(session, deps, actor, { planId, version });
      // Whoever came into the plan meanwhile was planned by its former version.
      await deps.plans.lock(session, planId);
      await replanMany(session, deps, actor, { planId, version });
    }
    return planId;
  });
}

/** Takes a plan away; one that is assigned stays (PLN-6). What it did is kept. */
export async function deletePlan(deps: Deps, actor: Actor, id: string): Promise<void> {
  requireAdmin(actor, 'plans');
  await deps.store.transaction(async (session) => {
    await session.lockTable('plans');
    await deps.plans.lock(session, id);
    const plan = (await deps.plans.current(session, [id])).get(id);
    if (!plan) throw notFound('plan', id);
    const table = plan.level === 'customer' ? 'customers' : 'invoices';
    const { rows } = await session.db
      .selectFrom(table)
      .select((select) => select.fn.countAll<number>().as('rows'))
      .where('planId', '=', id)
      .executeTakeFirstOrThrow();
    if (Number(rows) > 0)
      throw conflict(
        `Plan '${plan.name}' is assigned to ${rows} ${table}: assign another plan, or none, to them first (PLN-6)`,
      );
    const moment = await currentMoment(session, deps.clock);
    await session.db.updateTable('plans').set({ deletedAt: moment.now, isDefault: 0 }).where('id', '=', id).execute();
    await disableRulesNaming(session, deps, actor, { planId: id, name: plan.name });
    await appendEvents(session, deps.newId, moment.now, actor, [
      { type: 'planDeleted', customerId: null, data: { planId: id, name: plan.name } },
    ]);
  });
}

function definedOnly<T extends object>(input: T): Partial<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<T>;
}

async function refuseTakenName(session: Session, name: string, id: string | null): Promise<void> {
  const taken = await session.db
    .selectFrom('plans')
    .select('id')
    .where('name', '=', name)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (taken && taken.id !== id) throw conflict(`There is already a plan named '${name}'; choose another name`);
}

/** Templates are checked when they are saved, with line and column. */
function checkTemplates(keys: readonly string[], { steps = [], invoiceMessage }: Partial<PlanInput>): void {
  const problemsOf = (template: TemplateRef | null, path: string, scope: 'customer' | 'invoice') => {
    if (template === null) return [];
    return checkTemplate(template, { scope, keys }).map(({ part, line, column, message }) => ({
      path: 'key' in template ? `${path}.key` : `${path}.${part}`,
      message: 'key' in template ? message : `line ${line}, column ${column}: ${message}`,
    }));
  };
  const errors = [
    ...steps.flatMap(({ template }, index) => problemsOf(template, `steps.${index}.template`, 'customer')),
    ...problemsOf(invoiceMessage?.template ?? null, 'invoiceMessage.template', 'invoice'),
  ];
  if (errors.length > 0) throw invalid(errors);
}
