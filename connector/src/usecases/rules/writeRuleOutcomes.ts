import type { Plan } from '../../domain/plan.ts';
import type { RuleEffect, RuleOutcome } from '../../domain/ruleOutcome.ts';
import type { Rule } from '../../domain/rule.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerContext } from '../../store/subjects.ts';
import type { NotificationTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';
import { composeNotification } from './composeNotification.ts';
import { actorOf } from './ruleUsers.ts';
import { sendAfterCommit } from './sendNotifications.ts';

/** A rule that fired and could not do what it should. */
export interface Ineffective {
  readonly rule: Rule;
  readonly context: CustomerContext;
  readonly reason: string;
}

/** Writes what rules made of customers, set-wise: one write, and one history entry per rule that took effect (RUL-4); `plans` are those they assign. */
export async function writeRuleOutcomes(
  session: Session,
  deps: Deps,
  moment: Moment,
  outcomes: ReadonlyMap<CustomerContext, RuleOutcome>,
  plans: ReadonlyMap<string, Plan>,
  ineffective: readonly Ineffective[],
): Promise<void> {
  await writeStates(session, moment, outcomes);
  const told = new Map<Rule, NewEvent[]>();
  const tell = (rule: Rule, event: NewEvent) => told.set(rule, [...(told.get(rule) ?? []), event]);
  const notifications: NotificationTable[] = [];
  for (const [context, { effects }] of outcomes) {
    for (const effect of effects) {
      if (effect.change !== 'notification') tell(effect.rule, changeEvent(context, effect, plans));
      else {
        const { event, notification } = await composeNotification(deps, moment, context, effect.rule);
        tell(effect.rule, event);
        if (notification) notifications.push(notification);
      }
    }
  }
  for (const { rule, context, reason } of ineffective) {
    const data = { ruleId: rule.id, ruleName: rule.name, reason };
    tell(rule, { type: 'ruleWithoutEffect', customerId: context.customer.id, data });
  }
  await session.insert('notifications', notifications);
  if (notifications.length > 0) sendAfterCommit(session, deps);
  for (const [rule, events] of told) await appendEvents(session, deps.newId, moment.now, actorOf(rule), events);
}

async function writeStates(
  session: Session,
  moment: Moment,
  outcomes: ReadonlyMap<CustomerContext, RuleOutcome>,
): Promise<void> {
  const changes = (change: RuleEffect['change']) =>
    [...outcomes].filter(([, { effects }]) => effects.some((effect) => effect.change === change));
  const updatedAt = moment.now;
  await session.update(
    'customers',
    ['id'],
    changes('dunningPlanId').map(([{ customer }, { after }]) => ({
      id: customer.id,
      planId: after.dunningPlanId,
      updatedAt,
    })),
  );
  await session.update(
    'customers',
    ['id'],
    changes('paymentMethods').map(([{ customer }, { after }]) => ({
      id: customer.id,
      paymentMethodsJson: JSON.stringify(after.paymentMethods),
      updatedAt,
    })),
  );
  await session.update(
    'customers',
    ['id'],
    changes('excluded').map(([{ customer }]) => ({ id: customer.id, excluded: 1, updatedAt })),
  );
  const managed = changes('accountManagers');
  if (managed.length === 0) return;
  const ids = managed.map(([{ customer }]) => customer.id);
  await session.db.deleteFrom('customerManagers').where(session.oneOf('customerId', ids)).execute();
  await session.insert(
    'customerManagers',
    managed.flatMap(([{ customer }, { after }]) =>
      after.accountManagers.map((userId, place) => ({ customerId: customer.id, userId, place })),
    ),
  );
}

function changeEvent(
  { customer }: CustomerContext,
  { change, from, to }: RuleEffect,
  plans: ReadonlyMap<string, Plan>,
): NewEvent {
  const { id: customerId, externalId, name } = customer;
  const event = (type: NewEvent['type'], data: object): NewEvent => ({ type, customerId, data: { ...data } });
  switch (change) {
    case 'dunningPlanId': {
      const planName = to === null ? null : (plans.get(to as string)?.name ?? null);
      return event('planAssigned', { externalId, dunningPlanId: to, planName, previousPlanId: from });
    }
    case 'accountManagers':
      return event('accountManagersAssigned', { customerId, externalId, name, accountManagers: to });
    case 'excluded':
      return event('customerExcluded', {});
    default:
      return event('customerUpdated', { customerId, externalId, name, changed: ['paymentMethods'] });
  }
}
