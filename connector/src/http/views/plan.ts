import type { Plan } from '../../domain/plan.ts';

/** A plan as the API answers it. */
export function planView({
  id,
  name,
  version,
  level,
  logic,
  minimumContactDelayDays,
  isDefault,
  language,
  invoiceMessage,
  steps,
}: Plan) {
  return { id, name, version, level, logic, minimumContactDelayDays, isDefault, language, invoiceMessage, steps };
}
