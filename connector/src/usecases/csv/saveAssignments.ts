import type { FieldError } from '../../domain/errors.ts';
import { assignPlan } from '../assigning/assignPlan.ts';
import type { Indexed } from '../lists/records.ts';
import type { CustomerInput } from '../customers/customerInput.ts';
import { saveCustomers } from '../customers/saveCustomers.ts';
import { levelOf } from './assignmentLevel.ts';
import { ManagerNames } from './managerNames.ts';
import { PlanNames } from './planNames.ts';
import type { Edit, Saved, Scope } from './resource.ts';

/** Assigns what lines say of records that exist; warns of those that are then collected on at both levels (ASG-4). */
export async function saveAssignments(scope: Scope, edits: readonly Edit[]): Promise<Saved[]> {
  const { customer = [], invoice = [] } = Object.groupBy(edits, ({ cells }) => levelOf(cells)!);
  const saved = [...(await toCustomers(scope, customer)), ...(await toInvoices(scope, invoice))];
  const warned = await collectedAtBothLevels(
    scope,
    saved.flatMap(({ id, status }) => (id === undefined || status === 'refused' ? [] : [id])),
  );
  return saved.map((result) =>
    warned.has(result.id ?? '') ? { ...result, warnings: ['collectedAtBothLevels'] } : result,
  );
}

async function toCustomers(scope: Scope, edits: readonly Edit[]): Promise<Saved[]> {
  if (edits.length === 0) return [];
  const plans = await PlanNames.load(scope, 'customer');
  const names = await ManagerNames.load(scope.session);
  const refused: Saved[] = [];
  const good: Indexed<CustomerInput>[] = [];
  for (const { line: index, id, changed } of edits) {
    const plan = plans.planOf(changed['dunningPlan'] ?? '');
    const managers = changed['accountManagers'] === undefined ? null : names.managersOf(changed['accountManagers']);
    const errors = [plan, managers].flatMap((part) => (part && 'error' in part ? [part.error] : []));
    if (errors.length > 0) refused.push({ index, status: 'refused', errors });
    else {
      const dunningPlanId = 'planId' in plan ? plan.planId : undefined;
      const accountManagers = managers && 'ids' in managers ? managers.ids : undefined;
      good.push({ index, value: { reference: { id: id! }, dunningPlanId, accountManagers } });
    }
  }
  return [...refused, ...(good.length > 0 ? await saveCustomers(scope.deps, scope.actor, good) : [])];
}

const NO_MANAGERS: FieldError = {
  path: 'accountManagers',
  message: 'belong to customers: leave the cell of an invoice empty',
};

async function toInvoices(scope: Scope, edits: readonly Edit[]): Promise<Saved[]> {
  if (edits.length === 0) return [];
  const { deps, actor } = scope;
  const plans = await PlanNames.load(scope, 'invoice');
  const saved: Saved[] = [];
  const byPlan = new Map<string | null, Edit[]>();
  for (const edit of edits) {
    const { line: index, id, changed } = edit;
    const plan = plans.planOf(changed['dunningPlan'] ?? '');
    const errors = [...('error' in plan ? [plan.error] : []), ...(changed['accountManagers'] ? [NO_MANAGERS] : [])];
    if (errors.length > 0) saved.push({ index, status: 'refused', errors });
    else if ('error' in plan || plan.planId === undefined) saved.push({ index, status: 'unchanged', id: id! });
    else byPlan.set(plan.planId, [...(byPlan.get(plan.planId) ?? []), edit]);
  }
  for (const [dunningPlanId, some] of byPlan) {
    const result = await assignPlan(deps, actor, { dunningPlanId, invoices: some.map(({ id }) => id!) });
    const reasons = new Map(result.refused.map(({ id, reason }) => [id, reason]));
    for (const { line: index, id } of some) {
      const reason = reasons.get(id!);
      if (reason === undefined) saved.push({ index, status: 'updated', id: id! });
      else saved.push({ index, status: 'refused', errors: [{ path: 'id', message: reason }] });
    }
  }
  return saved;
}

/** ASG-4: of the given customers and invoices, those with a plan of their own where the other level has one too. */
async function collectedAtBothLevels({ session }: Scope, ids: readonly string[]): Promise<Set<string>> {
  const both = session.db
    .selectFrom('invoices as i')
    .innerJoin('customers as c', 'c.id', 'i.customerId')
    .select(['c.id as customerId', 'i.id as invoiceId'])
    .where('i.outstanding', '>', 0)
    .where('i.sent', '=', 1)
    .where('i.isVoid', '=', 0)
    .where('i.planId', 'is not', null)
    .where('c.planId', 'is not', null);
  const ofCustomers = await both.where(session.oneOf('c.id', ids)).execute();
  const ofInvoices = await both.where(session.oneOf('i.id', ids)).execute();
  return new Set([...ofCustomers.map(({ customerId }) => customerId), ...ofInvoices.map(({ invoiceId }) => invoiceId)]);
}
