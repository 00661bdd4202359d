import type { Actor } from '../../connector/src/domain/actor.ts';
import { createAdHocAction } from '../../connector/src/usecases/adHoc/adHocAction.ts';
import { assignPlan } from '../../connector/src/usecases/assigning/assignPlan.ts';
import { claimActions } from '../../connector/src/usecases/cadence/claimActions.ts';
import { finishAction } from '../../connector/src/usecases/cadence/finishAction.ts';
import { passTime } from '../../connector/src/usecases/cadence/passTime.ts';
import { runCadence } from '../../connector/src/usecases/cadence/runCadence.ts';
import { sendAction } from '../../connector/src/usecases/cadence/sendAction.ts';
import {
  excludeCustomer,
  includeCustomer,
  pauseCustomer,
  resumeCustomer,
} from '../../connector/src/usecases/customers/changeCustomer.ts';
import { saveCustomers } from '../../connector/src/usecases/customers/saveCustomers.ts';
import type { Deps } from '../../connector/src/usecases/deps.ts';
import {
  closeDispute,
  openDispute,
  pauseInvoice,
  resumeInvoice,
  voidInvoice,
} from '../../connector/src/usecases/invoices/changeInvoice.ts';
import { promisePayment } from '../../connector/src/usecases/invoices/promise.ts';
import { saveEntries } from '../../connector/src/usecases/invoices/saveEntries.ts';
import { saveInvoices } from '../../connector/src/usecases/invoices/saveInvoices.ts';
import { savePlan } from '../../connector/src/usecases/plans/savePlan.ts';
import type { MailServer } from './mailServer.ts';
import type { Random } from './random.ts';
import type { Witness } from './witness.ts';

export const OWNER: Actor = Object.freeze({
  type: 'key',
  id: 'key_simulated',
  name: 'Simulation',
  role: 'owner',
  userId: null,
  position: null,
});

/** Something that a process is asked to do. What `mayRepeat` is asked for again by whoever got no answer. */
export interface Act {
  readonly what: string;
  readonly mayRepeat: boolean;
  readonly do: (deps: Deps) => Promise<unknown>;
}

/** What acts are drawn from. */
export interface Scene {
  readonly random: Random;
  readonly witness: Witness;
  readonly mail: MailServer;
  readonly today: number;
  /** Counts what is made, so that everything has a name of its own. */
  readonly number: () => number;
}

const step = (name: string, days: number, more: object = {}) => ({
  name,
  when: { anchor: 'due' as const, days },
  channel: 'email' as const,
  mode: 'automatic' as const,
  template: { key: 'first-reminder' },
  ...more,
});

/** Plans of both levels and logics, with e-mails, a call in between, and a step before the due date. */
export const PLANS = [
  ['standard', 'customer', 0, [step('Before', -3), step('First', 2), step('Second', 7), step('Third', 12)]],
  ['contextual', 'customer', 2, [step('First', 1), step('Second', 6), step('Third', 11), step('Last', 20)]],
  [
    'standard',
    'invoice',
    4,
    [
      step('Due', 0),
      step('First', 5),
      step('Call', 9, { channel: 'call', mode: 'manual', template: null }),
      step('Last', 14),
    ],
  ],
  ['contextual', 'invoice', 0, [step('First', 1), step('Second', 4), step('Last', 10)]],
] as const;

const SAVE_CUSTOMER = 'save a customer';

/** Draws what happens next. */
export function drawAct(scene: Scene): Act {
  const { random } = scene;
  const customers = scene.witness.books.customers();
  if (customers.length < 4) return saveCustomer(scene, null);
  const kind = random.between(0, 99);
  if (kind < 20) return runOf(random);
  if (kind < 26) return claimed(scene);
  if (kind < 30) return { what: 'time passes', mayRepeat: true, do: (deps) => passTime(deps) };
  if (kind < 36) return handled(scene);
  if (kind < 40) return saveCustomer(scene, customers.length < 10 ? null : random.pick(customers));
  if (kind < 43) return editPlan(scene);
  return aboutCustomer(scene, random.pick(dueNow(scene) ?? customers), kind);
}

/** Half of what happens, happens to those who get something right now: that is where races are. */
function dueNow({ random, witness, today }: Scene): string[] | null {
  const due = witness.books.all<{ id: string }>(
    "SELECT DISTINCT customer_id AS id FROM schedule WHERE next_on <= ? AND status = 'planned' ORDER BY customer_id",
    today,
  );
  return due.length > 0 && random.onceIn(2) ? due.map(({ id }) => id) : null;
}

/** A workflow that fires: all that is due, or some. */
export function runOf(random: Random): Act {
  const input = random.onceIn(3) ? { limit: random.between(1, 5) } : {};
  return { what: 'run', mayRepeat: true, do: (deps) => runCadence(deps, OWNER, input) };
}

function saveCustomer(scene: Scene, known: string | null): Act {
  const { random } = scene;
  const externalId = known === null ? `C-${scene.number()}` : externalIdOf(scene, known);
  const plans = scene.witness.books.plans().filter(({ level }) => level === 'customer');
  const contacts = random.onceIn(known === null ? 12 : 3) ? [] : [{ email: `${externalId}@example.com`.toLowerCase() }];
  const dunningPlanId = random.onceIn(6) ? null : plans.length > 0 ? random.pick(plans).id : null;
  const value = { externalId, name: `Customer ${externalId}`, contacts, ...(known === null ? { dunningPlanId } : {}) };
  return {
    what: SAVE_CUSTOMER,
    mayRepeat: true,
    do: (deps) => saveCustomers(deps, OWNER, [{ index: 0, value }]),
  };
}

function externalIdOf({ witness }: Scene, customerId: string): string {
  return witness.books.all<{ name: string }>('SELECT external_id AS name FROM customers WHERE id = ?', customerId)[0]!
    .name;
}

/** PLN-5: a step of a plan gets another day, goes, or comes. */
function editPlan({ random, witness, number }: Scene): Act {
  const plan = random.pick(witness.books.plans());
  const steps = plan.steps.map((one) => ({ ...step(one.name, one.when.days), ...(one as object) }));
  const place = random.between(0, steps.length - 1);
  const edit = random.between(0, 2);
  const days = (index: number) => steps[Math.min(Math.max(index, 0), steps.length - 1)]!.when.days;
  if (edit === 0 && steps.length > 2) steps.splice(place, 1);
  else if (edit === 1 && steps.length < 7) steps.splice(place, 0, step(`Added ${number()}`, days(place)));
  else {
    const between = random.between(days(place - 1), Math.max(days(place - 1), days(place + 1)));
    steps[place] = { ...steps[place]!, when: { ...steps[place]!.when, days: between } };
  }
  return { what: 'edit a plan', mayRepeat: true, do: (deps) => savePlan(deps, OWNER, plan.id, { steps }) };
}

/** Another node carries actions out: it completes, fails, releases them, lets the connector send, or is never heard of again. */
function claimed({ random, mail }: Scene): Act {
  const endings = Array.from({ length: 4 }, () =>
    random.pick(['complete', 'complete', 'send', 'fail', 'release', 'skip', 'lost', 'sentAndLost'] as const),
  );
  return {
    what: 'claim',
    mayRepeat: false,
    async do(deps) {
      const { actions } = await claimActions(deps, OWNER, { limit: 4, leaseSeconds: 600 });
      for (const [index, { action, claimToken }] of actions.entries()) {
        const ending = endings[index]!;
        const goesOut = action.mode === 'automatic' && (ending === 'complete' || ending === 'sentAndLost');
        if (goesOut) mail.deliverElsewhere(action.id);
        if (ending === 'lost' || ending === 'sentAndLost') continue;
        if (ending === 'send' && action.channel === 'email') await sendAction(deps, OWNER, action.id, claimToken);
        else if (ending !== 'send')
          await finishAction(deps, OWNER, action.id, ending, { claimToken, reason: 'Simulated' });
      }
    },
  };
}

/** A person works off what is to do; of an uncertain message they find out what happened, and say it. */
function handled({ random, witness, mail }: Scene): Act {
  const uncertain = witness.books.all<{ id: string }>("SELECT id FROM actions WHERE status = 'uncertain' ORDER BY id");
  const waiting = witness.books.all<{ id: string }>(
    "SELECT action_id AS id FROM schedule WHERE status = 'todo' ORDER BY action_id",
  );
  if (uncertain.length > 0 && random.onceIn(2)) {
    const { id } = random.pick(uncertain);
    const ending = mail.delivered.has(id) ? 'complete' : 'release';
    return { what: 'clear up', mayRepeat: false, do: (deps) => finishAction(deps, OWNER, id, ending, {}) };
  }
  if (waiting.length === 0) return { what: 'time passes', mayRepeat: true, do: (deps) => passTime(deps) };
  const { id } = random.pick(waiting);
  const ending = random.pick(['complete', 'skip'] as const);
  return {
    what: 'do what is to do',
    mayRepeat: false,
    do: (deps) => finishAction(deps, OWNER, id, ending, {}),
  };
}

function aboutCustomer(scene: Scene, id: string, kind: number): Act {
  const { random, today, witness } = scene;
  const { customer, invoices } = witness.books.booksOf(id);
  const change = (what: string, work: Act['do']): Act => ({ what, mayRepeat: true, do: work });
  if (kind < 49) {
    const plans = witness.books.plans().filter(({ level }) => level === 'customer');
    const dunningPlanId = random.onceIn(5) ? null : random.pick(plans).id;
    return change('assign', (deps) => assignPlan(deps, OWNER, { customers: [id], dunningPlanId }));
  }
  if (kind < 52)
    return customer.paused === 1
      ? change('resume', (deps) => resumeCustomer(deps, OWNER, id))
      : change('pause', (deps) => pauseCustomer(deps, OWNER, id, random.onceIn(2) ? null : today + 4));
  if (kind < 55)
    return customer.excluded === 1
      ? change('include', (deps) => includeCustomer(deps, OWNER, id))
      : random.onceIn(3)
        ? change('exclude', (deps) => excludeCustomer(deps, OWNER, id))
        : change('resume', (deps) => resumeCustomer(deps, OWNER, id));
  if (kind < 57) {
    const number = scene.number();
    return change('ad hoc', (deps) =>
      createAdHocAction(
        deps,
        OWNER,
        id,
        { channel: 'email', template: { key: 'first-reminder' } },
        `request ${number}`,
      ),
    );
  }
  if (invoices.length < 2 || kind < 66) return saveInvoice(scene, id, null);
  return aboutInvoice(scene, id, random.pick(invoices), kind);
}

type Invoice = ReturnType<Witness['books']['booksOf']>['invoices'][number];

function saveInvoice({ random, today, number, witness }: Scene, customerId: string, known: Invoice | null): Act {
  const name = known?.number ?? `I-${number()}`;
  const plans = witness.books.plans().filter(({ level }) => level === 'invoice');
  const issuedAt = known?.issuedOn ?? today - random.between(0, 20);
  const value = {
    externalId: name,
    number: name,
    customer: { id: customerId },
    issuedAt,
    dueDate: issuedAt + random.between(0, 20),
    currency: known?.currency ?? random.pick(['EUR', 'EUR', 'EUR', 'USD']),
    grossAmount: known?.gross ?? random.pick([10_000, 20_000, 12_345]),
    ...(known ? {} : { dunningPlanId: random.onceIn(2) ? null : random.pick(plans).id }),
  };
  return { what: 'save an invoice', mayRepeat: true, do: (deps) => saveInvoices(deps, OWNER, [{ index: 0, value }]) };
}

function aboutInvoice(scene: Scene, customerId: string, invoice: Invoice, kind: number): Act {
  const { random, today } = scene;
  const { id, open, currency, gross } = invoice;
  const change = (what: string, work: Act['do']): Act => ({ what, mayRepeat: true, do: work });
  if (kind < 84) {
    const externalId = `E-${scene.number()}`;
    const entryKind = random.pick(['payment', 'payment', 'payment', 'creditNote', 'refund'] as const);
    const amount = random.onceIn(2) ? Math.max(open, 1) : random.between(1, gross + 500);
    const invoices = random.onceIn(8) ? [] : [{ id, amount }];
    const value = { externalId, customer: { id: customerId }, amount, currency, on: today, invoices };
    return change(entryKind, (deps) => saveEntries(deps, OWNER, entryKind, [{ index: 0, value }]));
  }
  if (kind < 88)
    return invoice.isDisputed === 1
      ? change('close a dispute', (deps) => closeDispute(deps, OWNER, id))
      : change('dispute', (deps) => openDispute(deps, OWNER, id, { reason: 'goods' }));
  if (kind < 91)
    return invoice.paused === 1
      ? change('resume', (deps) => resumeInvoice(deps, OWNER, id))
      : change('pause', (deps) => pauseInvoice(deps, OWNER, id, random.onceIn(2) ? null : today + 3));
  if (kind < 94)
    return change('promise', (deps) =>
      promisePayment(deps, OWNER, id, { date: today + random.between(0, 9), pause: random.onceIn(2) }),
    );
  if (kind < 95) return change('void', (deps) => voidInvoice(deps, OWNER, id));
  if (kind < 98) return saveInvoice(scene, customerId, invoice);
  return change('assign', (deps) =>
    assignPlan(deps, OWNER, {
      invoices: [id],
      dunningPlanId: random.onceIn(3)
        ? null
        : random.pick(scene.witness.books.plans().filter(({ level }) => level === 'invoice')).id,
    }),
  );
}
