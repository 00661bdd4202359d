import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { SinkMail } from '../../support/smtp.ts';
import { actions, run } from './cadence.ts';
import type { Client } from './client.ts';
import type { Action } from './records.ts';

/** On PostgreSQL others give back what a dead process held a minute after its last sign (CLK-2); claims lapse in the time they were given. */
const GIVEN_BACK_MS = 10 * 60_000;

/** Whom a first reminder of *createDue* reaches. */
const addressOf = ({ customer }: Action) => `ann@${customer.externalId!.toLowerCase()}.example`;

/**
 * SND-2, where everybody gets one message: nobody got two, and whoever got one has an action that is executed, or listed as uncertain; so
 * has nobody else, as executed. Answers the uncertain ones, by whether their message arrived.
 */
export async function checkArrivals(api: Client, mails: readonly SinkMail[], seed: string) {
  const reached = mails.flatMap(({ to }) => to);
  const arrived = new Set(reached);
  expect(arrived.size, `people reached by ${reached.length} messages, ${seed}`).toBe(reached.length);
  const executed = new Set((await actions(api, 'status=executed')).map(addressOf));
  const uncertain = await actions(api, 'status=uncertain');
  const listed = new Set(uncertain.map(addressOf));
  const unknown = [...arrived].filter((address) => !executed.has(address) && !listed.has(address));
  expect(unknown, `reached, and neither executed nor uncertain, ${seed}`).toEqual([]);
  const unsent = [...executed].filter((address) => !arrived.has(address));
  expect(unsent, `executed, and nothing arrived, ${seed}`).toEqual([]);
  return {
    arrived: uncertain.filter((action) => arrived.has(addressOf(action))),
    lost: uncertain.filter((action) => !arrived.has(addressOf(action))),
  };
}

/** Somebody who has looked into the mail server's log says of uncertain actions what is what. */
export async function sayWhatHappened(
  api: Client,
  { arrived, lost }: Readonly<Record<'arrived' | 'lost', readonly Action[]>>,
): Promise<void> {
  for (const { id } of arrived) await api.post(`/v1/actions/${id}/complete`);
  for (const { id } of lost) await api.post(`/v1/actions/${id}/release`);
}

/** Runs of a connector until nothing is left that is due by itself, or in the hands of somebody who may be dead. */
export async function finish(api: Client): Promise<void> {
  const deadline = Date.now() + GIVEN_BACK_MS;
  const isOver = async () => {
    const { remaining } = await run(api);
    // What is claimed, or on its way, is planned still.
    return remaining === 0 && (await actions(api, 'status=planned&dueTo=2026-11-23')).length === 0;
  };
  while (!(await isOver())) {
    if (Date.now() > deadline) throw new Error(`Actions are still due or claimed after ${GIVEN_BACK_MS} ms`);
    await wait(1000);
  }
}
