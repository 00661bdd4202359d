import { measureIntake } from './intake.ts';
import { runScript, startServer } from './ownProcess.ts';
import type { Options, Report } from './report.ts';
import { startSqlite } from './sqlite.ts';
import { median } from './statistics.ts';
import { SECRETS_KEY } from './stripeSecrets.ts';

interface Synced {
  readonly objects: readonly { readonly kind: string; readonly known: number; readonly putAside: number }[];
  readonly seconds: number;
  /** The most memory that the process held. */
  readonly bytes: number;
  /** What of it was there before the sync began: modules. */
  readonly before: number;
}

/** Syncs everything from a Stripe of this machine; throws where something is missing afterwards. */
async function sync(databaseUrl: string, invoices: number): Promise<Synced> {
  const { port, stop } = await startServer('stripePages.ts', { BENCH_INVOICES: String(invoices) });
  try {
    const env = {
      DUNNING_DATABASE_URL: databaseUrl,
      DUNNING_PORT: '0',
      DUNNING_SECRETS_KEY: SECRETS_KEY,
      BENCH_STRIPE: `http://127.0.0.1:${port}`,
    };
    const synced = (await runScript('sourceSync.ts', env)) as Synced;
    const found = synced.objects.find(({ kind }) => kind === 'invoice');
    if (found?.known !== invoices || found.putAside > 0)
      throw new Error(`The sync knows ${JSON.stringify(found)}, not ${invoices} invoices`);
    return synced;
  } finally {
    await stop();
  }
}

/** Taking in signed events of Stripe's, beside bare Express with the same inserts; and how much memory a sync of everything takes. */
export async function benchSources({ quick, say }: Options): Promise<Report> {
  const events = quick ? 2_000 : 20_000;
  const invoices = quick ? 20_000 : 1_000_000;
  const rounds = quick ? 1 : 3;
  const database = await startSqlite();
  try {
    const measured = [];
    for (let number = 0; number < rounds; number++) {
      const url = await database.create(`intake${number}`);
      say(`sources: ${events.toLocaleString('en')} events by webhook`);
      const intake = await measureIntake(url, events);
      await database.drop(url);
      measured.push({ ...intake, share: intake.ours / intake.express });
    }
    // The first process of its kind compiles; the next has what it left.
    await sync(await database.create('compiling'), 1_000);
    say(`sources: syncing ${invoices.toLocaleString('en')} invoices`);
    const synced = await sync(await database.create('sync'), invoices);
    const figures = {
      events,
      perSecond: median(measured.map(({ ours }) => ours)),
      expressPerSecond: median(measured.map(({ express }) => express)),
      share: median(measured.map(({ share }) => share)),
      invoices,
      invoicesPerSecond: invoices / synced.seconds,
      peakMegabytes: synced.bytes / 1e6,
      megabytesBefore: synced.before / 1e6,
    };
    const text = [
      '| sources, Stripe on SQLite | ours | bare Express with the same inserts | share |',
      '|---|---:|---:|---:|',
      `| events a second by webhook, signature checked | ${figures.perSecond.toFixed(0)} | ${figures.expressPerSecond.toFixed(0)} | ${(100 * figures.share).toFixed(0)} % |`,
      `| invoices a second, syncing ${invoices.toLocaleString('en')} | ${figures.invoicesPerSecond.toFixed(0)} | | |`,
      `| peak memory of that process, MB (before the sync: ${figures.megabytesBefore.toFixed(0)}) | ${figures.peakMegabytes.toFixed(0)} | | |`,
    ].join('\n');
    return { text, figures };
  } finally {
    await database.stop();
  }
}
