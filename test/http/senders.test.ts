import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, lines, mailbox, run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { User } from './api/records.ts';
import { callStep, createDue, createPlan, emailStep } from './api/records.ts';
import { start } from './api/start.ts';

const createUser = (api: Client, name: string): Promise<User> =>
  api.post('/v1/users', { name, email: `${name.toLowerCase()}@example.com` });
const createGroup = (api: Client, name: string, members: readonly string[] = []) =>
  api.post<{ id: string; name: string; members: string[] }>('/v1/user-groups', { name, members });
const createAlias = (api: Client, name = 'Collections', email = 'collections@example.com') =>
  api.post<{ id: string }>('/v1/sender-aliases', { name, email });
const planWith = (step: object) => ({
  name: 'Named',
  steps: [emailStep('First', 3), { ...emailStep('Second', 10), ...step }],
});

describe.each(databases)('$name', (database) => {
  test('PLN-2: groups are created, changed, listed; a member must be there, a name is one group’s', async () => {
    const api = await start(database);
    const [ines, bruno] = [await createUser(api, 'Ines'), await createUser(api, 'Bruno')];
    const group = await createGroup(api, 'North', [ines.id, bruno.id]);
    expect(group).toEqual({ id: group.id, name: 'North', members: [bruno.id, ines.id] });
    expect(await api.put(`/v1/user-groups/${group.id}`, { members: [ines.id] })).toEqual({
      ...group,
      members: [ines.id],
    });
    await createGroup(api, 'South');
    expect(await api.all('/v1/user-groups', 1)).toMatchObject([
      { name: 'North', members: [ines.id] },
      { name: 'South' },
    ]);
    expect(await api.problem('POST', '/v1/user-groups', { name: 'North' })).toMatchObject({ status: 409 });
    expect(await api.problem('POST', '/v1/user-groups', { name: 'East', members: ['usr_none'] })).toMatchObject({
      status: 400,
      errors: [{ path: 'members.0' }],
    });
    expect(await api.all('/v1/user-groups')).toHaveLength(2);
  });

  test('PLN-2: an alias is configured before it is used; line breaks in its name are refused', async () => {
    const api = await start(database);
    for (const wrong of [
      { name: 'A\r\nBcc: x@example.com' },
      { name: '' },
      { email: 'nobody' },
      { email: 'A <a@example.com>' },
    ])
      expect(
        await api.problem('POST', '/v1/sender-aliases', { name: 'A', email: 'a@example.com', ...wrong }),
      ).toMatchObject({
        status: 400,
      });
    expect(await api.problem('POST', '/v1/plans', planWith({ sender: 'alias:als_none' }))).toMatchObject({
      status: 400,
      errors: [{ path: 'steps.1.sender', message: expect.stringContaining('alias:<id>') }],
    });
    const { id } = await createAlias(api);
    expect(
      await api.problem('POST', '/v1/sender-aliases', { name: 'B', email: 'Collections@example.com' }),
    ).toMatchObject({
      status: 409,
    });
    await createDue(api, 1, { steps: [emailStep('First', 3, { sender: `alias:${id}` })] });
    await run(api);
    const { data } = await api.get<{ data: { from: object }[] }>('/mailbox');
    expect(data.map(({ from }) => from)).toEqual([{ name: 'Collections', email: 'collections@example.com' }]);
  });

  test.each([
    ['sender', { sender: 'usr_none' }, 'steps.1.sender'],
    ['sender that is a group', { sender: 'group:grp_none' }, 'steps.1.sender'],
    ['responsible user', { responsible: 'usr_none' }, 'steps.1.responsible'],
    ['responsible group', { responsible: 'group:grp_none' }, 'steps.1.responsible'],
    ['responsible that is an alias', { responsible: 'alias:als_none' }, 'steps.1.responsible'],
    ['copy to a user', { cc: ['accountManager', 'usr_none'] }, 'steps.1.cc.1'],
    ['copy to a group', { cc: ['group:grp_none'] }, 'steps.1.cc.0'],
    [
      'subject with a line break',
      { template: { subject: 'Hello\nBcc: x@example.com', body: 'Text' } },
      'steps.1.template.subject',
    ],
  ])('PLN-2: an unknown %s is refused when the plan is saved', async (_, step, path) => {
    const api = await start(database);
    expect(await api.problem('POST', '/v1/plans', planWith(step))).toMatchObject({ status: 400, errors: [{ path }] });
    expect(await api.all('/v1/plans')).toEqual([]);
    const { id, steps } = await createPlan(api);
    const edit = { steps: planWith(step).steps };
    expect(await api.problem('PUT', `/v1/plans/${id}`, edit)).toMatchObject({ status: 400, errors: [{ path }] });
    expect(await api.get(`/v1/plans/${id}`)).toMatchObject({ version: 1, steps });
  });

  test('PLN-2: whom a step names is kept with the plan; a group and an alias in use stay', async () => {
    const api = await start(database);
    const ines = await createUser(api, 'Ines');
    const group = await createGroup(api, 'North', [ines.id]);
    const alias = await createAlias(api);
    const named = { sender: `alias:${alias.id}`, responsible: `group:${group.id}`, cc: [`group:${group.id}`, ines.id] };
    const others = ['accountManager', 'financeUser', ines.id].map((responsible, place) =>
      callStep(`Call ${place}`, 20 + place, { responsible }),
    );
    const plan = await createPlan(api, { steps: [emailStep('First', 3, named), ...others] });
    expect(plan.steps.map(({ responsible }) => responsible)).toEqual([
      named.responsible,
      'accountManager',
      'financeUser',
      ines.id,
    ]);
    expect(plan.steps[0]).toMatchObject(named);
    for (const path of [`/v1/user-groups/${group.id}`, `/v1/sender-aliases/${alias.id}`])
      expect(await api.problem('DELETE', path)).toMatchObject({
        status: 409,
        detail: expect.stringContaining("step 'First' of plan 'Polite'"),
      });
    await api.put(`/v1/plans/${plan.id}`, { steps: [emailStep('First', 3)] });
    for (const path of [`/v1/user-groups/${group.id}`, `/v1/sender-aliases/${alias.id}`]) {
      expect(await api.delete(path)).toEqual({ deleted: true });
      expect(await api.problem('GET', path)).toMatchObject({ status: 404 });
    }
  });

  test('PLN-2: copies go to users, groups and account managers, each once; at both levels', async () => {
    const api = await start(database);
    const [ines, bruno, mia] = [
      await createUser(api, 'Ines'),
      await createUser(api, 'Bruno'),
      await createUser(api, 'Mia'),
    ];
    const group = await createGroup(api, 'North', [ines.id, bruno.id]);
    const step = emailStep('First', 3, { cc: ['accountManager', bruno.id, `group:${group.id}`, 'Ines@example.com'] });
    await createDue(api, 1, { steps: [step] });
    const perInvoice = await createPlan(api, { name: 'Per invoice', level: 'invoice', steps: [step] });
    await api.put('/v1/customers/external:C-1', { accountManagers: [mia.id] });
    await api.post('/v1/assignments', { invoices: ['external:I-1'], dunningPlanId: perInvoice.id });
    expect(await run(api)).toMatchObject({ executed: 2 });
    const copies = ['mia@example.com', 'bruno@example.com', 'ines@example.com'];
    expect((await mailbox(api)).map(({ cc }) => cc)).toEqual([copies, copies]);
  });

  test('PLN-2: who gets a message gets no copy of it', async () => {
    const api = await start(database);
    const cc = ['ANN@c-1.example', 'boss@example.com'];
    await createDue(api, 1, { steps: [emailStep('First', 3, { cc })] });
    await run(api);
    expect(await mailbox(api)).toMatchObject([{ to: ['ann@c-1.example'], cc: ['boss@example.com'] }]);
  });

  test.each(['customer', 'invoice'] as const)(
    'MAN-2: at %s level a step without its sender waits for a person, and goes by itself when there is one',
    async (level) => {
      const api = await start(database);
      const plan = await createDue(api, 1, {
        name: 'Polite',
        steps: [emailStep('First', 3, { sender: 'accountManager' })],
      });
      if (level === 'invoice') {
        const perInvoice = await createPlan(api, { name: 'Per invoice', level, steps: plan.steps });
        await api.put('/v1/customers/external:C-1', { dunningPlanId: null });
        await api.post('/v1/assignments', { invoices: ['external:I-1'], dunningPlanId: perInvoice.id });
      }
      expect(await run(api)).toMatchObject({ executed: 0, toDo: 1 });
      const [waiting] = await actions(api, 'status=todo');
      expect(waiting).toMatchObject({ reason: expect.stringContaining('no account manager') });
      const mia = await createUser(api, 'Mia');
      await api.put('/v1/customers/external:C-1', { accountManagers: [mia.id] });
      expect(await run(api)).toMatchObject({ executed: 1, toDo: 0 });
      expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1']);
    },
  );
});
