import { describe, expect, test } from 'vitest';
import type { FiguresRow } from '../../../connector/src/sources/figures.ts';
import { field, picklist } from './org.ts';
import { type SalesforceServer, startSalesforce } from './server.ts';
import { connect } from './asked.ts';

describe('figures', () => {
  const FIGURES = {
    currency: 'EUR',
    outstanding: 125_050,
    overdue: 0,
    score: 'B',
    averagePaymentDelayDays: 34,
    dunningPlan: 'Friendly',
    lastDunningDate: '2026-11-23',
  };

  async function write(server: SalesforceServer, rows: readonly FiguresRow[], writeBack: object) {
    const outcomes = new Map<string, string | null>();
    await connect(server, { writeBack }).writeFigures(rows, async (portion) => {
      for (const [id, problem] of portion) outcomes.set(id, problem);
    });
    return outcomes;
  }

  test('X3: figures are written as the fields take them; what there is none of is emptied', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(
      field('Outstanding__c', 'currency'),
      field('Overdue__c'),
      picklist('Score__c', ['A', 'B']),
      field('Delay__c', 'double'),
      field('Plan__c', 'string', { length: 5 }),
      field('Last__c', 'date'),
    );
    const [full, empty] = [server.org.account('C-1'), server.org.account('C-2', { Score__c: 'A' })];
    const none = {
      ...FIGURES,
      outstanding: 0,
      score: null,
      averagePaymentDelayDays: null,
      dunningPlan: null,
      lastDunningDate: null,
    };
    const outcomes = await write(
      server,
      [
        { externalId: full, figures: FIGURES },
        { externalId: empty, figures: none },
      ],
      {
        outstanding: 'Outstanding__c',
        overdue: 'Overdue__c',
        score: 'Score__c',
        averagePaymentDelayDays: 'Delay__c',
        dunningPlan: 'Plan__c',
        lastDunningDate: 'Last__c',
      },
    );
    expect([...outcomes.values()]).toEqual([null, null]);
    expect(server.org.row('Account', full)).toMatchObject({
      Outstanding__c: 1250.5,
      Overdue__c: '0.00 EUR',
      Score__c: 'B',
      Delay__c: 34,
      Plan__c: 'Frien',
      Last__c: '2026-11-23',
    });
    expect(server.org.row('Account', empty)).toMatchObject({
      Outstanding__c: 0,
      Score__c: null,
      Plan__c: null,
      Last__c: null,
    });
  });

  test('MON-1: an account in another currency takes no amount, which it would show as its own money', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Outstanding__c', 'currency'), picklist('CurrencyIsoCode', ['EUR', 'USD']));
    const euros = server.org.account('C-1', { CurrencyIsoCode: 'EUR' });
    const dollars = server.org.account('C-2', { CurrencyIsoCode: 'USD' });
    const rows = [euros, dollars].map((externalId) => ({ externalId, figures: FIGURES }));
    const outcomes = await write(server, rows, { outstanding: 'Outstanding__c' });
    expect(outcomes.get(euros)).toBeNull();
    expect(outcomes.get(dollars)).toContain('The account is in USD and the figures are in EUR');
    expect(server.org.row('Account', dollars)!['Outstanding__c']).toBeNull();
  });
});
