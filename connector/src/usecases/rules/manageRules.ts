import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { type FieldError, invalid, notFound } from '../../domain/errors.ts';
import type { EventType } from '../../domain/eventTypes.ts';
import { appendEvents } from '../../store/events.ts';
import { findRule, loadRules, type StoredRule, touchRules } from '../../store/rules.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';
import { checkRule, type RuleParts } from './checkRule.ts';

export interface RuleInput extends RuleParts {
  readonly name: string;
  readonly enabled: boolean;
}

const WHAT = 'smart rules';

/**
 * Creates a rule at the bottom of the list, or (with `id`) changes what the input names; it takes effect with the next event and touches no
 * customer by itself (RUL-4, RUL-5). What it names has to be there.
 */
export async function saveRule(
  deps: Deps,
  actor: Actor,
  id: string | null,
  input: Partial<RuleInput>,
): Promise<string> {
  requireAdmin(actor, WHAT);
  return deps.store.transaction(async (session) => {
    await session.lockTable('rules');
    const old = id === null ? null : await findRule(session, id);
    if (id !== null && !old) throw notFound('rule', id);
    const named = {
      ...old?.definition,
      name: old?.name,
      enabled: old?.enabled ?? true,
      ...definedOnly(input),
    } as RuleInput;
    // One that is off may be renamed though something it names is gone (RUL-3).
    const isAsItWas = old !== null && !named.enabled && !('filters' in input || 'action' in input);
    const definition = isAsItWas
      ? { ...old.definition, triggers: named.triggers }
      : await checkRule(session, deps, named);
    const now = deps.clock.now();
    const row = {
      id: old?.id ?? deps.newId('rul'),
      name: named.name,
      enabled: named.enabled ? 1 : 0,
      // One that was checked anew names nothing that is gone.
      disabledReason: isAsItWas ? old.disabledReason : null,
      place: old?.place ?? (await loadRules(session)).length + 1,
      definitionJson: JSON.stringify(definition),
      createdAt: old?.createdAt ?? now,
      updatedAt: now,
    };
    if (old) await session.update('rules', ['id'], [row]);
    else await session.insert('rules', [row]);
    await touchRules(session, deps.newId('rul'));
    const changed = Object.keys(definedOnly(input));
    const data = { ruleId: row.id, name: row.name, ...(old ? { changed } : {}) };
    await tell(session, deps, actor, old ? 'ruleUpdated' : 'ruleCreated', data);
    return row.id;
  });
}

export async function deleteRule(deps: Deps, actor: Actor, id: string): Promise<void> {
  requireAdmin(actor, WHAT);
  await deps.store.transaction(async (session) => {
    await session.lockTable('rules');
    const rule = await findRule(session, id);
    if (!rule) throw notFound('rule', id);
    await session.db.deleteFrom('rules').where('id', '=', id).execute();
    await arrange(session, await loadRules(session));
    await touchRules(session, deps.newId('rul'));
    await tell(session, deps, actor, 'ruleDeleted', { ruleId: id, name: rule.name });
  });
}

/** RUL-4: the order of the list, the top one first; every rule stands in it once. */
export async function orderRules(deps: Deps, actor: Actor, ids: readonly string[]): Promise<void> {
  requireAdmin(actor, WHAT);
  await deps.store.transaction(async (session) => {
    await session.lockTable('rules');
    const rules = new Map((await loadRules(session)).map((rule) => [rule.id, rule]));
    const errors = ids.flatMap((id, index): FieldError[] => {
      const path = `ids.${index}`;
      if (!rules.has(id)) return [{ path, message: `there is no rule '${id}'` }];
      return ids.indexOf(id) < index ? [{ path, message: `'${id}' is named twice` }] : [];
    });
    const missing = [...rules.values()].filter(({ id }) => !ids.includes(id)).map(({ id, name }) => `${id} (${name})`);
    if (missing.length > 0) errors.push({ path: 'ids', message: `name every rule; missing are ${missing.join(', ')}` });
    if (errors.length > 0) throw invalid(errors);
    const moved = ids.map((id) => rules.get(id)!).filter(({ place }, index) => place !== index + 1);
    await arrange(
      session,
      ids.map((id) => rules.get(id)!),
    );
    await touchRules(session, deps.newId('rul'));
    for (const { id, name } of moved)
      await tell(session, deps, actor, 'ruleUpdated', { ruleId: id, name, changed: ['place'] });
  });
}

/** Writes the places of rules that moved. */
async function arrange(session: Session, rules: readonly StoredRule[]): Promise<void> {
  const rows = rules.map(({ id, place }, index) => ({ id, place: index + 1, moved: place !== index + 1 }));
  await session.update(
    'rules',
    ['id'],
    rows.filter(({ moved }) => moved).map(({ id, place }) => ({ id, place })),
  );
}

function definedOnly<T extends object>(input: T): Partial<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function tell(
  session: Session,
  deps: Deps,
  actor: Actor,
  type: EventType,
  data: Record<string, unknown>,
): Promise<void> {
  return appendEvents(session, deps.newId, deps.clock.now(), actor, [{ type, customerId: null, data }]);
}
