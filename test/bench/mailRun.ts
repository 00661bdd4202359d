// Run in a process of its own: sends what BENCH_SENDER says over DUNNING_SMTP_URL and prints how many messages, in which time, with how much
// memory, either way in a heap that is kept as the service keeps it. *connector*: the invoices that are due in DUNNING_DATABASE_URL. *nodemailer*: as many messages of the same size, and nothing else.
import { createTransport } from 'nodemailer';
import { keepHeapSmall } from '../../connector/src/commands/heap.ts';
import { readConfig } from '../../connector/src/config.ts';
import { createDeps } from '../../connector/src/connector.ts';
import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import { sendDueInvoices } from '../../connector/src/usecases/invoiceSending/sendInvoices.ts';
import { invoicePdf, sampleMessage } from './mailMessages.ts';
import { peakMemory } from './peakMemory.ts';

const smtpUrl = process.env.DUNNING_SMTP_URL!;

/** What a process does once, connections and compiled templates, is not measured. */
const WARM_UP = 20;

interface Timed {
  readonly sent: number;
  readonly seconds: number;
}

async function timed(send: (limit: number) => Promise<number>): Promise<Timed> {
  await send(WARM_UP);
  const start = performance.now();
  const sent = await send(Infinity);
  return { sent, seconds: (performance.now() - start) / 1000 };
}

async function connector(): Promise<Timed> {
  const deps = await createDeps(readConfig(process.env));
  const result = await timed(async (limit) => {
    const { sent } = await sendDueInvoices(deps, CONNECTOR, Number.isFinite(limit) ? { limit } : {});
    return sent;
  });
  await deps.mailer.close();
  await deps.store.close();
  return result;
}

/** The pool as the connector sets it up, kept as busy as it can be. */
async function nodemailer(messages: number): Promise<Timed> {
  const pool = createTransport({ url: smtpUrl, pool: true, maxConnections: 5, maxMessages: 500 } as object);
  const files = Array.from({ length: 100 }, (_, place) => invoicePdf(place));
  let next = 0;
  const result = await timed(async (limit) => {
    const first = next;
    const end = Math.min(messages, first + limit);
    const sender = async () => {
      for (let place = next++; place < end; place = next++) {
        const attachments = [
          { filename: 'invoice.pdf', contentType: 'application/pdf', content: files[place % files.length] },
        ];
        await pool.sendMail({ ...sampleMessage(place), attachments });
      }
    };
    await Promise.all(Array.from({ length: 20 }, sender));
    next = end;
    return end - first;
  });
  pool.close();
  return result;
}

keepHeapSmall();
const sent =
  process.env.BENCH_SENDER === 'connector' ? await connector() : await nodemailer(Number(process.env.BENCH_MESSAGES));
process.stdout.write(JSON.stringify({ ...sent, bytes: peakMemory() }));
