// Run in a process of its own: takes in what a Stripe tells over HTTP, as BENCH_SERVER says, into DUNNING_DATABASE_URL. *connector*: the
// connector. *express*: Express and the same inserts, and nothing else: whoever calls is believed. Prints its port; ends with its parent.
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';
import express from 'express';
import { pino } from 'pino';
import type Stripe from 'stripe';
import { readConfig } from '../../connector/src/config.ts';
import { startConnector } from '../../connector/src/connector.ts';

async function connector(): Promise<number> {
  return (await startConnector(readConfig(process.env), pino({ level: 'silent' }))).port;
}

async function bareExpress(): Promise<number> {
  const database = new Database(process.env.DUNNING_DATABASE_URL!.slice('sqlite:'.length));
  for (const pragma of ['synchronous = FULL', 'foreign_keys = ON', 'cache_size = -49152']) database.pragma(pragma);
  const insert = database.prepare(
    `INSERT INTO source_events (source_id, event_id, kind, external_id, version, payload_json) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (source_id, event_id) DO NOTHING`,
  );
  const app = express();
  app.post('/v1/sources/:id/webhook', express.raw({ limit: '4mb', type: () => true }), (request, response) => {
    const { id, created, data } = JSON.parse((request.body as Buffer).toString()) as Stripe.Event;
    const object = data.object as { readonly id: string; readonly object: string };
    insert.run(request.params.id, id, object.object, object.id, created * 1000, JSON.stringify(object));
    response.json({ received: 1 });
  });
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const port = await (process.env.BENCH_SERVER === 'connector' ? connector() : bareExpress());
process.stdout.write(String(port));
process.on('disconnect', () => process.exit());
