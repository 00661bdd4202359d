import { expect, test } from 'vitest';
import { changeSettings } from '../../../connector/src/usecases/organization/changeSettings.ts';
import { mail, openOffice, owner } from './office.ts';
import { day } from '../examples.ts';

test('DAT-3, DAT-4: nothing goes out before the send time or on days that are no business days, not even what is late', async () => {
  const office = await openOffice('2026-11-27T08:29:59Z');
  await office.plan([mail(3), mail(10)]);
  await office.customer();
  await office.invoice('A', '2026-11-02');
  await office.run();
  expect(office.sent).toEqual([]);
  await office.clock('2026-11-27T08:30:00Z');
  await office.run();
  expect(office.sent).toEqual(['2026-11-27 +3 A']);
  for (const instant of ['2026-11-28T12:00:00Z', '2026-11-29T23:00:00Z', '2026-11-30T08:00:00Z']) {
    await office.clock(instant);
    await office.run();
  }
  expect(office.sent).toHaveLength(1);
  await office.clock('2026-11-30T23:59:00Z');
  await office.run();
  expect(office.sent).toEqual(['2026-11-27 +3 A', '2026-11-30 +10 A']);
});

test('DAT-1, DAT-2: today, the send time and holidays are the organisation’s', async () => {
  const office = await openOffice('2026-11-22T19:29:00Z');
  await changeSettings(office.deps, owner, {
    timeZone: 'Pacific/Auckland',
    holidays: { country: null, dates: [day('2026-11-24')] },
  });
  await office.plan([mail(3), mail(10)]);
  await office.customer();
  await office.invoice('A', '2026-11-02');
  await office.run();
  expect(office.sent).toEqual([]);
  await office.clock('2026-11-22T19:30:00Z');
  await office.run();
  expect(office.sent).toEqual(['2026-11-22 +3 A']);
  await office.clock('2026-11-23T20:00:00Z');
  await office.run();
  expect(office.sent).toHaveLength(1);
  await office.clock('2026-11-24T20:00:00Z');
  await office.run();
  expect(office.sent).toEqual(['2026-11-22 +3 A', '2026-11-24 +10 A']);
});
