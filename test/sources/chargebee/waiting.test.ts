import { expect, onTestFinished, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { startForSources, sync } from '../stripe/connected.ts';
import { connectChargebee } from './connected.ts';
import * as objects from './objects.ts';
import { startChargebee } from './server.ts';

test.each(databases)(
  'settled invoices of a customer who is gone are not asked for one by one with each sync: $name',
  async (database) => {
    const chargebee = await startChargebee();
    onTestFinished(() => chargebee.close());
    const { site } = chargebee;
    for (const n of [1, 2, 3]) {
      site.save('customer', objects.customer(`C-${n}`));
      site.save('invoice', objects.invoice(`I-${n}`, `C-${n}`, { status: 'paid', amount_due: 0 }));
      site.delete('customer', `C-${n}`);
    }
    const api = await startForSources(database);
    const source = await connectChargebee(api, chargebee);
    await sync(api, source);
    const asked: string[] = [];
    chargebee.fault = (request) => {
      asked.push(request);
      return undefined;
    };
    await sync(api, source, { full: true });
    await sync(api, source);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((line) => line.includes('/invoices/I-'))).toEqual([]);
  },
);
