import type { FieldError } from '../../domain/errors.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Scope } from './resource.ts';

const NO_PLAN = 'No plan';
const MOST_NAMES = 10;

type Named = { readonly planId: string | null | undefined } | { readonly error: FieldError };

/** How plans of one level stand in cells: by their exact names, `No plan` for none; an id does as well. */
export class PlanNames {
  readonly #level: Plan['level'];
  readonly #plans: ReadonlyMap<string, Plan>;
  readonly #byName: ReadonlyMap<string, Plan>;

  private constructor(level: Plan['level'], plans: ReadonlyMap<string, Plan>) {
    this.#level = level;
    this.#plans = plans;
    this.#byName = new Map([...plans.values()].map((plan) => [plan.name, plan]));
  }

  static async load({ deps, session }: Pick<Scope, 'deps' | 'session'>, level: Plan['level']): Promise<PlanNames> {
    return new PlanNames(level, await deps.plans.current(session));
  }

  cellOf(planId: string | null): string {
    if (planId === null) return NO_PLAN;
    const name = this.#plans.get(planId)?.name ?? planId;
    // A plan that is called like none, or like the id of another one, is named by its id.
    return isNone(name) || this.#plans.has(name) ? planId : name;
  }

  /** The plan that a cell names; null for *No plan*, undefined for an empty cell, which leaves the plan as it is. */
  planOf(cell: string): Named {
    if (cell === '') return { planId: undefined };
    if (isNone(cell)) return { planId: null };
    const plan = this.#plans.get(cell) ?? this.#byName.get(cell);
    if (plan?.level === this.#level) return { planId: plan.id };
    const error = (message: string) => ({ error: { path: 'dunningPlan', message } });
    if (plan) return error(`'${cell}' works at ${plan.level} level and can’t be assigned to ${this.#level}s`);
    return error(`there is no plan '${cell}'; ${this.#known()}`);
  }

  #known(): string {
    const names = [...this.#plans.values()].filter(({ level }) => level === this.#level).map(({ name }) => `'${name}'`);
    const shown = [...names.sort().slice(0, MOST_NAMES), ...(names.length > MOST_NAMES ? ['…'] : [])].join(', ');
    const those = names.length === 0 ? `there is none of the ${this.#level} level` : `those of this level are ${shown}`;
    return `name it exactly, or by its id: ${those}; '${NO_PLAN}' is none`;
  }
}

function isNone(cell: string): boolean {
  return cell.toLowerCase() === NO_PLAN.toLowerCase();
}
