import { checkTemplate } from '../../delivery/check.ts';
import { customerVocabulary } from '../../domain/customerFilter.ts';
import { type FieldError, invalid } from '../../domain/errors.ts';
import { checkFilter, type FilterInput } from '../../domain/filter.ts';
import type { RuleAction, RuleTrigger } from '../../domain/rule.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import type { RuleDefinition } from '../../store/rules.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';

/** What a rule consists of, as people write it. */
export interface RuleParts {
  readonly triggers: readonly RuleTrigger[];
  readonly filters: readonly FilterInput[];
  readonly action: RuleAction;
}

/** RUL-2, RUL-3: what a rule names is there, and fits; `invalid` says by path what does not. */
export async function checkRule(session: Session, deps: Deps, rule: RuleParts): Promise<RuleDefinition> {
  const conditions = checkFilter(rule.filters, customerVocabulary(await loadCustomFields(session)), {
    path: 'filters',
    isRule: true,
  });
  const errors = [
    ...(await filterErrors(session, deps, rule.filters)),
    ...(await actionErrors(session, deps, rule.action)),
  ];
  if (errors.length > 0) throw invalid(errors);
  return { triggers: rule.triggers, filters: rule.filters, conditions, action: rule.action };
}

/** The plans and users that filters compare with are there: one that is mistyped would never match anybody. */
async function filterErrors(session: Session, deps: Deps, filters: readonly FilterInput[]): Promise<FieldError[]> {
  const errors: FieldError[] = [];
  for (const [index, { field, values }] of filters.entries()) {
    if (field !== 'dunningPlanId' && field !== 'accountManagers') continue;
    const what = field === 'dunningPlanId' ? 'plan' : 'user';
    const ids = values.filter((value) => typeof value === 'string');
    // A deleted plan keeps its row, for what it did.
    const known = new Set<unknown>(
      what === 'plan' ? (await deps.plans.current(session, ids)).keys() : await usersAmong(session, ids),
    );
    for (const [place, value] of values.entries())
      if (value !== null && !known.has(value))
        errors.push({ path: `filters.${index}.values.${place}`, message: `there is no ${what} '${value}'` });
  }
  return errors;
}

async function usersAmong(session: Session, ids: readonly string[]): Promise<string[]> {
  const rows = await session.db.selectFrom('users').select('id').where(session.oneOf('id', ids)).execute();
  return rows.map(({ id }) => id);
}

async function actionErrors(session: Session, deps: Deps, action: RuleAction): Promise<FieldError[]> {
  switch (action.type) {
    case 'assignPlan': {
      if (action.dunningPlanId === null) return [];
      const plan = (await deps.plans.current(session, [action.dunningPlanId], true)).get(action.dunningPlanId);
      if (plan?.level === 'customer') return [];
      const message = plan
        ? `'${plan.name}' works at invoice level; rules work on customers: choose a customer-level plan`
        : `there is no plan '${action.dunningPlanId}'`;
      return [{ path: 'action.dunningPlanId', message }];
    }
    case 'assignUsers': {
      if ('customField' in action) {
        const field = (await loadCustomFields(session)).get(action.customField);
        const holdsText = !field || ['text', 'email', 'select', 'multiSelect'].includes(field.type);
        const message = `'${action.customField}' is a ${field?.type} field, which holds no addresses`;
        return holdsText ? [] : [{ path: 'action.customField', message }];
      }
      const known = new Set(await usersAmong(session, action.userIds));
      return action.userIds.flatMap((id, index) =>
        known.has(id) ? [] : [{ path: `action.userIds.${index}`, message: `there is no user '${id}'` }],
      );
    }
    case 'notify': {
      const { subject, body } = action;
      const problems = checkTemplate({ subject, body }, { scope: 'rule', keys: deps.templates.keys() });
      return problems.map(({ part, line, column, message }) => ({
        path: `action.${part}`,
        message: `line ${line}, column ${column}: ${message}`,
      }));
    }
    default:
      return [];
  }
}
