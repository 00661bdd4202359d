import { describe, expect, test } from 'vitest';
import { dayOf } from '../oracle/calendar.ts';
import { report } from './compare.ts';
import { AUCKLAND, LOS_ANGELES, PARIS } from './environment.ts';
import type { Environment } from './environment.ts';
import { ledgerFromCsv, sampleLedger } from './ledger.ts';
import type { LedgerRow } from './ledger.ts';
import { ledgerScript } from './ledgerScript.ts';
import type { Variant } from './ledgerScript.ts';
import { emailPlan, partlyManual, SCHEDULES } from './plans.ts';
import { replay } from './replay.ts';
import { TWISTS } from './twists.ts';

const SEED = Number(process.env['DUNNING_REPLAY_SEED'] ?? 20_260_330);

/** Every twist, the schedules taken in turn and one in three partly manual; the plain life with each schedule. */
function variants(logic: 'standard' | 'contextual', level: 'customer' | 'invoice'): Variant[] {
  const lives = [...TWISTS, ...SCHEDULES.map(() => TWISTS[0] ?? { name: 'plain' })];
  return lives.map((twist, index) => {
    const { minimum, steps } = SCHEDULES[index % SCHEDULES.length] ?? { minimum: 0, steps: [['due', 1]] };
    const plan = emailPlan('plan', level, logic, minimum, steps);
    return { twist, plan: index < TWISTS.length && index % 3 === 2 ? partlyManual(plan) : plan };
  });
}

async function difference(ledger: LedgerRow[], plans: Variant[], environment: Environment): Promise<string> {
  const outcome = await replay(ledgerScript(ledger, plans, environment));
  console.log(
    `${outcome.oracle.length} actions, ${outcome.toDosCompared} to-dos, ${outcome.mail.length} messages compared`,
  );
  expect(outcome.oracle.length).toBeGreaterThan(ledger.length);
  return report(outcome);
}

describe.each(['standard', 'contextual'] as const)('%s', (logic) => {
  test.each([
    ['customer', PARIS],
    ['customer', AUCKLAND],
    ['customer', LOS_ANGELES],
    ['invoice', AUCKLAND],
  ] as const)('a ledger made in code, %s level', async (level, environment) => {
    const ledger = sampleLedger(SEED, 6, dayOf('2026-03-16'));
    expect(await difference(ledger, variants(logic, level), environment)).toBe('');
  });
});

const csv = process.env['DUNNING_LEDGER_CSV'];
if (csv) {
  describe.each(['standard', 'contextual'] as const)('%s, the ledger of DUNNING_LEDGER_CSV', (logic) => {
    test.each([
      ['customer', PARIS],
      ['customer', AUCKLAND],
      ['invoice', LOS_ANGELES],
    ] as const)(
      'at %s level',
      async (level, environment) => {
        expect(await difference(ledgerFromCsv(csv), variants(logic, level), environment)).toBe('');
      },
      3_600_000,
    );
  });
}
