import { expect, test } from 'vitest';
import { assignPlan } from '../../../connector/src/usecases/assigning/assignPlan.ts';
import { pauseCustomer, resumeCustomer } from '../../../connector/src/usecases/customers/changeCustomer.ts';
import { pauseInvoice } from '../../../connector/src/usecases/invoices/changeInvoice.ts';
import { mail, openOffice, owner, REFUSED, task, UNKNOWN } from './office.ts';
import { day } from '../examples.ts';

/** A customer in a customer-level plan whose two invoices are in an invoice-level plan. */
async function bothLevels(now: string) {
  const office = await openOffice(now);
  await office.plan([mail(3, { name: 'customer' }), mail(10, { name: 'customer again' })], {
    minimumContactDelayDays: 10,
  });
  await office.plan([mail(3, { name: 'invoice' }), mail(10, { name: 'invoice again' })], {
    name: 'Invoices',
    level: 'invoice',
    minimumContactDelayDays: 2,
  });
  await office.customer();
  const invoice = await office.invoice('A', '2026-11-02');
  await office.invoice('B', '2026-11-03');
  return { ...office, invoice };
}

test('MIN-1: contacts at one level do not put off those at the other, nor those about another invoice', async () => {
  const office = await bothLevels('2026-11-23T09:00:00Z');
  await office.runUntil('2026-12-03');
  expect(office.sent.toSorted()).toEqual([
    '2026-11-23 customer A',
    '2026-11-23 invoice A',
    '2026-11-23 invoice B',
    '2026-11-25 invoice again A',
    '2026-11-25 invoice again B',
    '2026-12-03 customer again A',
  ]);
});

test('PAU-1: pausing a customer stops the customer-level actions only, until resumed', async () => {
  const office = await bothLevels('2026-11-23T07:00:00Z');
  await pauseCustomer(office.deps, owner, 'external:C-1', null);
  await office.runUntil('2026-11-27');
  expect(office.sent.filter((message) => message.includes('customer'))).toEqual([]);
  expect(office.sent).toHaveLength(4);
  await resumeCustomer(office.deps, owner, 'external:C-1');
  await office.run();
  expect(office.sent.at(-1)).toBe('2026-11-27 customer A');
});

test('PAU-1: pausing an invoice stops its own actions only; it stays the customer’s reference', async () => {
  const office = await bothLevels('2026-11-23T07:00:00Z');
  await pauseInvoice(office.deps, owner, 'external:A', day('2026-11-26'));
  await office.runUntil('2026-11-26');
  expect(office.sent.toSorted()).toEqual([
    '2026-11-23 customer A',
    '2026-11-23 invoice B',
    '2026-11-25 invoice again B',
    '2026-11-26 invoice A',
  ]);
});

test('PAU-1: a later pause replaces the earlier one, shorter or longer', async () => {
  const office = await bothLevels('2026-11-23T07:00:00Z');
  await pauseCustomer(office.deps, owner, 'external:C-1', day('2026-12-24'));
  await pauseCustomer(office.deps, owner, 'external:C-1', day('2026-11-25'));
  await office.runUntil('2026-11-25');
  expect(office.sent.filter((message) => message.includes('customer'))).toEqual(['2026-11-25 customer A']);
});

test('MIN-3: a message that was refused is no contact, one whose outcome is unknown is one', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  await office.plan([mail(3), mail(10)], { minimumContactDelayDays: 5 });
  await office.customer();
  await office.invoice('A', '2026-11-02');
  office.deliver(REFUSED);
  await office.run();
  expect(await office.actions('planned')).toEqual(['+3 A 2026-11-23']);
  office.deliver(UNKNOWN);
  await office.deps.store.session.db.updateTable('schedule').set({ retryAt: 0 }).execute();
  await office.run();
  await office.finish('uncertain', 'skip');
  expect(await office.actions('planned')).toEqual(['+10 A 2026-11-23']);
});

test('MIN-3: an uncertain message that did go out is a contact of the day it was handed over', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  await office.plan([mail(3), mail(10)], { minimumContactDelayDays: 5 });
  await office.customer();
  await office.invoice('A', '2026-11-02');
  office.deliver(UNKNOWN);
  await office.run();
  await office.clock('2026-11-25T09:00:00Z');
  await office.finish('uncertain', 'complete');
  expect(await office.actions('planned')).toEqual(['+10 A 2026-11-30']);
});

test('MIN-3: a task that is done is no contact, and an ignored call is none', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  await office.plan([task(3), mail(10, { channel: 'call', mode: 'manual' }), mail(11)], { minimumContactDelayDays: 5 });
  await office.customer();
  await office.invoice('A', '2026-11-02');
  await office.finish('todo', 'complete');
  expect(await office.actions('todo')).toEqual(['+10 A 2026-11-23']);
  await office.finish('todo', 'skip');
  expect(await office.actions('planned')).toEqual(['+11 A 2026-11-23']);
});

test('SND-2, REF-5: a plan assigned away and back goes on where it stood', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  const first = await office.plan([mail(3), mail(10)]);
  const other = await office.plan([mail(5)], { name: 'Other', isDefault: false });
  await office.customer();
  await office.invoice('A', '2026-11-02');
  await office.run();
  const assign = (dunningPlanId: string | null) =>
    assignPlan(office.deps, owner, { dunningPlanId, customers: ['external:C-1'] });
  await assign(other);
  await office.runUntil('2026-11-24');
  await assign(null);
  await assign(first);
  await office.runUntil('2026-11-30');
  expect(office.sent).toEqual(['2026-11-23 +3 A', '2026-11-24 +5 A', '2026-11-25 +10 A']);
});
