import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { createPlan, emailStep } from './api/records.ts';
import { start } from './api/start.ts';

const message = { automatic: true, delayDays: 0 };

describe.each(databases)('$name', (database) => {
  test('INV-2: the shipped invoice message, or one of one’s own with the fields of `invoice`, stands above the steps', async () => {
    const api = await start(database);
    const own = { subject: 'Invoice {{invoice.number}}', body: '{{invoice.amount}} by {{invoice.dueDate}}' };
    for (const [name, template] of [
      ['Shipped', { key: 'invoice' }],
      ['Own', own],
    ] as const) {
      const plan = await createPlan(api, { name, invoiceMessage: { ...message, template } });
      expect(plan.invoiceMessage).toMatchObject({ ...message, template });
    }
  });

  test('INV-2: a step knows `referenceInvoice` only, and its fields are told when the plan is saved', async () => {
    const api = await start(database);
    const refused = (plan: object) => api.problem('POST', '/v1/plans', { name: 'Polite', ...plan });
    const unknown = await refused({
      steps: [emailStep('First', 3, { template: { subject: 'Hello', body: 'Pay {{invoice.number}}' } })],
      invoiceMessage: { ...message, template: { subject: 'Hello', body: 'See {{invoice.numbr}}' } },
    });
    expect(unknown).toMatchObject({
      status: 400,
      errors: [
        {
          path: 'steps.0.template.body',
          message: 'line 1, column 7: unknown field `invoice.number`; did you mean `referenceInvoice.number`?',
        },
        {
          path: 'invoiceMessage.template.body',
          message: 'line 1, column 7: unknown field `invoice.numbr`; did you mean `invoice.number`?',
        },
      ],
    });
    const misplaced = await refused({ steps: [emailStep('First', 3, { template: { key: 'invoice' } })] });
    expect(misplaced).toMatchObject({
      status: 400,
      errors: [{ path: 'steps.0.template.key', message: expect.stringContaining('`invoiceMessage.template`') }],
    });
    expect(await api.all('/v1/plans')).toEqual([]);
  });
});
