import { assignPlan } from '../../../connector/src/usecases/assigning/assignPlan.ts';
import {
  closeDispute,
  openDispute,
  pauseInvoice,
  resumeInvoice,
  voidInvoice,
} from '../../../connector/src/usecases/invoices/changeInvoice.ts';
import { promisePayment } from '../../../connector/src/usecases/invoices/promise.ts';
import { saveEntries } from '../../../connector/src/usecases/invoices/saveEntries.ts';
import { saveInvoices } from '../../../connector/src/usecases/invoices/saveInvoices.ts';
import type { BookInvoice } from '../books.ts';
import { type Act, change, OWNER, type Scene } from './act.ts';

export function saveInvoice(scene: Scene, customerId: string, known: BookInvoice | null): Act {
  const { random, today } = scene;
  const name = known?.number ?? `I-${scene.number()}`;
  const plans = scene.witness.books.plans().filter(({ level }) => level === 'invoice');
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
  return change('save an invoice', (deps) => saveInvoices(deps, OWNER, [{ index: 0, value }]));
}

/** `kind`: 0 to 31, mostly payments. */
export function aboutInvoice(scene: Scene, customerId: string, invoice: BookInvoice, kind: number): Act {
  const { random, today } = scene;
  const { id } = invoice;
  if (kind < 18) return saveEntry(scene, customerId, invoice);
  if (kind < 22)
    return invoice.isDisputed === 1
      ? change('close a dispute', (deps) => closeDispute(deps, OWNER, id))
      : change('dispute', (deps) => openDispute(deps, OWNER, id, { reason: 'goods' }));
  if (kind < 25)
    return invoice.paused === 1
      ? change('resume', (deps) => resumeInvoice(deps, OWNER, id))
      : change('pause', (deps) => pauseInvoice(deps, OWNER, id, random.onceIn(2) ? null : today + 3));
  if (kind < 28)
    return change('promise', (deps) =>
      promisePayment(deps, OWNER, id, { date: today + random.between(0, 9), pause: random.onceIn(2) }),
    );
  if (kind < 29) return change('void', (deps) => voidInvoice(deps, OWNER, id));
  if (kind < 30) return saveInvoice(scene, customerId, invoice);
  const plans = scene.witness.books.plans().filter(({ level }) => level === 'invoice');
  const dunningPlanId = random.onceIn(3) ? null : random.pick(plans).id;
  return change('assign', (deps) => assignPlan(deps, OWNER, { invoices: [id], dunningPlanId }));
}

function saveEntry({ random, today, number }: Scene, customerId: string, invoice: BookInvoice): Act {
  const { id, open, currency, gross } = invoice;
  const kind = random.pick(['payment', 'payment', 'payment', 'creditNote', 'refund'] as const);
  const amount = random.onceIn(2) ? Math.max(open, 1) : random.between(1, gross + 500);
  const invoices = random.onceIn(8) ? [] : [{ id, amount }];
  const value = { externalId: `E-${number()}`, customer: { id: customerId }, amount, currency, on: today, invoices };
  return change(kind, (deps) => saveEntries(deps, OWNER, kind, [{ index: 0, value }]));
}
