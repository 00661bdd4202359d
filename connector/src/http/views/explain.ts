import type { NextAction } from '../../domain/explainSubject.ts';
import type { WholeExplanation } from '../../usecases/explain/explain.ts';
import type { ActionExplanation } from '../../usecases/explain/explainAction.ts';
import { isoDay } from './instants.ts';

function nextView({ level, plan, next, reference, recipients }: NextAction) {
  const { step, index, dueOn, expiresOn } = next;
  return {
    level,
    plan: { id: plan.id, name: plan.name },
    step: { id: step.id, name: step.name, position: index + 1 },
    channel: step.channel,
    mode: step.mode,
    dueOn: isoDay(dueOn)!,
    expiresOn: isoDay(expiresOn),
    recipients,
    referenceInvoice: { id: reference.id, number: reference.number },
  };
}

/** The explanation of a customer or an invoice as the API answers it. */
export function explanationView({ summary, next, levels, reasons }: WholeExplanation) {
  return {
    summary,
    next: next && nextView(next),
    reasons: [...levels.flatMap((each) => each.reasons), ...reasons],
    levels: levels.map((each) => ({
      level: each.level,
      summary: each.summary,
      next: each.next && nextView(each.next),
      reasons: each.reasons,
    })),
  };
}

/** The explanation of an action as the API answers it. */
export function actionExplanationView({ summary, next, reasons }: ActionExplanation) {
  return { summary, next: next && nextView(next), reasons };
}
