import { afterEach, expect, test } from 'vitest';
import { dayOf } from '../oracle/calendar.ts';
import type { DunningPlan, Level } from '../oracle/history.ts';
import { differingCustomers, report } from './compare.ts';
import { stopConnectors } from './connector.ts';
import { AUCKLAND, LOS_ANGELES, PARIS } from './environment.ts';
import type { Environment } from './environment.ts';
import { ledgerFromCsv, sampleLedger } from './ledger.ts';
import type { LedgerRow } from './ledger.ts';
import { ledgerScript } from './ledgerScript.ts';
import type { Variant } from './ledgerScript.ts';
import { emailPlan, partlyManual, SCHEDULES } from './plans.ts';
import { replay } from './replay.ts';
import { TWISTS } from './twists.ts';

type Logic = DunningPlan['logic'];

const SEED = Number(process.env['DUNNING_REPLAY_SEED'] ?? 20_260_330);
const PATIENCE_MS = 180_000;

afterEach(stopConnectors);

/** Every twist, the schedules taken in turn and one in three partly manual; the plain life with each schedule. */
function variants(logic: Logic, level: Level): Variant[] {
  const lives = [...TWISTS, ...SCHEDULES.map(() => TWISTS[0] ?? { name: 'plain' })];
  return lives.map((twist, index) => {
    const { minimum, steps } = SCHEDULES[index % SCHEDULES.length] ?? { minimum: 0, steps: [['due', 1]] };
    const plan = emailPlan('plan', level, logic, minimum, steps);
    return { twist, plan: index < TWISTS.length && index % 3 === 2 ? partlyManual(plan) : plan };
  });
}

async function difference(ledger: LedgerRow[], lives: Variant[], environment: Environment): Promise<string> {
  const outcome = await replay(ledgerScript(ledger, lives, environment));
  const { oracle, toDosCompared, mail } = outcome;
  const differing = differingCustomers(outcome).length;
  console.log(
    `${oracle.length} actions, ${toDosCompared} to-dos, ${mail.length} messages; ${differing} customers differ`,
  );
  expect(oracle.length).toBeGreaterThan(ledger.length * 4);
  return report(outcome);
}

test.each<[Level, string, Environment, Logic[]]>([
  ['customer', 'Paris', PARIS, ['standard', 'contextual']],
  ['customer', 'Auckland', AUCKLAND, ['contextual', 'standard']],
  ['customer', 'Los Angeles', LOS_ANGELES, ['standard', 'contextual']],
  ['invoice', 'Auckland', AUCKLAND, ['contextual', 'standard']],
])(
  'REF, LOG, MIN, SND-2: a ledger made in code, %s level, %s',
  async (level, _, environment, logics) => {
    const ledger = sampleLedger(SEED, 3, dayOf('2026-03-16'));
    const lives = logics.flatMap((logic) => variants(logic, level));
    expect(await difference(ledger, lives, environment)).toBe('');
  },
  PATIENCE_MS,
);

/** Runs only where the file is: several minutes for each logic and level. */
const csv = process.env['DUNNING_LEDGER_CSV'];
const LEDGER_PATIENCE_MS = 7_200_000;

test.each(
  (csv ? [csv] : []).flatMap((path): [Logic, Level, string, Environment, string][] => [
    ['standard', 'customer', 'Paris', PARIS, path],
    ['contextual', 'customer', 'Paris', PARIS, path],
    ['standard', 'customer', 'Auckland', AUCKLAND, path],
    ['contextual', 'customer', 'Auckland', AUCKLAND, path],
    ['standard', 'invoice', 'Los Angeles', LOS_ANGELES, path],
    ['contextual', 'invoice', 'Los Angeles', LOS_ANGELES, path],
  ]),
)(
  'REF, LOG, MIN, SND-2: the ledger of DUNNING_LEDGER_CSV, %s, %s level, %s',
  async (logic, level, _, environment, path) => {
    expect(await difference(ledgerFromCsv(path), variants(logic, level), environment)).toBe('');
  },
  LEDGER_PATIENCE_MS,
);
