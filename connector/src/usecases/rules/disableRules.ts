import type { Actor } from '../../domain/actor.ts';
import { customerVocabulary } from '../../domain/customerFilter.ts';
import { DomainError } from '../../domain/errors.ts';
import { checkFilter } from '../../domain/filter.ts';
import type { RuleAction } from '../../domain/rule.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import { appendEvents } from '../../store/events.ts';
import { loadRules, type StoredRule, touchRules } from '../../store/rules.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';

/** What is going away, or changed so that rules may no longer name it. */
export type Gone =
  | { readonly planId: string; readonly name: string }
  | { readonly userId: string; readonly name: string }
  | { readonly customField: string };

/**
 * In the transaction that takes something away: rules that name it are switched off and say why, as do those that were off; the others go on.
 */
export async function disableRulesNaming(session: Session, deps: Deps, actor: Actor, gone: Gone): Promise<void> {
  await session.lockTable('rules');
  const broken: { readonly rule: StoredRule; readonly reason: string }[] = [];
  for (const rule of await loadRules(session)) {
    const reason = rule.disabledReason === null ? await reasonFor(session, rule, gone) : null;
    if (reason !== null) broken.push({ rule, reason });
  }
  if (broken.length === 0) return;
  await session.update(
    'rules',
    ['id'],
    broken.map(({ rule: { id }, reason }) => ({ id, enabled: 0, disabledReason: reason, updatedAt: deps.clock.now() })),
  );
  await touchRules(session, deps.newId('rul'));
  const events = broken
    .filter(({ rule }) => rule.enabled)
    .map(({ rule: { id, name }, reason }) => ({
      type: 'ruleDisabled' as const,
      customerId: null,
      data: { ruleId: id, name, reason },
    }));
  await appendEvents(session, deps.newId, deps.clock.now(), actor, events);
}

async function reasonFor(session: Session, { definition }: StoredRule, gone: Gone): Promise<string | null> {
  const { action, filters } = definition;
  const named = (field: string, value: string) =>
    filters.some((filter) => filter.field === field && filter.values.includes(value));
  if ('planId' in gone) {
    const isNamed = action.type === 'assignPlan' && action.dunningPlanId === gone.planId;
    return isNamed || named('dunningPlanId', gone.planId) ? `The plan '${gone.name}' was deleted` : null;
  }
  if ('userId' in gone) {
    const isNamed = action.type === 'assignUsers' && 'userIds' in action && action.userIds.includes(gone.userId);
    return isNamed || named('accountManagers', gone.userId) ? `The user '${gone.name}' was deleted` : null;
  }
  const fields = await loadCustomFields(session);
  const isFiltered = filters.some(({ field }) => field === `custom.${gone.customField}`);
  const isActedOn = action.type === 'assignUsers' && 'customField' in action && action.customField === gone.customField;
  const isWritten = action.type === 'notify' && prints(action, gone.customField);
  if (!isFiltered && !isActedOn && !isWritten) return null;
  if (!fields.has(gone.customField)) return `The custom field '${gone.customField}' was deleted`;
  try {
    checkFilter(filters, customerVocabulary(fields), { path: 'filters', isRule: true });
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return `The custom field '${gone.customField}' was changed: ${error.message}`;
  }
}

/** Whether a notification prints a custom field; keys are letters, digits and _. */
function prints({ subject, body }: Extract<RuleAction, { type: 'notify' }>, key: string): boolean {
  return new RegExp(`\\bcustomer\\.custom\\.${key}\\b`).test(`${subject}\n${body}`);
}
