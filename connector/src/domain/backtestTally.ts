import type { BacktestAction } from './backtest.ts';
import { type Day, toIsoDate } from './day.ts';
import type { Plan, Step } from './plan.ts';

export interface StepCount {
  readonly step: Step;
  /** Place in the plan, from 0. */
  readonly index: number;
  count: number;
}

/** Counts the actions of a back-test while they come; keeps no more of them than the sample. */
export class BacktestTally {
  actions = 0;
  /** Customers who got at least one. */
  customers = 0;
  readonly byStep: readonly StepCount[];
  readonly #byDay = new Map<Day, number>();
  readonly #sampleSize: number;
  #earliest: BacktestAction[] = [];
  #lastCustomer = '';

  constructor(plan: Plan, sampleSize: number) {
    this.byStep = plan.steps.map((step, index) => ({ step, index, count: 0 }));
    this.#sampleSize = sampleSize;
  }

  /** The actions of one customer come one after the other. */
  add(action: BacktestAction): void {
    this.actions++;
    if (action.customerId !== this.#lastCustomer) this.customers++;
    this.#lastCustomer = action.customerId;
    this.byStep[action.index]!.count++;
    this.#byDay.set(action.on, (this.#byDay.get(action.on) ?? 0) + 1);
    this.#earliest.push(action);
    if (this.#earliest.length >= 2 * this.#sampleSize + 1000) this.#earliest = this.sample();
  }

  /** The earliest actions, by day, then in the order in which they came. */
  sample(): BacktestAction[] {
    return this.#earliest.toSorted((a, b) => a.on - b.on).slice(0, this.#sampleSize);
  }

  byDay(): { readonly on: Day; readonly count: number }[] {
    return [...this.#byDay].sort(([a], [b]) => a - b).map(([on, count]) => ({ on, count }));
  }

  /** By month, as `2026-11`. */
  byMonth(): { readonly month: string; readonly count: number }[] {
    const months = new Map<string, number>();
    for (const { on, count } of this.byDay()) {
      const month = toIsoDate(on).slice(0, 7);
      months.set(month, (months.get(month) ?? 0) + count);
    }
    return [...months].map(([month, count]) => ({ month, count }));
  }

  /** The fullest day, the first of several. */
  maximumOnOneDay(): { readonly on: Day; readonly count: number } | null {
    return this.byDay().reduce<{ on: Day; count: number } | null>(
      (fullest, day) => (fullest === null || day.count > fullest.count ? day : fullest),
      null,
    );
  }
}
