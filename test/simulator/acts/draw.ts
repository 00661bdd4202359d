import type { Act, Scene } from './act.ts';
import { claimed, handled, runOf, timePasses } from './cadence.ts';
import { adHoc, assignCustomer, excludeOrInclude, pauseOrResume, saveCustomer } from './customers.ts';
import { aboutInvoice, saveInvoice } from './invoices.ts';
import { invoiceSending } from './invoiceSending.ts';
import { editPlan } from './plans.ts';
import { replied } from './replies.ts';
import { keyedNote } from './requests.ts';
import { editRules } from './rules.ts';

/** Draws what happens next. */
export function drawAct(scene: Scene): Act {
  const { random } = scene;
  const customers = scene.witness.books.customers();
  if (customers.length < 4) return saveCustomer(scene, null);
  const special = random.onceIn(5) ? ofFeatures(scene) : null;
  if (special) return special;
  const kind = random.between(0, 99);
  if (kind < 20) return runOf(random);
  if (kind < 26) return claimed(scene);
  if (kind < 30) return timePasses;
  if (kind < 36) return handled(scene);
  if (kind < 40) return saveCustomer(scene, customers.length < 10 ? null : random.pick(customers));
  if (kind < 43) return editPlan(scene);
  return aboutCustomer(scene, random.pick(dueNow(scene) ?? customers), kind);
}

/** Of what this world has beside the rest; null: nothing. */
function ofFeatures(scene: Scene): Act | null {
  const { sendsInvoices, hasReplies, hasRules } = scene.features;
  const draws = [
    ...(sendsInvoices ? [invoiceSending] : []),
    ...(hasReplies ? [replied] : []),
    ...(hasRules ? [editRules] : []),
  ];
  return draws.length === 0 ? null : scene.random.pick(draws)(scene);
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
  if (kind < 55) return excludeOrInclude(scene, id);
  if (kind < 57) return scene.random.onceIn(2) ? adHoc(scene, id) : keyedNote(scene, id);
  if (invoices.length < 2 || kind < 66) return saveInvoice(scene, id, null);
  return aboutInvoice(scene, id, scene.random.pick(invoices), kind - 66);
}
