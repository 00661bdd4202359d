import type { Act, Scene } from './act.ts';
import { claimed, handled, runOf, timePasses } from './cadence.ts';
import { adHoc, assignCustomer, excludeOrInclude, pauseOrResume, saveCustomer } from './customers.ts';
import { aboutInvoice, saveInvoice } from './invoices.ts';
import { invoiceSending } from './invoiceSending.ts';
import { editPlan } from './plans.ts';
import { replied } from './replies.ts';
import { keyedNote } from './requests.ts';
import { editRules } from './rules.ts';
import { aboutSource } from './source.ts';

/** Draws what happens next. */
export function drawAct(scene: Scene): Act {
  const { random } = scene;
  const customers = scene.witness.books.customers();
  if (customers.length < 4) return saveCustomer(scene, null);
  if (random.onceIn(6)) return ofFeatures(scene);
  const kind = random.between(0, 99);
  if (kind < 20) return runOf(random);
  if (kind < 26) return claimed(scene);
  if (kind < 30) return timePasses;
  if (kind < 36) return handled(scene);
  if (kind < 40) return saveCustomer(scene, customers.length < 10 ? null : ownCustomer(scene));
  if (kind < 43) return editPlan(scene);
  return aboutCustomer(scene, random.pick(dueNow(scene) ?? customers), kind);
}

/** Of what this world has beside the rest. */
function ofFeatures(scene: Scene): Act {
  const { sendsInvoices, hasReplies, hasRules, hasSource } = scene.features;
  const draws = [
    keyedNote,
    ...(sendsInvoices ? [invoiceSending] : []),
    ...(hasReplies ? [replied] : []),
    ...(hasRules ? [editRules] : []),
    ...(hasSource ? [aboutSource, aboutSource] : []),
  ];
  return scene.random.pick(draws)(scene);
}

/** Half of what happens, happens to those who get something right now: that is where races are. */
function dueNow({ random, witness, today }: Scene): string[] | null {
  const due = witness.books.all<{ id: string }>(
    "SELECT DISTINCT customer_id AS id FROM schedule WHERE next_on <= ? AND status = 'planned' ORDER BY customer_id",
    today,
  );
  return due.length > 0 && random.onceIn(2) ? due.map(({ id }) => id) : null;
}

function aboutCustomer(scene: Scene, id: string, kind: number): Act {
  const { invoices } = scene.witness.books.booksOf(id);
  if (kind < 49) return assignCustomer(scene, id);
  if (kind < 52) return pauseOrResume(scene, id);
  if (kind < 55) return excludeOrInclude(scene, ownCustomer(scene));
  if (kind < 57) return adHoc(scene, id);
  if (invoices.length < 2 || kind < 66) return saveInvoice(scene, id, null);
  const invoice = scene.random.pick(invoices);
  // What a source says of its invoices is not written here too; people pause, dispute and assign them.
  return aboutInvoice(scene, id, invoice, invoice.source === 'api' ? kind - 66 : 18 + (kind % 10));
}

/** One that no source brought. */
function ownCustomer({ random, witness }: Scene): string {
  const own = witness.books.all<{ id: string }>("SELECT id FROM customers WHERE source = 'api' ORDER BY external_id");
  return random.pick(own).id;
}
