import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { importBoth, importCsv, lines, statuses } from './api/csv.ts';
import { readCustomer, readInvoice } from './api/records.ts';
import { start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('X6: Stripe’s export of invoices is recognised; what was paid there is paid here, drafts stay out', async () => {
    const api = await start(database);
    const file = lines(
      'id,Amount Due,Billing,Currency,Customer,Customer Name,Date (UTC),Due Date (UTC),Number,Paid,Subtotal,Total,Amount Paid,Amount Remaining,Status',
      'in_1,100.00,send_invoice,eur,cus_A,Dupont,2026-10-01 09:30,2026-10-31 09:30,A-1,false,100.00,100.00,0.00,100.00,open',
      'in_2,100.00,send_invoice,eur,cus_A,Dupont,2026-10-02 09:30,2026-11-01 09:30,A-2,false,100.00,100.00,40.00,60.00,open',
      'in_3,5000,charge_automatically,jpy,cus_B,,2026-10-03 09:30,,B-1,true,5000,5000,5000,0,paid',
      'in_4,1.00,send_invoice,eur,cus_B,,2026-10-03 09:30,,,false,1.00,1.00,0.00,1.00,draft',
    );
    const { customers, invoices } = await importBoth(api, file);
    expect(customers).toMatchObject({ created: 2, unchanged: 2, refused: 0, file: { profile: 'Stripe' } });
    expect(await readCustomer(api, 'cus_B')).toMatchObject({ name: 'cus_B' });
    expect(invoices).toMatchObject({ created: 3, refused: 1, file: { profile: 'Stripe' } });
    expect(invoices.results[3]!.errors).toMatchObject([{ path: 'Status', message: expect.stringMatching(/draft/) }]);
    expect(await readInvoice(api, 'in_1')).toMatchObject({
      number: 'A-1',
      issuedAt: '2026-10-01',
      dueDate: '2026-10-31',
      currency: 'EUR',
      grossAmount: 10_000,
      outstanding: 10_000,
    });
    expect(await readInvoice(api, 'in_2')).toMatchObject({ outstanding: 6000 });
    expect(await readInvoice(api, 'in_3')).toMatchObject({
      status: 'paid',
      dueDate: '2026-10-03',
      paidAt: '2026-10-03',
    });
    expect(await importCsv(api, 'invoices', file)).toMatchObject({ unchanged: 3, updated: 0 });
    const paid = file.replace('40.00,60.00,open', '100.00,0.00,paid');
    expect(await importCsv(api, 'invoices', paid)).toMatchObject({ unchanged: 2, updated: 1 });
    expect(await readInvoice(api, 'in_2')).toMatchObject({ status: 'paid', outstanding: 0 });
  });

  test('X6, BAL-1: what is open follows from the state and from what was due and paid, where no column says it', async () => {
    const api = await start(database);
    const stripe = lines(
      'id,Amount Due,Currency,Customer,Date (UTC),Due Date (UTC),Number,Total,Amount Paid,Status',
      'in_1,100.00,eur,cus_A,2026-10-01 09:30,2026-10-31 09:30,A-1,100.00,100.00,paid',
      // 40.00 of the customer's balance were taken off, 25.00 have been paid.
      'in_2,"1,060.00",eur,cus_A,2026-10-01 09:30,2026-10-31 09:30,A-2,"1,100.00",25.00,open',
      // 20.00 that were owed before came on top.
      'in_3,120.00,eur,cus_A,2026-10-01 09:30,2026-10-31 09:30,A-3,100.00,0.00,open',
      'in_4,5000,jpy,cus_A,2026-10-01 09:30,2026-10-31 09:30,A-4,5000,2000,open',
    );
    expect((await importBoth(api, stripe)).invoices).toMatchObject({ created: 4, refused: 0 });
    const open = async (id: string) => (await readInvoice(api, id)).outstanding;
    expect(await Promise.all(['in_1', 'in_2', 'in_3', 'in_4'].map(open))).toEqual([0, 103_500, 10_000, 3000]);
    const later = stripe.replace('25.00,open', '"1,060.00",paid');
    expect(await importCsv(api, 'invoices', later)).toMatchObject({ updated: 1, unchanged: 3 });
    expect(await open('in_2')).toBe(0);

    // Marked as paid outside of Stripe: the sums still say that all is left.
    const outside = lines(
      'id,Amount Due,Currency,Customer,Date (UTC),Due Date (UTC),Number,Total,Amount Remaining,Status',
      'in_5,100.00,eur,cus_A,2026-10-01 09:30,2026-10-31 09:30,A-5,100.00,100.00,paid',
    );
    expect((await importBoth(api, outside)).invoices).toMatchObject({ created: 1 });
    expect(await open('in_5')).toBe(0);
    const pennylane = lines(
      'Numéro de facture;Client;Date d’émission;Date d’échéance;Montant TTC;Statut',
      'F-1;Boulangerie Élise;01/10/2026;31/10/2026;1 200,00;Payée',
      'F-2;Boulangerie Élise;01/10/2026;31/10/2026;1 200,00;À encaisser',
    );
    await importBoth(api, pennylane);
    expect(await Promise.all(['F-1', 'F-2'].map(open))).toEqual([0, 120_000]);
  });

  test('X6, MON-1: an export that a spreadsheet has saved with its own decimal mark has the same amounts', async () => {
    const api = await start(database);
    const stripe = lines(
      'id;Customer;Customer Name;Date (UTC);Due Date (UTC);Number;Currency;Total;Amount Due;Amount Remaining;Status',
      'in_1;cus_A;Dupont;2026-10-01;2026-10-31;A-1;eur;1234,50;1234,50;234,50;open',
      'in_2;cus_A;Dupont;2026-10-01;2026-10-31;A-2;eur;1.234,50;1.234,50;0,00;paid',
      'in_3;cus_A;Dupont;2026-10-01;2026-10-31;A-3;eur;1,234.50;1,234.50;1,234;open',
    );
    await importBoth(api, stripe);
    expect(await readInvoice(api, 'in_1')).toMatchObject({ grossAmount: 123_450, outstanding: 23_450 });
    expect(await readInvoice(api, 'in_2')).toMatchObject({ grossAmount: 123_450, status: 'paid' });
    expect(await readInvoice(api, 'in_3')).toMatchObject({ grossAmount: 123_450, outstanding: 123_400 });
    const datev = lines(
      'Konto,Kontobezeichnung,Rechnungsnummer,Datum,Fälligkeit,Sollbetrag,Saldo',
      '10001,Müller,RE-1,01.10.2026,31.10.2026,1234.50,1234.50',
      '10001,Müller,RE-2,01.10.2026,31.10.2026,1.234,1.234',
    );
    await importBoth(api, datev);
    expect(await readInvoice(api, 'RE-1')).toMatchObject({ grossAmount: 123_450, outstanding: 123_450 });
    expect(await readInvoice(api, 'RE-2')).toMatchObject({ grossAmount: 123_400, outstanding: 123_400 });
  });

  test('X6: a line of Stripe’s export that is void, deleted or uncollectible settles the invoice known here, and makes none', async () => {
    const api = await start(database);
    const line = (id: string, rest: string) =>
      `${id},cus_A,Dupont,2026-10-01 09:30,2026-10-31 09:30,A-${id},eur,${rest}`;
    const file = (...states: string[]) =>
      lines(
        'id,Customer,Customer Name,Date (UTC),Due Date (UTC),Number,Currency,Total,Amount Due,Amount Remaining,Status',
        ...states.map((rest, place) => line(`in_${place + 1}`, rest)),
      );
    const open = '100.00,100.00,100.00,open';
    await importBoth(api, file(open, open, '100.00,100.00,60.00,open', open));
    const later = lines(
      ...file('100.00,100.00,0.00,void', '100.00,100.00,100.00,deleted', '100.00,100.00,60.00,uncollectible', open)
        .trimEnd()
        .split('\n'),
      line('in_5', '50.00,50.00,0.00,void'),
      line('in_6', '50.00,50.00,50.00,uncollectible'),
    );
    const dry = await importCsv(api, 'invoices', later, '?dryRun=true');
    expect(dry.results.slice(0, 4)).toMatchObject([
      { status: 'updated', changes: [{ column: 'status', from: 'overdue', to: 'void' }] },
      { status: 'updated', changes: [{ column: 'status', from: 'overdue', to: 'void' }] },
      {
        status: 'updated',
        changes: [
          { column: 'openAmountDecimal', from: '60.00', to: '0.00' },
          { column: 'status', from: 'overdue', to: 'paid' },
        ],
      },
      { status: 'unchanged' },
    ]);
    expect(await importCsv(api, 'invoices', later)).toMatchObject({ updated: 3, unchanged: 1, refused: 2 });
    const states = async () =>
      Promise.all(
        ['in_1', 'in_2', 'in_3', 'in_4'].map(async (id) => {
          const { status, outstanding } = await readInvoice(api, id);
          return [status, outstanding];
        }),
      );
    expect(await states()).toEqual([
      ['void', 10_000],
      ['void', 10_000],
      ['paid', 0],
      ['overdue', 10_000],
    ]);
    const balance = { outstanding: 10_000, due: 0, overdue: 10_000, unapplied: 0 };
    expect((await readCustomer(api, 'cus_A')).balances).toMatchObject([balance]);
    const again = await importCsv(api, 'invoices', later);
    expect(again).toMatchObject({ updated: 0, unchanged: 4, refused: 2 });
    for (const { errors } of again.results.slice(4))
      expect(errors).toMatchObject([{ path: 'status', message: expect.stringMatching(/nothing is to be collected/) }]);

    // What was written off is open again, then void.
    expect(await importCsv(api, 'invoices', file(open, open, '100.00,100.00,60.00,open'))).toMatchObject({
      updated: 1,
    });
    expect((await states())[2]).toEqual(['overdue', 6000]);
    await importCsv(api, 'invoices', file(open, open, '100.00,100.00,60.00,uncollectible'));
    expect(await importCsv(api, 'invoices', file(open, open, '100.00,100.00,0.00,void'))).toMatchObject({ updated: 1 });
    // The 40 that were paid on it are the customer’s (BAL-3).
    expect((await readCustomer(api, 'cus_A')).balances).toMatchObject([{ outstanding: 6000, unapplied: 4000 }]);
  });

  test('X6: DATEV’s list of open items: Windows-1252, decimal comma, titles above', async () => {
    const api = await start(database);
    const file = lines(
      'OPOS-Liste Debitoren;;;;;;;;',
      'Müller & Söhne GmbH;;;;;;;;',
      'Konto;Kontobezeichnung;Rechnungs-Nr.;Datum;Fälligkeit;Betrag Soll;Betrag Haben;Saldo;Buchungstext',
      '10001;Bäckerei Weiß;R-1;01.10.2026;31.10.2026;1.190,00;;1.190,00;Brötchen',
      '10001;Bäckerei Weiß;R-2;05.10.26;04.11.26;1.000;;500,00;',
      '10002;Öl AG;G-1;05.10.2026;05.10.2026;;100,00;-100,00;Gutschrift',
      'Summe;;;;;2.190,00;100,00;1.590,00;',
    );
    const { customers, invoices } = await importBoth(
      api,
      iconv.encode(file, 'windows-1252') as Uint8Array<ArrayBuffer>,
    );
    expect(customers).toMatchObject({ created: 2, unchanged: 1, file: { profile: 'DATEV', encoding: 'windows-1252' } });
    expect(await readCustomer(api, '10001')).toMatchObject({ name: 'Bäckerei Weiß' });
    expect(statuses(invoices)).toEqual([
      [4, 'created'],
      [5, 'created'],
      [6, 'refused'],
    ]);
    expect(await readInvoice(api, 'R-1')).toMatchObject({
      grossAmount: 119_000,
      dueDate: '2026-10-31',
      title: 'Brötchen',
    });
    expect(await readInvoice(api, 'R-2')).toMatchObject({
      grossAmount: 100_000,
      outstanding: 50_000,
      issuedAt: '2026-10-05',
    });
  });
});
