import type { Rule } from '../../domain/rule.ts';
import type { NewEvent } from '../../store/events.ts';
import type { CustomerContext } from '../../store/subjects.ts';
import type { NotificationTable } from '../../store/tables.ts';
import type { Sender } from '../../store/users.ts';
import { writeMessage } from '../messages/composeMessage.ts';
import type { Deps } from '../deps.ts';
import { messagePeople } from '../messages/messagePeople.ts';
import type { Moment } from '../moment.ts';

export interface Notification {
  readonly event: NewEvent;
  /** The e-mail to send; null where a workflow delivers it, or it does not render. */
  readonly notification: NotificationTable | null;
}

const NOBODY = { senders: new Map<string, Sender>(), addresses: new Map<string, readonly string[]>() };

/** The custom fields that a text names, in whatever block. */
function customKeysIn(text: string): Set<string> {
  return new Set([...text.matchAll(/\bcustom\.([A-Za-z_]\w*)/g)].map(([, key]) => key!));
}

/** RUL-3: what a rule tells colleagues about a customer, in the organisation's language. */
export async function composeNotification(
  deps: Deps,
  moment: Moment,
  context: CustomerContext,
  rule: Rule,
): Promise<Notification> {
  const { action } = rule;
  if (action.type !== 'notify') throw new TypeError(`Rule ${rule.id} notifies nobody`);
  const { channel, to, subject, body } = action;
  const id = deps.newId('ntf');
  const customer = { ...context.customer, language: null, formOfAddress: null };
  const order = {
    actionId: id,
    template: { subject, body },
    planLanguage: null,
    reference: null,
    users: NOBODY,
    blanks: customKeysIn(`${subject}\n${body}`),
  };
  const people = { ...messagePeople(order, context, moment), to, cc: [] };
  const composed = await writeMessage(deps, moment, { ...context, customer }, order, people);
  const problem = 'problem' in composed ? composed.problem : null;
  const message = 'problem' in composed ? null : composed.message;
  const data = {
    ruleId: rule.id,
    ruleName: rule.name,
    channel,
    to,
    subject: message?.subject ?? subject,
    text: message?.text ?? null,
    problem,
  };
  return {
    event: { type: 'ruleNotification', customerId: context.customer.id, data },
    notification:
      message === null || channel === 'event'
        ? null
        : {
            id,
            ruleId: rule.id,
            customerId: context.customer.id,
            status: 'waiting',
            messageJson: JSON.stringify({ ...message, attachments: [] }),
            reason: null,
            attempts: 0,
            retryAt: 0,
            createdAt: moment.now,
          },
  };
}
