import { expect, test } from 'vitest';
import { closeDispute, openDispute, voidInvoice } from '../../../connector/src/usecases/invoices/changeInvoice.ts';
import { changeSettings } from '../../../connector/src/usecases/organization/changeSettings.ts';
import { factsOf } from '../../../connector/src/usecases/lists/customerFacts.ts';
import { currentMoment } from '../../../connector/src/usecases/moment.ts';
import { loadCustomerContexts } from '../../../connector/src/store/subjects.ts';
import { mail, openOffice, owner } from './office.ts';

async function withFacts(now: string) {
  const office = await openOffice(now);
  await office.plan([mail(3), mail(10)]);
  const id = await office.customer();
  const facts = async () => {
    const { session } = office.deps.store;
    const context = (await loadCustomerContexts(session, [id])).get(id)!;
    return factsOf(context, await currentMoment(session, office.deps.clock));
  };
  const balance = async () => (await facts()).balances[0];
  return { ...office, facts, balance };
}

test('BAL-2, DIS-1: a disputed invoice stays in the balance and is not collected on', async () => {
  const office = await withFacts('2026-11-23T09:00:00Z');
  await office.invoice('A', '2026-11-02');
  await openDispute(office.deps, owner, 'external:A', { reason: 'goods' });
  await office.runUntil('2026-11-24');
  expect(office.sent).toEqual([]);
  expect(await office.balance()).toMatchObject({ outstanding: 10_000, overdue: 10_000 });
  await closeDispute(office.deps, owner, 'external:A');
  await office.run();
  expect(office.sent).toEqual(['2026-11-24 +3 A']);
});

test('BAL-3: what is applied to an invoice to send does not count until it is sent', async () => {
  const office = await withFacts('2026-11-23T09:00:00Z');
  await changeSettings(office.deps, owner, { sendInvoices: true });
  await office.invoice('A', '2026-11-02');
  await office.entry('payment', 'P-1', 4_000, 'A');
  expect((await office.balance()) ?? { outstanding: 0, unapplied: 0 }).toMatchObject({ outstanding: 0, unapplied: 0 });
});

test('BAL-3: what was paid on an invoice that is void is unapplied', async () => {
  const office = await withFacts('2026-11-23T09:00:00Z');
  await office.invoice('A', '2026-11-02');
  await office.invoice('B', '2026-12-02');
  await office.entry('payment', 'P-1', 4_000, 'A');
  await voidInvoice(office.deps, owner, 'external:A');
  expect(await office.balance()).toMatchObject({ outstanding: 6_000, due: 10_000, overdue: 0, unapplied: 4_000 });
});

test('REF-3: a customer whose unapplied payments cover everything is not written to', async () => {
  const office = await withFacts('2026-11-23T09:00:00Z');
  await office.invoice('A', '2026-11-02');
  await office.entry('payment', 'P-1', 10_000);
  await office.run();
  expect(office.sent).toEqual([]);
  await office.entry('refund', 'R-1', 1);
  await office.run();
  expect(office.sent).toEqual(['2026-11-23 +3 A']);
});

test('SCO-1: a late payment recorded today counts by its own date, however late it is recorded', async () => {
  const office = await withFacts('2026-11-23T09:00:00Z');
  await office.invoice('A', '2026-11-16', { grossAmount: 140 });
  await office.invoice('B', '2026-09-29', { grossAmount: 85 });
  await office.entry('payment', 'P-1', 140, 'A');
  await office.entry('payment', 'P-2', 85, 'B');
  expect(await office.facts()).toMatchObject({ averagePaymentDelayDays: 25, score: 'A' });
});

test('SCO-2: paid and overdue counts overdue and disputed invoices too, as if paid today; the default does not', async () => {
  const office = await withFacts('2026-11-23T09:00:00Z');
  await office.invoice('A', '2026-11-23');
  await office.entry('payment', 'P-1', 10_000, 'A');
  await office.invoice('B', '2026-08-15');
  await office.invoice('C', '2026-12-23');
  expect(await office.facts()).toMatchObject({ averagePaymentDelayDays: 0, score: 'A' });
  await changeSettings(office.deps, owner, { scoreIncludes: 'paidAndOverdue' });
  expect(await office.facts()).toMatchObject({ averagePaymentDelayDays: 50, score: 'B' });
  await openDispute(office.deps, owner, 'external:C', { reason: 'goods' });
  expect(await office.facts()).toMatchObject({ averagePaymentDelayDays: 23, score: 'A' });
});
