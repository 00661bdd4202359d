import fc from 'fast-check';
import type { DunningPlan, Level, PlanStep } from '../oracle/history.ts';
import type { When } from './twist.ts';

/** How long a story goes on; its days count from 0. */
export const STORY_DAYS = 60;

/** One customer's life, drawn at random. Days are relative to the first day; invoices are meant by their index, modulo. */
export interface Story {
  readonly plans: readonly [StoryPlan, StoryPlan];
  readonly level: Level;
  readonly startsWith: 'plan' | 'default' | 'none';
  readonly invoices: readonly StoryInvoice[];
  readonly incidents: readonly Incident[];
  /** Every how many days somebody works off what is to do; 0 is never. */
  readonly diligence: number;
}

export type StoryPlan = Pick<DunningPlan, 'logic' | 'minimumContactDelayDays'> & {
  readonly steps: readonly StoryStep[];
};

type StoryStep = Pick<PlanStep, 'when' | 'channel' | 'mode'>;

export interface StoryInvoice {
  readonly recorded: number;
  readonly age: number;
  readonly term: number;
  /** Falls due on this day in the place of the term, so that due dates coincide. */
  readonly dueOn: number | null;
  readonly currency: string;
  readonly gross: number;
}

export interface Incident {
  readonly day: number;
  readonly when: When;
  readonly kind: (typeof KINDS)[number];
  readonly invoice: number;
  /** Two numbers of 0 to 99 that the incident uses as it likes: amounts in percent, days, positions. */
  readonly x: number;
  readonly y: number;
}

export const KINDS = [
  'pay',
  'pay',
  'pay',
  'credit',
  'refund',
  'dispute',
  'closeDispute',
  'void',
  'move',
  'pause',
  'resume',
  'promise',
  'assignOther',
  'assignNone',
  'assignBack',
  'lose',
  'find',
  'find',
  'addStep',
  'removeStep',
  'moveStep',
  'retime',
  'rework',
  'message',
] as const;

const days = fc.oneof(
  fc.integer({ min: -20, max: 60 }),
  fc.integer({ min: -5, max: 20 }),
  fc.constantFrom(-7, -3, 0, 1, 3, 7, 10, 14, 30),
);

const step: fc.Arbitrary<StoryStep> = fc.record({
  when: fc.record({ anchor: fc.constantFrom('due' as const, 'due' as const, 'issue' as const), days }),
  ...{ channel: fc.constant('email' as const), mode: fc.constant('automatic' as const) },
});

const manualStep: fc.Arbitrary<StoryStep> = fc.record({
  when: fc.record({ anchor: fc.constantFrom('due' as const, 'issue' as const), days }),
  channel: fc.constantFrom('email' as const, 'call' as const, 'task' as const, 'letter' as const, 'sms' as const),
  mode: fc.constant('manual' as const),
});

const plan: fc.Arbitrary<StoryPlan> = fc
  .record({
    logic: fc.constantFrom('standard' as const, 'contextual' as const),
    minimumContactDelayDays: fc.constantFrom(0, 0, 1, 2, 3, 4, 5, 7, 14, 30),
    steps: fc.array(fc.oneof({ weight: 6, arbitrary: step }, { weight: 1, arbitrary: manualStep }), {
      minLength: 1,
      maxLength: 6,
    }),
    sorted: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ sorted, steps, ...rest }) => ({
    ...rest,
    steps: sorted > 0 ? steps.toSorted((a, b) => a.when.days - b.when.days) : steps,
  }));

const invoice: fc.Arbitrary<StoryInvoice> = fc.record({
  recorded: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 7 })),
  age: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 40 })),
  term: fc.constantFrom(0, 7, 14, 14, 30, 30, 45),
  dueOn: fc.constantFrom(null, null, null, 10, 20),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
  gross: fc.constantFrom(10_000, 10_000, 20_000, 12_345),
});

const incident: fc.Arbitrary<Incident> = fc.record({
  day: fc.integer({ min: 0, max: STORY_DAYS - 1 }),
  when: fc.constantFrom('morning' as const, 'evening' as const),
  kind: fc.constantFrom(...KINDS),
  invoice: fc.nat({ max: 5 }),
  x: fc.nat({ max: 99 }),
  y: fc.nat({ max: 99 }),
});

export const story: fc.Arbitrary<Story> = fc.record({
  plans: fc.tuple(plan, plan),
  level: fc.constantFrom('customer' as const, 'customer' as const, 'invoice' as const),
  startsWith: fc.constantFrom('plan' as const, 'plan' as const, 'plan' as const, 'default' as const, 'none' as const),
  invoices: fc.array(invoice, { minLength: 1, maxLength: 6 }),
  incidents: fc.array(incident, { minLength: 0, maxLength: 12 }),
  diligence: fc.constantFrom(0, 1, 2, 3, 5, 9),
});
