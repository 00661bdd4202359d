import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Random } from '../attack/fuzz/random.ts';
import { databases } from '../support/databases.ts';
import { actions, run } from './api/cadence.ts';
import type { Action } from './api/records.ts';
import { createDue } from './api/records.ts';
import { reply } from './api/replies.ts';
import { spawnOn } from './api/spawn.ts';
import { start, startSink } from './api/start.ts';

const KILLS = Number(process.env['DUNNING_CRASH_KILLS'] ?? 12);
const SEED = Number(process.env['DUNNING_CRASH_SEED'] ?? Math.floor(Math.random() * 1_000_000));

const database = databases.find(({ name }) => name === 'SQLite')!;

test(
  `INV-7, SND-2: an answer whose process is killed, ${KILLS} times, goes out once or is listed as uncertain, repeated with its key and without`,
  async () => {
    const random = new Random(SEED);
    const sink = await startSink();
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const first = await start(database, { on: fresh, smtpUrl: sink.url });
    await createDue(first, KILLS);
    await run(first);
    const replies: string[] = [];
    for (let number = 1; number <= KILLS; number += 1) replies.push(await reply(first, `C-${number}`));
    await first.stop();
    const reminders = sink.mails.length;

    const counts = { before: 0, uncertain: 0, executed: 0 };
    let api = await spawnOn(fresh.url, sink.url);
    for (const [index, id] of replies.entries()) {
      const path = `/v1/replies/${id}/answer`;
      const body = { subject: `Answer ${index}`, body: 'Thank you, {{contact.name}}.' };
      const request = random.below(2) === 0 ? { body, headers: { 'Idempotency-Key': `answer-${index}` } } : { body };
      const where = `reply ${index}, DUNNING_CRASH_SEED=${SEED}`;
      const arrived = () => sink.mails.filter(({ subject }) => subject === body.subject).length;

      const before = sink.mails.length;
      const answered = api.request('POST', path, request).catch(() => null);
      const moments = [wait(random.below(100)), sink.received(before + 1), answered];
      await Promise.race([moments[index % moments.length], answered]);
      await wait(random.below(20));
      await api.kill();
      await answered;

      api = await spawnOn(fresh.url, sink.url);
      const left = arrived();
      const uncertain = await actions(api, 'status=uncertain');
      for (let repeats = 0; repeats < 2; repeats += 1) {
        const { status, body: action } = await api.request<Action>('POST', path, request);
        expect([status, action.status], where).toEqual([201, uncertain.length > 0 ? 'uncertain' : 'executed']);
      }
      expect(arrived(), where).toBe(uncertain.length > 0 ? left : 1);
      counts[uncertain.length > 0 ? 'uncertain' : left > 0 ? 'executed' : 'before'] += 1;
      // Whoever asks the mail server says what it was; if it never arrived, the answer may go out.
      for (const { id: actionId } of uncertain) {
        await api.post(`/v1/actions/${actionId}/${left > 0 ? 'complete' : 'release'}`);
        expect(await api.request('POST', path, { body })).toMatchObject({ status: 201, body: { status: 'executed' } });
      }
      expect(arrived(), where).toBe(1);
    }
    console.info(`Answers: ${JSON.stringify(counts)}, DUNNING_CRASH_SEED=${SEED}`);
    expect(sink.mails).toHaveLength(reminders + KILLS);
  },
  30 * 60_000,
);
