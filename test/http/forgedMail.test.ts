import { describe, expect, test } from 'vitest';
import type * as contract from '../../connector/src/http/contracts/incomingMail.ts';
import { openStore } from '../../connector/src/store/store.ts';
import { databases } from '../support/databases.ts';
import {
  type About,
  abuseReport,
  answer,
  deliveryStatus,
  eximBounce,
  qmailBounce,
  readReceipt,
} from '../support/incomingMails.ts';
import { actions, events, run } from './api/cadence.ts';
import type { Client, Output } from './api/client.ts';
import { createDue, readCustomer } from './api/records.ts';
import { messageIdOf } from './api/replies.ts';
import { start, type Started } from './api/start.ts';

const UNMATCHED = { kind: 'unmatched', deliveryId: null, replyId: null, actionId: null, customerId: null };

const handIn = (api: Client, source: string) =>
  api.post<Output<typeof contract.incomingMailAnswer>>('/v1/incoming-messages', {
    raw: Buffer.from(source).toString('base64'),
  });

/** A reminder that went to Ann, and how a report names it. */
async function sendOne(api: Client): Promise<{ readonly id: string; readonly about: About }> {
  await createDue(api, 1);
  await run(api);
  const [action] = await actions(api, 'status=executed');
  const { id } = action!;
  return { id, about: { messageId: await messageIdOf(api, id), recipient: 'ann@c-1.example' } };
}

/** Makes a message one of before Message-IDs were signed. */
async function makeFormer({ database }: Started, actionId: string): Promise<void> {
  const store = await openStore(database.url);
  const { db } = store.session;
  const { envelopeJson } = await db
    .selectFrom('messages')
    .select('envelopeJson')
    .where('actionId', '=', actionId)
    .executeTakeFirstOrThrow();
  const { messageId: _, ...former } = JSON.parse(envelopeJson) as Record<string, unknown>;
  await db
    .updateTable('messages')
    .set({ envelopeJson: JSON.stringify(former) })
    .where('actionId', '=', actionId)
    .execute();
  await store.close();
}

describe.each(databases)('$name', (database) => {
  test('INV-7: a forged report changes nothing: of no message of ours, or for an address that it did not go to', async () => {
    const api = await start(database);
    const { about } = await sendOne(api);
    const before = await events(api);
    for (const forged of [
      deliveryStatus({ ...about, messageId: '<act_000000000000000000000@localhost>' }),
      deliveryStatus({ ...about, messageId: '<reminder@localhost>' }),
      deliveryStatus({ ...about, recipient: 'boss@c-1.example' }),
      eximBounce(about, 'boss@c-1.example'),
      qmailBounce({ ...about, messageId: '' }),
      abuseReport({ ...about, messageId: '<reminder@localhost>' }),
      readReceipt({ ...about, messageId: '<reminder@localhost>' }),
    ])
      expect(await handIn(api, forged)).toEqual(UNMATCHED);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ contacts: [{ isInvalid: false }] });
    expect(await events(api)).toEqual(before);
  });

  test('INV-7: who guesses an action’s id has no message: neither bounces nor answers of theirs are believed', async () => {
    const api = await start(database);
    const { id, about } = await sendOne(api);
    const before = await events(api);
    for (const messageId of [`<${id}@localhost>`, `<${id}.0123456789@localhost>`]) {
      const guessed = { ...about, messageId };
      for (const forged of [deliveryStatus(guessed), eximBounce(guessed), abuseReport(guessed), answer(guessed)])
        expect(await handIn(api, forged)).toEqual(UNMATCHED);
    }
    expect(await events(api)).toEqual(before);
    expect(await handIn(api, deliveryStatus(about))).toMatchObject({ kind: 'bounce', actionId: id });
  });

  test('INV-7: messages from before Message-IDs were signed are found as ever', async () => {
    const api = await start(database);
    const { id, about } = await sendOne(api);
    await makeFormer(api, id);
    const former = { ...about, messageId: `<${id}@localhost>` };
    expect(await handIn(api, answer(former))).toMatchObject({ kind: 'reply', actionId: id });
    expect(await handIn(api, deliveryStatus(former))).toMatchObject({ kind: 'bounce', actionId: id });
  });
});
