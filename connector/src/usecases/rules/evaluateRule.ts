import { notFound } from '../../domain/errors.ts';
import type { FilterInput } from '../../domain/filter.ts';
import { customerVocabulary } from '../../domain/customerFilter.ts';
import { checkFilter } from '../../domain/filter.ts';
import type { Actor } from '../../domain/actor.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import { findRule } from '../../store/rules.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import { matchingOf } from './applyRuleToExisting.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { toReference } from '../lists/records.ts';

export interface EvaluateInput {
  readonly ruleId?: string;
  readonly filters?: readonly FilterInput[];
  readonly customers: readonly string[];
}

export interface Evaluation {
  /** As it was asked for. */
  readonly id: string;
  /** Null where there is no such customer. */
  readonly matched: boolean | null;
}

/** Whether customers match the filters of a rule, or given ones (RUL-2); triggers play no part, nothing is written. */
export async function evaluateRule(deps: Deps, actor: Actor, input: EvaluateInput): Promise<Evaluation[]> {
  const { session } = deps.store;
  const moment = await currentMoment(session, deps.clock);
  const filters = await conditionsOf(deps, input);
  const find = await findVisible(session, actor, 'customers', input.customers.map(toReference));
  const ids = input.customers.flatMap((name) => find(toReference(name))?.id ?? []);
  const matching = new Set((await matchingOf(session, moment, { filters }, ids)).map(({ customer }) => customer.id));
  return input.customers.map((name) => {
    const found = find(toReference(name));
    return { id: name, matched: found ? matching.has(found.id) : null };
  });
}

async function conditionsOf({ store: { session } }: Deps, { ruleId, filters }: EvaluateInput) {
  if (ruleId === undefined) {
    const vocabulary = customerVocabulary(await loadCustomFields(session));
    return checkFilter(filters ?? [], vocabulary, { path: 'filters', isRule: true });
  }
  const rule = await findRule(session, ruleId);
  if (!rule) throw notFound('rule', ruleId);
  return rule.definition.conditions;
}
