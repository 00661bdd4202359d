import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { importBoth, importCsv, lines, refusedFile, statuses } from './api/csv.ts';
import { readInvoice } from './api/records.ts';
import { start } from './api/start.ts';

describe('recognised exports', () => {
  const [database] = databases;

  test('X6: lines of credit, receipts and credit notes with amounts above 0 are no invoices to collect', async () => {
    const api = await start(database!);
    const files = [
      [
        'Konto;Kontobezeichnung;Rechnungs-Nr.;Datum;Fälligkeit;Betrag;S/H;Saldo',
        '10001;Weiß;R-1;01.10.2026;31.10.2026;119,00;S;119,00',
        '10001;Weiß;G-1;01.10.2026;31.10.2026;50,00;H;50,00',
      ],
      [
        'Konto;Kontobezeichnung;Belegfeld 1;Belegdatum;Fälligkeit;Betrag;Soll/Haben-Kennzeichen',
        '10001;Weiß;R-2;01.10.2026;31.10.2026;119,00;S',
        '10001;Weiß;G-2;01.10.2026;31.10.2026;50,00;Haben',
      ],
      [
        'A/C,Name,Type,Inv Ref,Date,Due Date,Details,Amount,O/S Amount',
        'DUP001,Dupont,SI,1001,15/10/2026,14/11/2026,Goods,500.00,500.00',
        ...['SC', 'SR', 'SA', 'SP', 'JC'].map(
          (type, place) => `DUP001,Dupont,${type},200${place},15/10/2026,14/11/2026,,80.00,80.00`,
        ),
      ],
      [
        "Code tiers;Nom;N° pièce;Type de pièce;Date de pièce;Date d'échéance;Montant;Solde",
        '411DUPONT;Dupont SA;FA001;Facture;15/10/2026;14/11/2026;500,00;500,00',
        "411DUPONT;Dupont SA;AV001;Facture d'avoir;15/10/2026;14/11/2026;80,00;80,00",
        '411DUPONT;Dupont SA;RG001;Règlement;15/10/2026;14/11/2026;80,00;80,00',
      ],
      [
        "Code tiers;Nom;N° pièce;Date de pièce;Date d'échéance;Montant;Sens",
        '411DUPONT;Dupont SA;FA002;15/10/2026;14/11/2026;500,00;Débit',
        '411DUPONT;Dupont SA;AV002;15/10/2026;14/11/2026;80,00;C',
      ],
      [
        'Numéro de facture;Type;Client;Date d’émission;Date d’échéance;Montant TTC;Restant dû',
        'F-1;Facture;Élise;01/10/2026;31/10/2026;100,00;100,00',
        'A-1;Avoir;Élise;01/10/2026;31/10/2026;100,00;100,00',
      ],
    ];
    for (const [header, invoice, ...others] of files) {
      const { invoices } = await importBoth(api, lines(header!, invoice!, ...others));
      expect(invoices, header).toMatchObject({ created: 1, refused: others.length });
      expect(statuses(invoices)[0]![1], header).toBe('created');
    }
  });

  test('X6: QuickBooks’ list of invoices; its dates must show their order', async () => {
    const api = await start(database!);
    await api.put('/v1/settings', { currency: 'USD' });
    const head = [
      'Craig’s Design',
      'Invoice List',
      '',
      'Date,Transaction type,Num,Customer,Due date,Amount,Open balance',
    ];
    const clear = [
      '10/05/2026,Invoice,1001,Amy’s Bird Sanctuary,11/04/2026,"1,239.00","1,239.00"',
      '10/25/2026,Invoice,1002,Amy’s Bird Sanctuary,11/24/2026,$85.00,0.00',
      '10/26/2026,Payment,1003,Amy’s Bird Sanctuary,10/26/2026,85.00,0.00',
      'TOTAL,,,,,"1,324.00",',
    ];
    const { customers, invoices } = await importBoth(api, lines(...head, ...clear));
    expect(customers).toMatchObject({ created: 1, file: { profile: 'QuickBooks' } });
    expect(statuses(invoices).map(([, status]) => status)).toEqual(['created', 'created', 'refused']);
    const first = { issuedAt: '2026-10-05', dueDate: '2026-11-04', grossAmount: 123_900, currency: 'USD' };
    expect(await readInvoice(api, '1001')).toMatchObject(first);
    expect(await readInvoice(api, '1002')).toMatchObject({ status: 'paid' });

    const unclear = lines(...head, clear[0]!.replace('1001', '1004').replace('11/04', '06/07'));
    expect(await refusedFile(api, 'invoices', unclear)).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/dateOrder=dayFirst or monthFirst/),
    });
    expect(await importCsv(api, 'invoices', unclear, '?dateOrder=dayFirst')).toMatchObject({ created: 1 });
    expect(await readInvoice(api, '1004')).toMatchObject({ issuedAt: '2026-05-10', dueDate: '2026-07-06' });
  });

  test('X6: Pennylane’s and Sage’s lists of invoices', async () => {
    const api = await start(database!);
    const pennylane = lines(
      'Numéro de facture;Client;Date d’émission;Date d’échéance;Devise;Montant HT;Montant TTC;Restant dû;Statut',
      'F-1;Boulangerie Élise;01/10/2026;31/10/2026;EUR;1 000,00;1 200,00;1 200,00;À encaisser',
    );
    expect(await importBoth(api, pennylane)).toMatchObject({
      customers: { created: 1, file: { profile: 'Pennylane' } },
      invoices: { created: 1, refused: 0 },
    });
    expect(await readInvoice(api, 'F-1')).toMatchObject({
      grossAmount: 120_000,
      netAmount: 100_000,
      dueDate: '2026-10-31',
    });
    const sage = lines(
      "Code tiers;Intitulé du tiers;N° pièce;Date de pièce;Date d'échéance;Montant;Solde",
      '411DUPONT;Dupont SA;FA001;15/10/2026;14/11/2026;500,00;200,00',
    );
    expect(await importBoth(api, sage)).toMatchObject({
      customers: { created: 1, file: { profile: 'Sage' } },
      invoices: { created: 1, refused: 0 },
    });
    expect(await readInvoice(api, 'FA001')).toMatchObject({ customer: { name: 'Dupont SA' }, outstanding: 20_000 });
  });

  test('X6: what QuickBooks, Pennylane and Sage say is void becomes void', async () => {
    const api = await start(database!);
    const files = {
      '1001': [
        'Date,Transaction type,Num,Customer,Due date,Amount,Open balance,Memo',
        '10/25/2026,Invoice,1001,Amy,11/24/2026,85.00,85.00,Voided parking tickets',
        '10/25/2026,Invoice,1001,Amy,11/24/2026,0.00,0.00,Voided - Voided parking tickets',
      ],
      'F-1': [
        'Numéro de facture;Client;Date d’émission;Date d’échéance;Montant TTC;Restant dû;Statut',
        'F-1;Boulangerie Élise;01/10/2026;31/10/2026;1 200,00;1 200,00;À encaisser',
        'F-1;Boulangerie Élise;01/10/2026;31/10/2026;1 200,00;0,00;Annulée',
      ],
      FA001: [
        "Code tiers;Nom;N° pièce;Date de pièce;Date d'échéance;Montant;Solde;Statut",
        '411DUPONT;Dupont SA;FA001;15/10/2026;14/11/2026;500,00;200,00;Comptabilisée',
        '411DUPONT;Dupont SA;FA001;15/10/2026;14/11/2026;500,00;200,00;Annulée',
      ],
    };
    for (const [id, [header, open, gone]] of Object.entries(files)) {
      await importBoth(api, lines(header!, open!));
      expect((await readInvoice(api, id)).status, id).not.toBe('void');
      expect(await importCsv(api, 'invoices', lines(header!, gone!))).toMatchObject({ updated: 1 });
      expect((await readInvoice(api, id)).status, id).toBe('void');
    }
  });

  test('what is open according to a file may also rise again, as far as files had lowered it', async () => {
    const api = await start(database!);
    await importCsv(api, 'customers', 'externalId,name\nC-1,Dupont');
    const header = 'externalId,number,customer,issuedAt,dueDate,currency,grossAmount,openAmountDecimal';
    const invoice = (open: string) => [header, `I-1,1,C-1,2026-10-01,2026-10-31,EUR,10000,${open}`];
    for (const [open, outstanding] of [
      ['60', 6000],
      ['30', 3000],
      ['80', 8000],
    ] as const) {
      await importCsv(api, 'invoices', invoice(open));
      expect((await readInvoice(api, 'I-1')).outstanding).toBe(outstanding);
    }
    expect(await importCsv(api, 'invoices', invoice('100'))).toMatchObject({
      refused: 1,
      results: [{ errors: [{ path: 'openAmountDecimal', message: expect.stringMatching(/refund/) }] }],
    });
    expect(await importCsv(api, 'invoices', invoice('101'))).toMatchObject({ refused: 1 });
  });
});
