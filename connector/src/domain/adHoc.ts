/** Whether an action was asked for ad hoc (ADH-1): it belongs to no plan, and is no invoice message. */
export function isAdHoc({
  planId,
  stepId,
}: {
  readonly planId: string | null;
  readonly stepId: string | null;
}): boolean {
  return planId === null && stepId === null;
}
