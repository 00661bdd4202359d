import { expect, test } from 'vitest';
import { openOffice } from './office.ts';

test('EVT-1: an invoice that comes in the minute after it became overdue is told of once', async () => {
  const office = await openOffice('2026-11-23T22:00:00Z');
  await office.clock('2026-11-23T22:30:00Z');
  await office.customer();
  await office.invoice('Early', '2026-11-23');
  office.deps.clock.set(Date.parse('2026-11-24T00:00:10Z'));
  // Before the connector has looked at what the new day brings.
  await office.invoice('Late', '2026-11-23');
  await office.clock('2026-11-24T00:00:40Z');
  const events = await office.deps.store.session.db
    .selectFrom('events')
    .select('dataJson')
    .where('type', '=', 'invoiceOverdue')
    .execute();
  expect(events.map(({ dataJson }) => (JSON.parse(dataJson) as { number: string }).number)).toEqual(['Late', 'Early']);
});
