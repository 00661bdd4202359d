import { pino } from 'pino';
import { readConfig } from '../../connector/src/config.ts';
import { startConnector } from '../../connector/src/connector.ts';
import { invoicePdf } from './mailMessages.ts';
import { runScript, startServer } from './ownProcess.ts';
import type { Options, Report } from './report.ts';
import { startSqlite } from './sqlite.ts';
import { median } from './statistics.ts';

const KEY = 'bench-key-0123456789';
const BATCH = 1000;
const IMPORTED_AT = '2026-11-23T05:00:00Z';
const SENT_AT = '2026-11-23T09:00:00Z';

const STEP = {
  name: 'First reminder',
  when: { anchor: 'due', days: 3 },
  channel: 'email',
  mode: 'automatic',
  template: { key: 'first-reminder' },
};

interface Sent {
  readonly sent: number;
  readonly seconds: number;
  /** The most memory that the process held. */
  readonly bytes: number;
}

/** Invoices to send, one each to as many customers, each with its PDF. */
async function fill(url: string, invoices: number): Promise<void> {
  const env = {
    DUNNING_DATABASE_URL: url,
    DUNNING_PORT: '0',
    DUNNING_API_KEY: KEY,
    DUNNING_RATE_LIMIT: '0',
    DUNNING_TEST_CLOCK: IMPORTED_AT,
  };
  const connector = await startConnector(readConfig(env), pino({ level: 'silent' }));
  const call = async (method: string, path: string, body: object | Buffer) => {
    const isFile = Buffer.isBuffer(body);
    const response = await fetch(`http://127.0.0.1:${connector.port}${path}`, {
      method,
      headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': isFile ? 'application/pdf' : 'application/json' },
      body: isFile ? new Uint8Array(body) : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { id: string };
  };
  try {
    await call('PUT', '/v1/settings', { sendInvoices: true });
    const invoiceMessage = { automatic: true, delayDays: 0, template: { key: 'invoice' } };
    const { id } = await call('POST', '/v1/plans', { name: 'Invoices', steps: [STEP], invoiceMessage });
    for (let from = 0; from < invoices; from += BATCH) {
      const places = Array.from({ length: Math.min(BATCH, invoices - from) }, (_, index) => from + index);
      await call('POST', '/v1/customers/batch', {
        customers: places.map((place) => ({
          externalId: `C-${place}`,
          name: `Customer ${place}`,
          contacts: [{ email: `ann@c-${place}.example`, isMain: true }],
          dunningPlanId: id,
        })),
      });
      await call('POST', '/v1/invoices/batch', {
        invoices: places.map((place) => ({
          ...{ externalId: `I-${place}`, number: `I-${place}`, customer: { externalId: `C-${place}` } },
          ...{ issuedAt: '2026-11-20', dueDate: '2026-12-20', currency: 'EUR', grossAmount: 10_000 },
        })),
      });
      for (const place of places) await call('PUT', `/v1/invoices/external:I-${place}/pdf`, invoicePdf(place));
    }
    await call('PUT', '/v1/test-clock', { now: SENT_AT });
  } finally {
    await connector.stop();
  }
}

async function send(sender: 'connector' | 'nodemailer', env: Readonly<Record<string, string>>): Promise<Sent> {
  return (await runScript('mailRun.ts', { ...env, BENCH_SENDER: sender })) as Sent;
}

const rate = ({ sent, seconds }: Sent) => sent / seconds;

/** INV-4: what sending invoices with a PDF of 100 kB costs, beside nodemailer's pool alone, and how much memory it takes. */
export async function benchMail({ quick, say }: Options): Promise<Report> {
  const messages = quick ? 300 : 2_000;
  const many = quick ? 1_000 : 10_000;
  const rounds = quick ? 1 : 3;
  const database = await startSqlite();
  const sink = await startServer('mailSink.ts');
  try {
    const round = async (name: string, invoices: number) => {
      const url = await database.create(name);
      say(`mail: ${invoices.toLocaleString('en')} invoices with their PDFs`);
      await fill(url, invoices);
      await database.rest(url);
      const env = {
        DUNNING_DATABASE_URL: url,
        DUNNING_SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
        DUNNING_TEST_CLOCK: SENT_AT,
      };
      const ours = await send('connector', env);
      const floor = await send('nodemailer', { ...env, BENCH_MESSAGES: String(invoices) });
      if (ours.sent !== floor.sent) throw new Error(`${ours.sent} invoices went out, not ${floor.sent}`);
      await database.drop(url);
      say(`mail: ${rate(ours).toFixed(0)} messages a second, nodemailer alone ${rate(floor).toFixed(0)}`);
      return { ours, floor, share: rate(ours) / rate(floor) };
    };
    const measured = [];
    for (let number = 0; number < rounds; number++) measured.push(await round(`mail${number}`, messages));
    const large = await round('mailMany', many);
    const figures = {
      messages,
      perSecond: median(measured.map(({ ours }) => rate(ours))),
      nodemailerPerSecond: median(measured.map(({ floor }) => rate(floor))),
      share: median(measured.map(({ share }) => share)),
      many,
      peakMegabytes: large.ours.bytes / 1e6,
      nodemailerPeakMegabytes: large.floor.bytes / 1e6,
    };
    const text = [
      '| invoices with a PDF of 100 kB over SMTP | ours | nodemailer’s pool alone | share |',
      '|---|---:|---:|---:|',
      `| messages a second | ${figures.perSecond.toFixed(0)} | ${figures.nodemailerPerSecond.toFixed(0)} | ${(100 * figures.share).toFixed(0)} % |`,
      `| peak memory over ${many.toLocaleString('en')} messages, MB | ${figures.peakMegabytes.toFixed(0)} | ${figures.nodemailerPeakMegabytes.toFixed(0)} | |`,
    ].join('\n');
    return { text, figures };
  } finally {
    await sink.stop();
    await database.stop();
  }
}
