import { afterEach, expect, test } from 'vitest';
import { dayOf } from '../oracle/calendar.ts';
import type { DunningPlan, Level } from '../oracle/history.ts';
import { REMEMBERED, replayAndBacktest } from './backtest.ts';
import { stopConnectors } from './connector.ts';
import { PARIS } from './environment.ts';
import { ledgerFromCsv, sampleLedger } from './ledger.ts';
import { ledgerScript } from './ledgerScript.ts';
import type { Variant } from './ledgerScript.ts';
import { emailPlan, partlyManual, SCHEDULES } from './plans.ts';
import { TWISTS } from './twists.ts';

type Logic = DunningPlan['logic'];

const SEED = Number(process.env['DUNNING_REPLAY_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const PATIENCE_MS = 180_000;

afterEach(stopConnectors);

/** Every remembered twist with a schedule of its own, one plan in three partly manual; of the default twist there can be one. */
function variants(logic: Logic, level: Level, isFirst: boolean): Variant[] {
  const lives = TWISTS.filter(({ name }) => REMEMBERED.includes(name) && (isFirst || name !== 'default'));
  return lives.map((twist, index) => {
    const { minimum, steps } = SCHEDULES[(index + (isFirst ? 0 : 2)) % SCHEDULES.length]!;
    const plan = emailPlan('plan', level, logic, minimum, steps);
    return { twist, plan: index % 3 === 2 ? partlyManual(plan) : plan };
  });
}

/** Where the two sides are apart, a line each: `-` was executed only, `+` is in the back-test only. */
function difference(executed: readonly string[], backtested: readonly string[]): string[] {
  const ours = new Set(backtested);
  const theirs = new Set(executed);
  return [
    ...executed.filter((line) => !ours.has(line)).map((line) => `- ${line}`),
    ...backtested.filter((line) => !theirs.has(line)).map((line) => `+ ${line}`),
  ];
}

test.each<[Level]>([['customer'], ['invoice']])(
  'REF, LOG, MIN: a back-test at %s level is what daily runs executed, of a ledger made in code',
  async (level) => {
    const ledger = sampleLedger(SEED, 2, dayOf('2026-03-16'));
    const lives = [...variants('standard', level, true), ...variants('contextual', level, false)];
    const { executed, backtested } = await replayAndBacktest(ledgerScript(ledger, lives, PARIS), PARIS);
    expect(difference(executed, backtested), `DUNNING_REPLAY_SEED=${SEED}`).toEqual([]);
    expect(executed.length).toBeGreaterThan(ledger.length * 10);
  },
  PATIENCE_MS,
);

/** Runs only where the file is: some minutes for each logic and level. */
const csv = process.env['DUNNING_LEDGER_CSV'];
const LEDGER_PATIENCE_MS = 3_600_000;

test.each(
  (csv ? [csv] : []).flatMap((path): [Logic, Level, string][] => [
    ['standard', 'customer', path],
    ['contextual', 'customer', path],
    ['standard', 'invoice', path],
    ['contextual', 'invoice', path],
  ]),
)(
  'REF, LOG, MIN: a back-test is what daily runs executed, the ledger of DUNNING_LEDGER_CSV, %s, %s level',
  async (logic, level, path) => {
    const lives = variants(logic, level, true).filter(({ twist }) => ['plain', 'disputed'].includes(twist.name));
    const { executed, backtested } = await replayAndBacktest(ledgerScript(ledgerFromCsv(path), lives, PARIS), PARIS);
    console.log(`${executed.length} executed, ${backtested.length} in the back-test`);
    expect(difference(executed, backtested)).toEqual([]);
    expect(executed.length).toBeGreaterThan(2_000);
  },
  LEDGER_PATIENCE_MS,
);
