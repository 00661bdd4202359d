import { expect, test } from 'vitest';
import { validateContact } from '../../../connector/src/usecases/customers/changeContact.ts';
import { NO_RECIPIENT } from '../../../connector/src/usecases/messages/messagePeople.ts';
import { day } from '../examples.ts';
import { mail, openOffice, owner, phoneCall, UNKNOWN } from './office.ts';

test('MAN-1: a manual action blocks the plan until it is ignored, then the next step comes at once', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  await office.plan([phoneCall(3), mail(10)], { minimumContactDelayDays: 5 });
  await office.customer();
  await office.invoice('A', '2026-11-02');
  await office.runUntil('2026-12-04');
  expect(office.sent).toEqual([]);
  expect(await office.actions('todo')).toEqual(['+3 A 2026-11-23']);
  await office.finish('todo', 'skip');
  await office.run();
  expect(office.sent).toEqual(['2026-12-04 +10 A']);
  expect(await office.actions('ignored')).toEqual(['+3 A 2026-11-23']);
});

test('MAN-1, LOG-2: a manual step that was not done stays To do over the weekend, and is kept as expired', async () => {
  const office = await openOffice('2026-11-05T09:00:00Z');
  await office.plan([phoneCall(3), mail(14)], { logic: 'contextual' });
  await office.customer();
  await office.invoice('A', '2026-11-02');
  expect(await office.actions('todo')).toEqual(['+3 A 2026-11-05']);
  await office.clock('2026-11-14T10:00:00Z');
  await office.entry('payment', 'P-1', 100, 'A');
  expect(await office.actions('todo')).toEqual(['+3 A 2026-11-05']);
  await office.clock('2026-11-16T09:00:00Z');
  await office.run();
  expect(office.sent).toEqual(['2026-11-16 +14 A']);
  expect((await office.actions('expired')).map((action) => action.split(':')[0])).toEqual(['+3 A 2026-11-05']);
});

test('MAN-2, OCA 447: an address that is invalid blocks its own customer alone, and says so, until it is good again', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  await office.plan([mail(3), mail(10)]);
  await office.customer();
  await office.invoice('A', '2026-11-02');
  const { db } = office.deps.store.session;
  const contact = await db.selectFrom('contacts').select('id').executeTakeFirstOrThrow();
  await db.updateTable('contacts').set({ isInvalid: 1, invalidReason: '550 no such user' }).execute();
  await office.customer({ externalId: 'C-2', name: 'Martin', contacts: [{ email: 'ann@martin.example' }] });
  await office.invoice('B', '2026-11-02', { customer: { externalId: 'C-2' } });
  await office.runUntil('2026-11-25');
  expect(office.sent).toEqual(['2026-11-23 +3 B', '2026-11-24 +10 B']);
  expect(await office.actions('todo')).toEqual([`+3 A 2026-11-23: ${NO_RECIPIENT}`]);
  await validateContact(office.deps, owner, contact.id);
  await office.run();
  expect(office.sent.at(-1)).toBe('2026-11-25 +3 A');
});

test('MAN-2, DAT-4: what becomes automatic again on a weekend goes out on the next business day', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  await office.plan([mail(3), mail(10)]);
  await office.customer({ contacts: [] });
  await office.invoice('A', '2026-11-02');
  await office.runUntil('2026-11-28');
  await office.customer({ contacts: [{ email: 'jean@dupont.example' }] });
  await office.runUntil('2026-11-29');
  expect(office.sent).toEqual([]);
  await office.runUntil('2026-11-30');
  expect(office.sent).toEqual(['2026-11-30 +3 A']);
});

test('SND-2, MAN-3: a message whose outcome is unknown is not repeated, and blocks until somebody says what happened', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  await office.plan([mail(3), mail(10)]);
  await office.customer();
  await office.invoice('A', '2026-11-02');
  office.deliver(UNKNOWN);
  await office.runUntil('2026-11-30');
  expect(office.sent).toEqual(['2026-11-23 +3 A']);
  expect(await office.actions('todo')).toEqual(['+3 A 2026-11-23: The connection broke']);
  await office.finish('uncertain', 'complete');
  await office.run();
  expect(office.sent).toEqual(['2026-11-23 +3 A', '2026-11-30 +10 A']);
});

test('MAN-3: a snoozed action comes back on its day, and the next one is not put off', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  await office.plan([phoneCall(3), mail(10)]);
  await office.customer();
  await office.invoice('A', '2026-11-02');
  await office.finish('todo', 'snooze', { until: day('2026-11-28') });
  expect(await office.actions('todo')).toEqual([]);
  await office.clock('2026-11-29T09:00:00Z');
  expect(await office.actions('todo')).toEqual([]);
  await office.clock('2026-11-30T09:00:00Z');
  expect(await office.actions('todo')).toEqual(['+3 A 2026-11-30']);
  await office.finish('todo', 'skip');
  expect(await office.actions('planned')).toEqual(['+10 A 2026-11-30']);
});

test('PLN-5, Invoice Ninja 7466: a changed plan reaches what is already open', async () => {
  const office = await openOffice('2026-11-05T09:00:00Z');
  const plan = await office.plan([mail(3), mail(20)]);
  await office.customer();
  await office.invoice('A', '2026-11-02');
  await office.run();
  expect(await office.actions('planned')).toEqual(['+20 A 2026-11-23']);
  await office.plan([mail(3), mail(20, { when: { anchor: 'due', days: 7 } }), mail(30)], {}, plan);
  expect(await office.actions('planned')).toEqual(['+20 A 2026-11-09']);
  await office.runUntil('2026-12-04');
  expect(office.sent).toEqual(['2026-11-05 +3 A', '2026-11-09 +20 A', '2026-12-02 +30 A']);
});

test('MAN-3, REF-2: a snoozed action is snoozed on its reference invoice alone', async () => {
  const office = await openOffice('2026-11-23T09:00:00Z');
  await office.plan([phoneCall(3), mail(10)]);
  await office.customer();
  await office.invoice('A', '2026-11-02');
  await office.invoice('B', '2026-11-03');
  await office.finish('todo', 'snooze', { until: day('2026-12-07') });
  expect(await office.actions('todo')).toEqual([]);
  await office.entry('payment', 'P-1', 10_000, 'A');
  expect(await office.actions('todo')).toEqual(['+3 B 2026-11-23']);
});
