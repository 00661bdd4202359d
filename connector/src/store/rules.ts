import type { Condition, FilterInput } from '../domain/filter.ts';
import { type Rule, type RuleAction, RuleSet, type RuleTrigger } from '../domain/rule.ts';
import { readState, writeState } from './stateValues.ts';
import type { Session } from './store.ts';
import type { RuleTable } from './tables.ts';

const VERSION = 'rulesVersion';

/** What a rule's `definition_json` holds: filters as people wrote them, and as they were checked. */
export interface RuleDefinition {
  readonly triggers: readonly RuleTrigger[];
  readonly filters: readonly FilterInput[];
  readonly conditions: readonly Condition[];
  readonly action: RuleAction;
}

/** A rule as it is listed. */
export interface StoredRule extends Omit<RuleTable, 'definitionJson' | 'enabled'> {
  readonly enabled: boolean;
  readonly definition: RuleDefinition;
}

export function toStoredRule({ definitionJson, enabled, ...row }: RuleTable): StoredRule {
  return { ...row, enabled: enabled === 1, definition: JSON.parse(definitionJson) as RuleDefinition };
}

export function toRule({ id, name, definition: { triggers, conditions, action } }: StoredRule): Rule {
  return { id, name, triggers, filters: conditions, action };
}

/** All rules, the top one first (RUL-4). */
export async function loadRules({ db }: Session): Promise<StoredRule[]> {
  return (await db.selectFrom('rules').selectAll().orderBy('place').execute()).map(toStoredRule);
}

export async function findRule({ db }: Session, id: string): Promise<StoredRule | null> {
  const row = await db.selectFrom('rules').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toStoredRule(row) : null;
}

/** After any change of rules: every process compiles them anew at its next event (RUL-5). */
export function touchRules(session: Session, version: string): Promise<void> {
  return writeState(session, VERSION, version);
}

/** The enabled rules, compiled once and kept until one changes. */
export class RuleCache {
  #version: string | null = null;
  #rules = new RuleSet([]);

  async current(session: Session): Promise<RuleSet> {
    const version = (await readState(session, VERSION)) ?? '';
    if (version !== this.#version) {
      this.#rules = new RuleSet((await loadRules(session)).filter(({ enabled }) => enabled).map(toRule));
      this.#version = version;
    }
    return this.#rules;
  }
}
