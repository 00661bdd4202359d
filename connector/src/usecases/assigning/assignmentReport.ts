/** What a dry run says of one customer or invoice; only what would change is named. */
export interface AssignmentChange {
  readonly id: string;
  readonly externalId: string | null;
  /** The customer's name, the invoice's number. */
  readonly name: string;
  readonly from: Assigned;
  readonly to: Assigned;
}

interface Assigned {
  readonly dunningPlanId?: string | null;
  readonly accountManagers?: readonly string[];
}

export interface AssignmentResult {
  /** How many have it now; on a dry run, would have it. */
  readonly assigned: number;
  /** How many of them had something else before. */
  readonly changed: number;
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
  readonly refusedCount: number;
  readonly warnings: readonly { readonly id: string; readonly code: string }[];
  readonly warningCount: number;
  /** The first of a dry run. */
  readonly changes?: readonly AssignmentChange[];
}

const MOST_CHANGES = 50;
const MOST_FOUND = 1000;

/** Gathers how an assignment went. Whom a caller named is answered one by one; of what a filter found, the first are. */
export class AssignmentReport {
  private readonly dryRun: boolean;
  private readonly most: number;
  private assigned = 0;
  private changed = 0;
  private readonly refused: { id: string; reason: string }[] = [];
  private refusedCount = 0;
  private readonly warnings: { id: string; code: string }[] = [];
  private warningCount = 0;
  private readonly changes: AssignmentChange[] = [];

  constructor(dryRun: boolean, isByFilter: boolean) {
    this.dryRun = dryRun;
    this.most = isByFilter ? MOST_FOUND : Infinity;
  }

  assign(count: number, changes: readonly AssignmentChange[]): void {
    this.assigned += count;
    this.changed += changes.length;
    this.changes.push(...changes.slice(0, MOST_CHANGES - this.changes.length));
  }

  refuse(id: string, reason: string): void {
    this.refusedCount += 1;
    if (this.refused.length < this.most) this.refused.push({ id, reason });
  }

  warn(id: string, code: string): void {
    this.warningCount += 1;
    if (this.warnings.length < this.most) this.warnings.push({ id, code });
  }

  result(): AssignmentResult {
    const { assigned, changed, refused, refusedCount, warnings, warningCount, changes } = this;
    return {
      assigned,
      changed,
      refused,
      refusedCount,
      warnings,
      warningCount,
      ...(this.dryRun ? { changes } : {}),
    };
  }
}

export const EXCLUDED = 'The customer is excluded; include it again first (CUS-2)';
