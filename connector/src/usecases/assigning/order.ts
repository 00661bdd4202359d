import type { Plan } from '../../domain/plan.ts';

/** What is assigned. */
export interface Order {
  /** Undefined leaves plans as they are. */
  readonly plan: Plan | null | undefined;
  readonly accountManagers: readonly string[] | undefined;
  readonly dryRun: boolean;
}
