import { groupName, type NamedColleague, namedColleagues } from '../../domain/colleagues.ts';
import { conflict, type FieldError, invalid } from '../../domain/errors.ts';
import type { Plan } from '../../domain/plan.ts';
import type { StepDraft } from '../../domain/planEdit.ts';
import type { Session } from '../../store/store.ts';
import { loadUsers } from '../../store/users.ts';
import type { Deps } from '../deps.ts';

const WHAT_THERE_IS = {
  sender: 'name a user’s id, accountManager, or alias:<id> of GET /v1/sender-aliases',
  responsible: 'name a user’s id, accountManager, financeUser, or group:<id> of GET /v1/user-groups',
  copy: 'name a user’s id, group:<id>, accountManager, or whom recipients may name',
} as const;

/** PLN-2: refuses, with a 400, a plan that names a user, group or alias that there is not. */
export async function refuseUnknownColleagues(
  session: Session,
  plan: { readonly steps: readonly StepDraft[]; readonly invoiceMessage?: Plan['invoiceMessage'] },
): Promise<void> {
  await refuseUnknown(session, namedColleagues(plan));
}

/** As `refuseUnknownColleagues`, for names wherever they stand. */
export async function refuseUnknown(session: Session, named: readonly NamedColleague[]): Promise<void> {
  if (named.length === 0) return;
  const { senders, addresses } = await loadUsers(session);
  const groups = await session.db.selectFrom('userGroups').select('id').execute();
  const people = new Set([...addresses.keys(), ...groups.map(({ id }) => groupName(id))]);
  const unknown = named.filter(({ role, name }) => !(role === 'sender' ? senders.has(name) : people.has(name)));
  if (unknown.length === 0) return;
  throw invalid(
    unknown.map(({ path, role, name }) => ({ path, message: `there is no '${name}': ${WHAT_THERE_IS[role]}` })),
  );
}

/**
 * PLN-2: refuses, with a 409 that says where, to take away what plans name: `name` as they have it, `what` in words (*Group 'Nord'*).
 * Nobody saves a plan until the transaction ends.
 */
export async function refuseWhileNamed(session: Session, deps: Deps, name: string, what: string): Promise<void> {
  await session.lockTable('plans');
  const plans = await deps.plans.current(session);
  const uses = [...plans.values()].flatMap((plan) =>
    namedColleagues(plan)
      .filter((named) => named.name === name)
      .map(({ path, where, role }): FieldError => {
        const as = role === 'copy' ? 'gets a copy' : `is the ${role}`;
        return { path: `${plan.id}.${path}`, message: `${as} in ${where} of plan '${plan.name}'` };
      }),
  );
  const [first] = uses;
  if (!first) return;
  const others = uses.length > 1 ? `, and in ${uses.length - 1} more places` : '';
  throw conflict(`${what} ${first.message}${others}: change the plan first`, uses);
}
