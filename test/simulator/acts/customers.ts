import { createAdHocAction } from '../../../connector/src/usecases/adHoc/adHocAction.ts';
import { assignPlan } from '../../../connector/src/usecases/assigning/assignPlan.ts';
import {
  excludeCustomer,
  includeCustomer,
  pauseCustomer,
  resumeCustomer,
} from '../../../connector/src/usecases/customers/changeCustomer.ts';
import { saveCustomers } from '../../../connector/src/usecases/customers/saveCustomers.ts';
import { type Act, change, OWNER, type Scene } from './act.ts';

export const COUNTRIES = ['FR', 'DE', 'NL'] as const;

export function saveCustomer(scene: Scene, known: string | null): Act {
  const { random } = scene;
  const externalId = known === null ? `C-${scene.number()}` : externalIdOf(scene, known);
  const plans = scene.witness.books.plans().filter(({ level }) => level === 'customer');
  const contacts = random.onceIn(known === null ? 12 : 3) ? [] : [{ email: `${externalId}@example.com`.toLowerCase() }];
  const dunningPlanId = random.onceIn(6) ? null : plans.length > 0 ? random.pick(plans).id : null;
  const value = {
    ...{ externalId, name: `Customer ${externalId}`, contacts, country: random.pick(COUNTRIES) },
    ...(known === null ? { dunningPlanId } : {}),
  };
  return change('save a customer', (deps) => saveCustomers(deps, OWNER, [{ index: 0, value }]));
}

function externalIdOf({ witness }: Scene, customerId: string): string {
  return witness.books.all<{ name: string }>('SELECT external_id AS name FROM customers WHERE id = ?', customerId)[0]!
    .name;
}

/** ASG-1: *No plan* now and then. */
export function assignCustomer({ random, witness }: Scene, id: string): Act {
  const plans = witness.books.plans().filter(({ level }) => level === 'customer');
  const dunningPlanId = random.onceIn(5) ? null : random.pick(plans).id;
  return change('assign', (deps) => assignPlan(deps, OWNER, { customers: [id], dunningPlanId }));
}

export function pauseOrResume({ random, witness, today }: Scene, id: string): Act {
  return witness.books.booksOf(id).customer.paused === 1
    ? change('resume', (deps) => resumeCustomer(deps, OWNER, id))
    : change('pause', (deps) => pauseCustomer(deps, OWNER, id, random.onceIn(2) ? null : today + 4));
}

export function excludeOrInclude({ random, witness }: Scene, id: string): Act {
  if (witness.books.booksOf(id).customer.excluded === 1)
    return change('include', (deps) => includeCustomer(deps, OWNER, id));
  return random.onceIn(3)
    ? change('exclude', (deps) => excludeCustomer(deps, OWNER, id))
    : change('resume', (deps) => resumeCustomer(deps, OWNER, id));
}

export function adHoc(scene: Scene, id: string): Act {
  const number = scene.number();
  return change('ad hoc', (deps) =>
    createAdHocAction(deps, OWNER, id, { channel: 'email', template: { key: 'first-reminder' } }, `request ${number}`),
  );
}
