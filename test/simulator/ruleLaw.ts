import type { Bookkeeper, Books } from './books.ts';
import { outstanding } from './law.ts';

interface BookRule {
  readonly id: string;
  readonly enabled: number;
  readonly triggers: readonly {
    readonly on: string;
    readonly passes?: 'above' | 'below';
    readonly value?: number;
    readonly currency?: string | null;
  }[];
  readonly filters: readonly { readonly operator: 'is' | 'isNot'; readonly values: readonly string[] }[];
  readonly action: { readonly dunningPlanId: string | null };
}

export interface ToldEvent {
  readonly type: string;
  readonly actor: string;
  readonly customerId: string | null;
}

/** Watches whether assignments follow the smart rules (RUL-1, RUL-2, RUL-4 to RUL-6), worked out from the books alone. */
export class RuleWatch {
  readonly #books: Bookkeeper;
  /** By customer: what was outstanding in euros after the last change. */
  readonly #amounts = new Map<string, number>();
  checked = 0;

  constructor(books: Bookkeeper) {
    this.#books = books;
  }

  /** What a commit with these events breaks. */
  onCommit(events: readonly ToldEvent[]): string[] {
    const rules = this.#rules();
    const breaches: string[] = [];
    for (const [customerId, its] of Map.groupBy(events, (event) => event.customerId)) {
      if (customerId === null) continue;
      const books = this.#books.booksOf(customerId);
      const before = this.#amounts.get(customerId) ?? null;
      const after = outstanding(books, 'EUR');
      this.#amounts.set(customerId, after);
      if (rules.length === 0 || books.customer.excluded === 1) continue;
      breaches.push(...repeatsOf(its), ...this.#misassigned(rules, books, its, before, after));
    }
    return breaches;
  }

  /** RUL-4: the topmost rule that fired has the last word. */
  #misassigned(
    rules: readonly BookRule[],
    books: Books,
    events: readonly ToldEvent[],
    before: number | null,
    after: number,
  ): string[] {
    const { id, planId, country } = books.customer;
    const mayBe: (string | null)[] = [];
    for (const { enabled, triggers, filters, action } of rules) {
      if (enabled === 0 || !filters.every((filter) => holds(filter, country))) continue;
      if (triggers.some((trigger) => hasFired(trigger, events, before, after))) {
        this.checked++;
        if ([...mayBe, action.dunningPlanId].includes(planId)) return [];
        return [
          `RUL-4: ${id} has ${planId} after ${events.map(({ type }) => type).join()}, not ${action.dunningPlanId}`,
        ];
      }
      // Whether a figure moved that makes it an update (RUL-7) is not worked out here.
      if (triggers.some(({ on, passes }) => on === 'customerCreatedOrUpdated' || passes === 'below'))
        mayBe.push(action.dunningPlanId);
    }
    return [];
  }

  #rules(): BookRule[] {
    return this.#books
      .all<{ id: string; enabled: number; definition: string }>(
        'SELECT id, enabled, definition_json AS definition FROM rules ORDER BY place',
      )
      .map(({ definition, ...rule }) => ({ ...rule, ...(JSON.parse(definition) as Omit<BookRule, 'id' | 'enabled'>) }));
  }
}

function holds({ operator, values }: BookRule['filters'][number], country: string | null): boolean {
  const isAmong = country !== null && values.includes(country);
  return operator === 'is' ? isAmong : !isAmong;
}

/** RUL-1; true only where it fired for sure. */
function hasFired(
  { on, passes, value }: BookRule['triggers'][number],
  events: readonly ToldEvent[],
  before: number | null,
  after: number,
): boolean {
  const isCreated = events.some(({ type }) => type === 'customerCreated');
  if (on === 'customerCreated') return isCreated;
  if (on === 'customerCreatedOrUpdated') return isCreated || events.some(({ type }) => type === 'customerUpdated');
  if (passes === 'above') return after > value! && (before ?? 0) <= value!;
  return before !== null && before >= value! && after < value!;
}

/** RUL-6: a rule acts once on what happened to a customer, since what rules write fires none. */
function repeatsOf(events: readonly ToldEvent[]): string[] {
  const byRule = Map.groupBy(
    events.filter(({ actor }) => actor.startsWith('rule ')),
    ({ actor }) => actor,
  );
  return [...byRule]
    .filter(([, acts]) => acts.length > 1)
    .map(([rule, acts]) => `RUL-6: ${rule} acted ${acts.length} times on ${acts[0]!.customerId} at once`);
}
