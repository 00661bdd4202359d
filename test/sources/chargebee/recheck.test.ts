import { describe, expect, onTestFinished, test } from 'vitest';
import { actions, mailbox } from '../../http/api/cadence.ts';
import { createPlan, emailStep, type Invoice, type RunResult } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import { startForSources, sync } from '../stripe/connected.ts';
import { connectChargebee } from './connected.ts';
import * as objects from './objects.ts';
import { startChargebee } from './server.ts';

describe.each(databases)('$name', (database) => {
  test.each(['send', 'auto', 'hold'])(
    'SND-1: a payment that cannot be taken in leaves the answer right before the reminder open: with ‘%s’ it waits',
    async (whenUnreachable) => {
      const chargebee = await startChargebee();
      onTestFinished(() => chargebee.close());
      const { site } = chargebee;
      site.save('customer', objects.customer('C-1'));
      site.save('invoice', objects.invoice('I-1', 'C-1', { due_date: objects.seconds('2026-11-13T10:00:00Z') }));
      site.save('transaction', objects.payment('T-1', 'C-1', 2_000, { 'I-1': 2_000 }));
      site.change('invoice', 'I-1', { amount_due: 10_000, linked_payments: [linked('T-1', 2_000)] });
      const api = await startForSources(database);
      await createPlan(api, { isDefault: true, steps: [emailStep('First', 3)] });
      const source = await connectChargebee(api, chargebee, { whenUnreachable });
      expect(await api.get<Invoice>('/v1/invoices/external:I-1')).toMatchObject({ outstanding: 10_000 });

      // All of it is paid, and the payment is in a currency that it was not in before.
      site.change(
        'transaction',
        'T-1',
        objects.payment('T-1', 'C-1', 12_000, { 'I-1': 12_000 }, { currency_code: 'USD' }),
      );
      site.change('invoice', 'I-1', { status: 'paid', amount_due: 0, linked_payments: [linked('T-1', 12_000)] });
      const run = () => api.post<RunResult>('/v1/cadence/runs', {});
      expect(await run()).toMatchObject({ executed: 0, remaining: 1 });
      expect(await mailbox(api)).toEqual([]);
      const [waiting] = await actions(api, 'status=planned');
      expect(waiting!.reason).toMatch(
        /came with a payment or credit that could not be taken in.*\/v1\/sources\/src_.*\/errors/,
      );
      expect(await api.get(`/v1/actions/${waiting!.id}/explain`)).toMatchObject({
        reasons: expect.arrayContaining([
          expect.objectContaining({
            code: 'sourceNotAsked',
            rule: 'SND-1',
            text: expect.stringContaining(waiting!.reason!) as string,
          }),
        ]) as object,
      });

      site.change('transaction', 'T-1', { currency_code: 'EUR' });
      await sync(api, source);
      expect(await api.get<Invoice>('/v1/invoices/external:I-1')).toMatchObject({ status: 'paid' });
      expect(await run()).toMatchObject({ executed: 0, remaining: 0 });
    },
  );
});

function linked(id: string, amount: number) {
  return { txn_id: id, applied_amount: amount, applied_at: 0, txn_status: 'success' as const, txn_amount: amount };
}
