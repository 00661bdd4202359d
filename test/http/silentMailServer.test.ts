import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { createDue } from './api/records.ts';
import { start, startSink } from './api/start.ts';

const DUE = 60;
/** The mailer has so many connections. */
const AT_ONCE = 5;
/** Longer than the mailer waits for an answer. */
const PATIENCE_MS = 240_000;

/** Stands before a mail server; while `isSilent` it takes connections and says nothing. */
async function startGate(smtpUrl: string) {
  const gate = { isSilent: true, url: '' };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    if (gate.isSilent) return;
    const onward = connect(Number(new URL(smtpUrl).port), '127.0.0.1');
    sockets.add(onward.on('error', () => socket.destroy()));
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  gate.url = `smtp://127.0.0.1:${(server.address() as { port: number }).port}`;
  return gate;
}

/** Runs until all that may be tried again has gone out. */
async function runAll(api: Client): Promise<void> {
  const nothingLeft = async () => expect(await run(api)).toMatchObject({ remaining: 0 });
  await vi.waitFor(nothingLeft, { timeout: 60_000, interval: 1000 });
}

test(
  'SND-2: a mail server that says nothing to whole messages stops the run; only those are uncertain, the others go out with the next',
  async () => {
    const sink = await startSink();
    const api = await start(databases[0]!, { smtpUrl: sink.url });
    await createDue(api, DUE);
    sink.behaviour.afterData = () => 'hang';
    expect(await run(api)).toMatchObject({
      ...{ executed: 0, uncertain: AT_ONCE, failed: 20 - AT_ONCE, remaining: DUE - AT_ONCE },
      stopped: { reason: 'mailServerDown' },
    });
    const uncertain = await actions(api, 'status=uncertain');
    expect(uncertain.map(({ id }) => id).sort()).toEqual(sink.mails.map(({ actionId }) => actionId).sort());
    const [failed] = await actions(api, 'status=failed');
    expect(failed).toMatchObject({ reason: 'The mail server does not answer' });

    sink.behaviour.afterData = () => 'accept';
    await runAll(api);
    expect(new Set(sink.mails.flatMap(({ to }) => to)).size).toBe(DUE);
    expect(sink.mails).toHaveLength(DUE);
    expect(await actions(api, 'status=uncertain')).toEqual(uncertain);
  },
  PATIENCE_MS,
);

test(
  'SND-2: a mail server that takes connections and does not greet stops the run; all goes out with the next',
  async () => {
    const sink = await startSink();
    const gate = await startGate(sink.url);
    const api = await start(databases[0]!, { smtpUrl: gate.url });
    await createDue(api, DUE);
    const silent = await run(api);
    expect(silent).toMatchObject({ executed: 0, uncertain: 0, remaining: DUE, stopped: { reason: 'mailServerDown' } });
    gate.isSilent = false;
    await runAll(api);
    expect(new Set(sink.mails.flatMap(({ to }) => to)).size).toBe(DUE);
    expect(sink.mails).toHaveLength(DUE);
    expect(await actions(api, 'status=uncertain')).toEqual([]);
  },
  PATIENCE_MS,
);
