import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import { CurrencySums } from '../../connector/src/store/currencySums.ts';
import type { EntryTable, InvoiceTable } from '../../connector/src/store/tables.ts';
import type { Level } from '../../connector/src/domain/plan.ts';
import { loadPasts } from '../../connector/src/store/history.ts';
import { backtest } from '../../connector/src/usecases/plans/backtest.ts';
import type { Deps } from '../../connector/src/usecases/deps.ts';
import { fillLedger } from './fill.ts';
import { TODAY } from './ledger.ts';
import { startPostgres } from './postgres.ts';
import type { Options, Report } from './report.ts';
import { startSqlite } from './sqlite.ts';
import { median } from './statistics.ts';
import { openDeps } from './timedRun.ts';

/** Seconds for a back-test over the whole ledger, and for reading it alone, as the back-test reads it. */
interface Figures {
  readonly database: string;
  readonly invoices: number;
  readonly level: Level;
  readonly actions: number;
  readonly seconds: number;
  readonly reading: number;
  /** How much more the process held at most than before, looked at twenty times a second. */
  readonly megabytes: number;
}

const ROUNDS = 3;
const BATCH = 2_000;
const READ_AT_ONCE = 250;
const PAST_DAYS = 365;

/** A plan of four reminders over a ledger of invoices issued within a year, nine in ten of them paid, on both databases and levels. */
export async function benchBacktest({ quick, say }: Options): Promise<Report> {
  const invoices = quick ? 20_000 : 100_000;
  const figures: Figures[] = [];
  for (const start of [startSqlite, startPostgres]) {
    const database = await start();
    try {
      const url = await database.create('backtest');
      say(`${database.name}, ${invoices.toLocaleString('en')} invoices: filling`);
      const deps = await openDeps(url);
      await fillLedger(deps, { due: invoices / 4, open: invoices }, () => undefined);
      await givePast(deps);
      await database.rest(url);
      for (const level of ['customer', 'invoice'] as const) {
        const measured = await measure(deps, level, invoices);
        say(`${database.name}, ${level} level: ${measured.seconds.toFixed(2)} s`);
        figures.push({ database: database.name, ...measured });
      }
      await deps.store.close();
      await database.drop(url);
    } finally {
      await database.stop();
    }
  }
  return { text: table(figures), figures };
}

function table(figures: readonly Figures[]): string {
  const rows = figures.map(({ database, invoices, level, actions, seconds, reading, megabytes }) => {
    const cells = [database, level, invoices.toLocaleString('en'), actions.toLocaleString('en'), seconds.toFixed(2)];
    return `| ${[...cells, reading.toFixed(2), megabytes.toFixed(0)].join(' | ')} |`;
  });
  return [
    '| database | level | invoices | actions found | back-test, s | of which reading, s | memory, MB more |',
    '|---|---|---:|---:|---:|---:|---:|',
    ...rows,
  ].join('\n');
}

async function measure(deps: Deps, level: Level, invoices: number): Promise<Omit<Figures, 'database'>> {
  const [stored] = (await deps.plans.current(deps.store.session)).values();
  const plan = { ...stored!, level };
  const megabytes = watchMemory();
  const seconds: number[] = [];
  const reading: number[] = [];
  let actions = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    const { tally, considered } = await backtest(deps, CONNECTOR, plan, {});
    const middle = performance.now();
    if (considered.invoices !== invoices) throw new Error(`${considered.invoices} invoices, not ${invoices}`);
    await readAll(deps);
    actions = tally.actions;
    // The first warms up.
    if (round === 0) continue;
    seconds.push((middle - start) / 1000);
    reading.push((performance.now() - middle) / 1000);
  }
  return { invoices, level, actions, seconds: median(seconds), reading: median(reading), megabytes: megabytes() };
}

async function readAll({ store }: Deps): Promise<void> {
  const ids = (await store.session.db.selectFrom('customers').select('id').orderBy('id').execute()).map(({ id }) => id);
  for (let start = 0; start < ids.length; start += READ_AT_ONCE)
    await loadPasts(store.session, ids.slice(start, start + READ_AT_ONCE), () => TODAY);
}

/** Spreads the invoices over a year and has most of them paid, a few days early to seven weeks late. */
async function givePast({ store, newId }: Deps): Promise<void> {
  for (let after = ''; ;) {
    const rows = await store.session.db
      .selectFrom('invoices')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    if (rows.length === 0) return;
    const sums = new CurrencySums();
    const moved = rows.map((row, index) => paidInvoice(row, index));
    const paid = moved.filter(({ paidOn }) => paidOn !== null);
    const entries = paid.map((row): EntryTable => ({
      id: newId('ent'),
      source: 'api',
      externalId: `P-${row.id}`,
      kind: 'payment',
      customerId: row.customerId,
      currency: row.currency,
      amount: row.grossAmount,
      occurredOn: row.paidOn!,
      applied: row.grossAmount,
      createdAt: row.createdAt,
    }));
    rows.forEach((row, index) => {
      sums.invoice(row, -1);
      sums.invoice(moved[index]!, 1);
    });
    await store.transaction(async (session) => {
      await session.update('invoices', ['id'], moved);
      await session.insert('entries', entries);
      const allocations = entries.map(({ id: entryId, amount }, index) => {
        return { entryId, invoiceId: paid[index]!.id, amount, applied: amount };
      });
      await session.insert('allocations', allocations);
      await sums.write(session);
    });
    after = rows.at(-1)!.id;
  }
}

function paidInvoice(row: InvoiceTable, index: number): InvoiceTable {
  const issuedOn = TODAY - ((index * 7919) % PAST_DAYS);
  const dueOn = issuedOn + 30;
  const paidOn = dueOn - 10 + ((index * 104_729) % 60);
  const isPaid = index % 10 > 0 && paidOn <= TODAY;
  return { ...row, issuedOn, dueOn, ...(isPaid ? { outstanding: 0, paidOn } : {}) };
}

function watchMemory(): () => number {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
  return () => {
    clearInterval(watch);
    return (most - before) / 1e6;
  };
}
