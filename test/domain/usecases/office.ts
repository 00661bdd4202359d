import { onTestFinished } from 'vitest';
import { readConfig } from '../../../connector/src/config.ts';
import { createDeps } from '../../../connector/src/connector.ts';
import type { Delivery, Mailer } from '../../../connector/src/delivery/mailer.ts';
import type { Actor } from '../../../connector/src/domain/actor.ts';
import type { StepDraft } from '../../../connector/src/domain/planEdit.ts';
import type { EntryKind } from '../../../connector/src/domain/settlement.ts';
import { finishAction, type Ending, type FinishInput } from '../../../connector/src/usecases/cadence/finishAction.ts';
import { currentMoment } from '../../../connector/src/usecases/moment.ts';
import { setTestClock } from '../../../connector/src/usecases/cadence/passTime.ts';
import { listActions } from '../../../connector/src/usecases/actions/listActions.ts';
import type { ListedStatus } from '../../../connector/src/usecases/actions/readActions.ts';
import type { RecordResult } from '../../../connector/src/usecases/lists/records.ts';
import { runCadence } from '../../../connector/src/usecases/cadence/runCadence.ts';
import type { CustomerInput } from '../../../connector/src/usecases/customers/customerInput.ts';
import { saveCustomers } from '../../../connector/src/usecases/customers/saveCustomers.ts';
import { saveEntries } from '../../../connector/src/usecases/invoices/saveEntries.ts';
import { type InvoiceInput, saveInvoices } from '../../../connector/src/usecases/invoices/saveInvoices.ts';
import { type PlanInput, savePlan } from '../../../connector/src/usecases/plans/savePlan.ts';
import { day, iso, step } from '../examples.ts';

export const owner: Actor = { type: 'key', id: 'key', name: 'Owner', role: 'owner', userId: null, position: null };

const ACCEPTED: Delivery = { kind: 'accepted', refusedAddresses: [] };
export const UNKNOWN: Delivery = { kind: 'unknown', reason: 'The connection broke', serverDown: false };
export const REFUSED: Delivery = {
  kind: 'refused',
  reason: '451 try later',
  permanent: false,
  serverDown: false,
  refusedAddresses: [],
};

/** A connector in process on an empty SQLite database in memory and a test clock; its mailer keeps what it is given. */
export async function openOffice(now: string) {
  const sent: string[] = [];
  let delivery = ACCEPTED;
  const mailer: Mailer = {
    send(message) {
      sent.push(`${iso(day(today()))} ${message.subject}`);
      return Promise.resolve(delivery);
    },
    close: () => Promise.resolve(),
  };
  const config = readConfig({ DUNNING_DATABASE_URL: 'sqlite::memory:', DUNNING_TEST_CLOCK: now });
  const deps = await createDeps(config, { mailer });
  onTestFinished(() => deps.store.close());
  const today = () => new Date(deps.clock.now()).toISOString().slice(0, 10);

  return {
    deps,
    /** `<day> <step> <reference number>` of every message handed over, in UTC. */
    sent,
    deliver(outcome: Delivery) {
      delivery = outcome;
    },
    clock: (instant: string) => setTestClock(deps, Date.parse(instant)),
    run: () => runCadence(deps, owner, {}),
    /** Nine o'clock of each day up to and including the last, and a run on it. */
    async runUntil(last: string) {
      for (let date = day(today()); date <= day(last); date++) {
        const morning = Date.parse(`${iso(date)}T09:00:00Z`);
        if (morning > deps.clock.now()) await setTestClock(deps, morning);
        await runCadence(deps, owner, {});
      }
    },
    plan: (steps: readonly StepDraft[], facts: Partial<PlanInput> = {}, id: string | null = null) => {
      const plan = { name: 'Plan', level: 'customer', logic: 'standard', minimumContactDelayDays: 0 } as const;
      return savePlan(deps, owner, id, { ...plan, isDefault: true, steps, ...facts });
    },
    async customer(facts: Partial<CustomerInput> = {}) {
      const value = { externalId: 'C-1', name: 'Dupont', contacts: [{ email: 'jean@dupont.example' }], ...facts };
      return accepted(await saveCustomers(deps, owner, [{ index: 0, value }]));
    },
    async invoice(number: string, due: string, facts: Partial<InvoiceInput> = {}) {
      const customer = { externalId: 'C-1' };
      const dates = { issuedAt: day(due) - 30, dueDate: day(due) };
      const value = { externalId: number, number, customer, ...dates, currency: 'EUR', grossAmount: 10_000, ...facts };
      return accepted(await saveInvoices(deps, owner, [{ index: 0, value }]));
    },
    async entry(kind: EntryKind, externalId: string, amount: number, ...invoices: string[]) {
      const named = invoices.map((number) => ({ externalId: number, amount: Math.floor(amount / invoices.length) }));
      const on = day(today());
      const value = { externalId, customer: { externalId: 'C-1' }, amount, currency: 'EUR', on, invoices: named };
      return accepted(await saveEntries(deps, owner, kind, [{ index: 0, value }]));
    },
    /** `<step> <reference number> <due day>`, with the reason if there is one, of the actions with a status. */
    async actions(status: ListedStatus) {
      const { data } = await listActions(deps.store.session, { actor: owner, status }, day(today()), null, 100);
      return data.map((action) => {
        const reason = action.reason === null ? '' : `: ${action.reason}`;
        return `${action.step!.name} ${action.referenceInvoice!.number} ${iso(action.dueOn)}${reason}`;
      });
    },
    /** Ends the only action with a status. */
    async finish(status: ListedStatus, ending: Ending, input: FinishInput = {}) {
      const moment = await currentMoment(deps.store.session, deps.clock);
      const { data } = await listActions(deps.store.session, { actor: owner, status }, moment.today, null, 2);
      if (data.length !== 1) throw new Error(`There are ${data.length} actions that are ${status}`);
      await finishAction(deps, owner, data[0]!.id, ending, input);
    },
  };
}

function accepted([result]: RecordResult[]): string {
  if (result?.id === undefined) throw new Error(JSON.stringify(result));
  return result.id;
}

/** An automatic e-mail whose subject says its step and its reference invoice. */
export function mail(timing: number | string, facts: Partial<StepDraft> = {}): StepDraft {
  const { id: _, ...draft } = { ...step(timing), ...facts };
  return { ...draft, template: { subject: `${draft.name} {{referenceInvoice.number}}`, body: 'Please pay.' } };
}

export const phoneCall = (timing: number | string) => mail(timing, { channel: 'call', mode: 'manual' });
export const task = (timing: number | string) => mail(timing, { channel: 'task', mode: 'manual' });
