import type { Actor } from '../../domain/actor.ts';
import type { Channel } from '../../domain/plan.ts';
import type { Session } from '../../store/store.ts';
import { loadCustomerContexts } from '../../store/subjects.ts';
import type { ActionTable } from '../../store/tables.ts';
import { loadUsers } from '../../store/users.ts';
import { visibleTo } from '../../store/visibleCustomers.ts';
import { type AdHocOrder, referenceOf } from './beginAdHoc.ts';
import { type ClaimInput, unlessInHand } from '../handingOver/claimableRows.ts';
import type { HandedOut } from '../handingOver/handedOut.ts';
import { composeMessage } from '../messages/composeMessage.ts';
import type { Deps } from '../deps.ts';
import { writeSending } from '../handingOver/handOver.ts';
import type { Moment } from '../moment.ts';

/** Ad hoc actions that wait for a person and may be handed out (ADH-1), rendered as things stand now; with `leaseUntil` under a claim. */
export async function claimAdHoc(
  session: Session,
  deps: Deps,
  actor: Actor,
  moment: Moment,
  input: ClaimInput,
  limit: number,
  newToken: () => string,
  leaseUntil: number,
): Promise<HandedOut[]> {
  // They belong to no plan.
  if (input.planId !== undefined || input.stepId !== undefined) return [];
  const actions = await waiting(session, actor, moment, input, limit);
  if (actions.length === 0) return [];
  const rows = await session.db
    .selectFrom('adHocActions')
    .select(['actionId', 'orderJson'])
    .where(
      session.oneOf(
        'actionId',
        actions.map(({ id }) => id),
      ),
    )
    .execute();
  const orders = new Map(rows.map(({ actionId, orderJson }) => [actionId, JSON.parse(orderJson) as AdHocOrder]));
  const contexts = await loadCustomerContexts(
    session,
    actions.map(({ customerId }) => customerId),
  );
  const users = await loadUsers(session);
  const handedOut: HandedOut[] = [];
  for (const action of actions) {
    const context = contexts.get(action.customerId)!;
    const reference = await referenceOf(session, context, action);
    const { template, ...order } = orders.get(action.id)!;
    const composed =
      template === null
        ? null
        : await composeMessage(deps, moment, context, {
            ...order,
            actionId: action.id,
            channel: action.channel as Channel,
            template,
            planLanguage: null,
            reference,
            users,
          });
    const claimToken = input.dryRun ? null : newToken();
    handedOut.push({
      action: { ...action, status: 'claimed', claimToken, leaseUntil },
      context,
      reference: action.referenceId === null ? null : (reference?.row ?? null),
      plan: null,
      claimToken,
      composed: composed === null || 'problem' in composed ? null : composed,
    });
  }
  if (!input.dryRun) await writeClaims(session, handedOut);
  return handedOut;
}

/**
 * Oldest first, none of excluded customers (CUS-2); taken for the transaction, so that nobody else hands them out or says what became of them;
 * as `takeClaimableRows`.
 */
function waiting(
  session: Session,
  actor: Actor,
  moment: Moment,
  { channel, dryRun }: ClaimInput,
  limit: number,
): Promise<ActionTable[]> {
  let query = session.db
    .selectFrom('actions')
    .innerJoin('customers', 'customers.id', 'actions.customerId')
    .selectAll('actions')
    .$call(visibleTo(actor, 'actions.customerId'))
    .where('customers.excluded', '=', 0)
    .where('actions.status', '=', 'todo')
    .where('actions.dueOn', '<=', moment.today)
    .orderBy('actions.dueOn')
    .orderBy('actions.id')
    .limit(limit);
  if (channel !== undefined) query = query.where('actions.channel', '=', channel);
  if (dryRun || session.dialect.name !== 'postgres') return query.execute();
  return query.modifyEnd(unlessInHand('actions')).execute();
}

async function writeClaims(session: Session, handedOut: readonly HandedOut[]): Promise<void> {
  await session.update(
    'actions',
    ['id'],
    handedOut.map(({ action: { id, status, claimToken, leaseUntil } }) => ({ id, status, claimToken, leaseUntil })),
  );
  const composed = handedOut.flatMap(({ action, composed: message }) =>
    message ? [[action.id, message] as const] : [],
  );
  await writeSending(session, [], composed);
}
