import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import { exportCsv, importCsv, refusedFile, statuses } from './api/csv.ts';
import type { BatchResults, Customer } from './api/records.ts';
import { createPlan, readCustomer, saveCustomer } from './api/records.ts';
import { start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('C10: customers come line by line; a bad line never stops the others', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-3', { name: 'Was here' });
    const answer = await importCsv(api, 'customers', [
      'externalId;name;language;country',
      'C-1;"Dupont; fils";fr_ca;fr',
      '',
      'C-2;Nowhere;fr;Atlantis',
      'C-3;Was here;;',
      'C-3;Twice;;',
      ';Without id;;',
      'C-5;Too;many;cells;here',
    ]);
    expect(answer).toMatchObject({ created: 1, updated: 0, unchanged: 1, refused: 4, dryRun: false });
    expect(answer.results).toMatchObject([
      { line: 2, status: 'created', id: expect.any(String) },
      { line: 4, status: 'refused', errors: [{ path: 'country', message: expect.stringContaining('ATLANTIS') }] },
      { line: 5, status: 'unchanged' },
      { line: 6, status: 'refused', errors: [{ path: 'line', message: expect.stringContaining('line 5') }] },
      { line: 7, status: 'refused', errors: [{ path: 'externalId' }] },
      { line: 8, status: 'refused', errors: [{ path: 'line', message: expect.stringMatching(/5 cells.*4/) }] },
    ]);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ name: 'Dupont; fils', language: 'fr-CA', country: 'FR' });
  });

  test('C10: an export edited and imported again changes just what was edited', async () => {
    const api = await start(database);
    await createPlan(api);
    const user = await api.post<{ id: string }>('/v1/users', { name: 'Zoë', email: 'zoe@example.com' });
    for (const externalId of ['C-1', 'C-2', 'C-3']) {
      await saveCustomer(api, externalId, { country: 'FR', accountManagers: [user.id], customFields: { tier: 2 } });
    }
    const before = await Promise.all(['C-1', 'C-3'].map((name) => readCustomer(api, name)));
    const file = await exportCsv(api, 'customers');
    expect(file.split('\r\n')[0]).toBe(
      'id,externalId,name,language,formOfAddress,country,dunningPlan,accountManagers,paymentMethods,custom.tier',
    );
    expect(statuses(await importCsv(api, 'customers', file))).toEqual([2, 3, 4].map((line) => [line, 'unchanged']));
    expect(await events(api, 'type=customerUpdated')).toEqual([]);

    const edited = file.replace('Customer C-2,,,FR,No plan', 'Renamed,de,,,Polite');
    const answer = await importCsv(api, 'customers', edited);
    expect(statuses(answer)).toEqual([
      [2, 'unchanged'],
      [3, 'updated'],
      [4, 'unchanged'],
    ]);
    expect(await readCustomer(api, 'C-2')).toMatchObject({
      name: 'Renamed',
      language: 'de',
      country: null,
      accountManagers: [user.id],
      customFields: { tier: 2 },
    });
    expect(await Promise.all(['C-1', 'C-3'].map((name) => readCustomer(api, name)))).toEqual(before);
    const [updated] = await events(api, 'type=customerUpdated');
    expect(updated).toMatchObject({
      actor: { type: 'key', via: 'csv' },
      data: { changed: ['name', 'language', 'country'] },
    });
  });

  test('C10: columns left out change nothing; an empty cell empties, except for the plan', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    const custom = { region: 'north', size: 'big' };
    await saveCustomer(api, 'C-1', { country: 'FR', language: 'fr', dunningPlanId: plan.id, customFields: custom });
    const lines = ['External ID,Custom.region,dunning_plan,COUNTRY', 'C-1,,,'];
    expect(await importCsv(api, 'customers', lines)).toMatchObject({ updated: 1 });
    expect(await readCustomer(api, 'C-1')).toMatchObject({
      country: null,
      language: 'fr',
      dunningPlanId: plan.id,
      customFields: { size: 'big' },
    });
    expect(await importCsv(api, 'customers', ['id,name', `${(await readCustomer(api, 'C-1')).id},`])).toMatchObject({
      results: [{ status: 'refused', errors: [{ path: 'name' }] }],
    });
    const twice = ['id,externalId,name', `${(await readCustomer(api, 'C-1')).id},,By id`, ',C-1,By external id'];
    expect((await importCsv(api, 'customers', twice)).results).toMatchObject([
      { status: 'updated' },
      { status: 'refused', errors: [{ path: 'line', message: expect.stringMatching(/line 2/) }] },
    ]);
    await importCsv(api, 'customers', ['externalId,dunningPlan', 'C-1,no plan']);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ dunningPlanId: null });
  });

  test('A3: a plan is named by its exact name or its id; another one is refused with those there are', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { name: 'Polite, but firm' });
    await createPlan(api, { name: 'By invoice', level: 'invoice' });
    const answer = await importCsv(api, 'customers', [
      'externalId;name;dunningPlan',
      'C-1;One;Polite, but firm',
      `C-2;Two;${plan.id}`,
      'C-3;Three;polite, but firm',
      'C-4;Four;By invoice',
    ]);
    expect(statuses(answer).map(([, status]) => status)).toEqual(['created', 'created', 'refused', 'refused']);
    expect(answer.results.slice(2)).toMatchObject([
      { errors: [{ path: 'dunningPlan', message: expect.stringContaining("'Polite, but firm'") }] },
      { errors: [{ path: 'dunningPlan', message: expect.stringContaining('invoice level') }] },
    ]);
    for (const name of ['C-1', 'C-2']) expect(await readCustomer(api, name)).toMatchObject({ dunningPlanId: plan.id });
  });

  test('a dry run writes nothing, and says what would change and what would be refused', async () => {
    const api = await start(database);
    await createPlan(api);
    await saveCustomer(api, 'C-1', { country: 'FR' });
    const before = [await api.all('/v1/customers'), await events(api)];
    const lines = ['externalId,name,country,dunningPlan', 'C-1,Customer C-1,de,Polite', 'C-2,New,,', 'C-3,Bad,XX,'];
    const answer = await importCsv(api, 'customers', lines, '?dryRun=true');
    expect(answer).toMatchObject({ dryRun: true, created: 1, updated: 1, refused: 1 });
    expect(answer.results.slice(0, 2)).toMatchObject([
      {
        line: 2,
        changes: [
          { column: 'country', from: 'FR', to: 'DE' },
          { column: 'dunningPlan', from: 'No plan', to: 'Polite' },
        ],
      },
      { line: 3, status: 'created', changes: [{ column: 'externalId', from: '', to: 'C-2' }, { column: 'name' }, {}] },
    ]);
    expect([await api.all('/v1/customers'), await events(api)]).toEqual(before);
  });

  test.each([
    ['an unknown column', 'externalId,nmae', /nmae.*known are id, externalId, name/],
    ['a column twice', 'externalId,name,External Id', /externalId.*columns 1 and 3/],
    ['a column without a name', 'externalId,,name', /column 2 has no name/],
    ['no column that tells the records', 'name,country', /externalId.*missing/],
    ['a column that new ones need', 'externalId,country', /name.*missing/],
  ])('%s refuses the file as a whole', async (_what, header, message) => {
    const api = await start(database);
    const { status, detail } = await refusedFile(api, 'customers', [
      header,
      `C-1${',FR'.repeat(header.split(',').length - 1)}`,
    ]);
    expect([status, detail]).toEqual([400, expect.stringMatching(message)]);
    expect(await api.all('/v1/customers')).toEqual([]);
  });

  test('a file that breaks in its middle is refused as a whole', async () => {
    const api = await start(database);
    const lines = Array.from({ length: 2500 }, (_, index) => `C-${index},Customer`);
    const { status, detail } = await refusedFile(api, 'customers', ['externalId,name', ...lines, 'C-X,"open']);
    expect([status, detail]).toEqual([400, expect.stringMatching(/not closed.*line 2502/)]);
    expect(await api.all('/v1/customers')).toEqual([]);
  });

  test('files of several batches are taken whole, and exported page after page', async () => {
    const api = await start(database);
    const lines = Array.from({ length: 2500 }, (_, index) => `C-${index},"Customer\n${index}"`.replace('\n', ' '));
    expect(await importCsv(api, 'customers', ['externalId,name', ...lines])).toMatchObject({ created: 2500 });
    const file = await exportCsv(api, 'customers', '?columns=externalId,name&separator=tab&bom=true');
    const [header, ...rows] = file.trimEnd().split('\r\n');
    expect([header, rows.length]).toEqual(['externalId\tname', 2500]);
    expect(new Set(rows)).toEqual(new Set(Array.from({ length: 2500 }, (_, index) => `C-${index}\tCustomer ${index}`)));
    expect(await importCsv(api, 'customers', file, '?results=refused')).toMatchObject({ unchanged: 2500, results: [] });
  });

  test('names that a spreadsheet would compute are neutralised, and come back as they were', async () => {
    const api = await start(database);
    const names = ['=HYPERLINK("x")', '+1', '-1', '@x', "'quoted", "'=1", "'t Hart", 'a;b,c|d', '"', 'x "y" z'];
    for (const [place, name] of names.entries()) await saveCustomer(api, `C-${place}`, { name });
    const file = await exportCsv(api, 'customers', '?columns=id,name');
    for (const line of file.split('\r\n')) expect(line).not.toMatch(/,"?[=+\-@]/);
    expect(await importCsv(api, 'customers', file)).toMatchObject({ unchanged: names.length });
    await Promise.all(names.map((_, place) => api.put(`/v1/customers/external:C-${place}`, { name: 'Lost' })));
    expect(await importCsv(api, 'customers', file)).toMatchObject({ updated: names.length });
    expect((await api.all<Customer>('/v1/customers')).map(({ name }) => name)).toEqual(names);
  });

  test('an untouched export is unchanged, whatever its names and fields hold', async () => {
    const api = await start(database);
    const nasty = fc.string({ unit: fc.constantFrom(...'=+-@\',;|"\\ aé1＝\u{1f600}\t', 'null'), maxLength: 8 });
    const name = nasty.filter((text) => text.trim() !== '' && !/\p{Cc}/u.test(text));
    const value = fc.oneof(
      nasty,
      nasty.map((text) => `a\r\n${text}\nb`),
      fc.double({ noNaN: true }),
      fc.boolean(),
    );
    const person = fc.record({ lastName: name, phone: name, email: fc.constant('=ann@example.com') });
    const some = fc.record({
      name,
      externalId: name,
      customFields: fc.dictionary(fc.constantFrom('a', 'B', '_c'), value),
    });
    const several = fc.uniqueArray(some, { minLength: 60, maxLength: 60, selector: ({ externalId }) => externalId });
    const customers = fc
      .sample(several, { numRuns: 1, seed: 20261123 })[0]!
      .map((customer, place) => ({ ...customer, contacts: fc.sample(person, { numRuns: 1, seed: place }) }));
    const { results } = await api.post<{ results: BatchResults }>('/v1/customers/batch', { customers });
    expect(results.filter(({ status }) => status !== 'created')).toEqual([]);
    for (const separator of [',', ';', '|', 'tab']) {
      for (const records of ['customers', 'contacts'] as const) {
        const file = await exportCsv(api, records, `?separator=${encodeURIComponent(separator)}`);
        expect(await importCsv(api, records, file, '?results=refused')).toMatchObject({ unchanged: 60, results: [] });
      }
    }
    expect(await events(api, 'type=customerUpdated')).toEqual([]);
  });

  test('C1: an export takes the filters of the list', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1', { country: 'FR' });
    await saveCustomer(api, 'C-2', { country: 'DE' });
    const filter = encodeURIComponent(JSON.stringify([{ field: 'country', operator: 'is', values: ['DE'] }]));
    expect(await exportCsv(api, 'customers', `?columns=externalId&filter=${filter}`)).toBe('externalId\r\nC-2\r\n');
    expect(await exportCsv(api, 'customers', '?columns=externalId&search=c-1')).toBe('externalId\r\nC-1\r\n');
    expect(await api.problem('GET', '/v1/customers/export?columns=id,nmae')).toMatchObject({
      status: 400,
      errors: [{ path: 'columns', message: expect.stringMatching(/'nmae' is not known/) }],
    });
  });
});
