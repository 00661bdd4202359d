import type { Calendar } from './calendar.ts';
import { nextStep, type NextStep, type Progress } from './cadence.ts';
import type { Day } from './day.ts';
import type { InvoiceState } from './invoice.ts';
import type { Plan } from './plan.ts';

/** HLD-1: what holds automatic actions: a reply that nobody has read, or charging at the source that has not failed. */
export type Hold = 'unreadReply' | 'automaticCharging';

/** Why nothing is planned for a subject. */
export type IdleReason = 'excluded' | 'paused' | 'noReference' | 'finished' | 'blocked' | Hold;

/** What a subject (a customer or an invoice in a plan) waits for. */
export type Outlook =
  | {
      readonly kind: 'idle';
      readonly reason: IdleReason;
      readonly reference: InvoiceState | null;
      /** HLD-1: the automatic step that is held; another takes its place when it expires. */
      readonly held?: NextStep;
    }
  | { readonly kind: 'action'; readonly next: NextStep; readonly reference: InvoiceState; readonly toDo: boolean };

export interface SubjectState {
  readonly plan: Plan;
  readonly excluded: boolean;
  /** PAU-1: paused without an end; a pause with one is `progress.heldUntil`. */
  readonly pausedIndefinitely: boolean;
  /** CLM-1, MAN-3: an action that is claimed, being handed over or uncertain. */
  readonly blocked: boolean;
  readonly hold: Hold | null;
  readonly reference: InvoiceState | null;
  readonly progress: Progress;
  /** A manual action that stands under *To do* since `since`: it keeps its date until it is done, ignored or expires (MAN-1). */
  readonly listed: { readonly stepId: string; readonly referenceId: string; readonly since: Day } | null;
}

/** What comes next for a subject and from when; pure. */
export function outlook(state: SubjectState, today: Day, calendar: Calendar): Outlook {
  const { plan, reference, progress, listed } = state;
  const idle = (reason: IdleReason): Outlook => ({ kind: 'idle', reason, reference });
  if (state.blocked) return idle('blocked');
  if (state.excluded) return idle('excluded');
  if (reference === null) return idle('noReference');
  const next = nextStep(
    plan,
    progress,
    reference,
    today,
    calendar,
    listed?.referenceId === reference.id ? listed : null,
  );
  if (next === null) return idle('finished');
  if (state.pausedIndefinitely) return idle('paused');
  if (state.hold !== null && next.step.mode === 'automatic')
    return { kind: 'idle', reason: state.hold, reference, held: next };
  return { kind: 'action', next, reference, toDo: next.step.mode === 'manual' && next.dueOn <= today };
}
