import {
  action,
  adminsOnly,
  at,
  byAdmins,
  customer,
  type Entry,
  invoice,
  ofCustomer,
  onFresh,
  onNew,
  onRecords,
  shared,
} from './calls.ts';
import { newPlan } from './organization.ts';
import type { World } from './world.ts';

const newTemplate = (world: World) => ({
  key: world.name().toLowerCase(),
  name: 'Ours',
  variants: [{ language: 'en', subject: 'Due', body: 'Hello' }],
});
const newRule = (world: World) => ({
  name: world.name(),
  enabled: false,
  triggers: [{ on: 'customerCreated' }],
  filters: [],
  action: { type: 'excludeCustomer' },
});
const PDF = { type: 'application/pdf', content: '%PDF-1.4\n%%EOF\n' };

/** CUS-5: previews, back-tests, templates, rules and files. */
export const TOOLS: Readonly<Record<string, Entry>> = {
  'POST /v1/plans/preview': ofCustomer(
    onRecords(
      () => '/v1/plans/preview',
      (records, world) => ({ plan: newPlan(world), customerId: records.customer.id }),
    ),
  ),
  'POST /v1/plans/{id}/preview': ofCustomer(
    onRecords(
      ({ planId }) => `/v1/plans/${planId}/preview`,
      (records) => ({ customerId: records.customer.id }),
    ),
  ),
  'POST /v1/plans/backtest': shared((_, world) => ({ path: '/v1/plans/backtest', body: { plan: newPlan(world) } })),
  'POST /v1/plans/{id}/backtest': shared(onNew('/v1/plans', newPlan, {}, '/backtest')),

  'GET /v1/templates': shared(at('/v1/templates')),
  'POST /v1/templates': byAdmins((_, world) => ({ path: '/v1/templates', body: newTemplate(world) })),
  'POST /v1/templates/preview': ofCustomer(
    onRecords(
      () => '/v1/templates/preview',
      (records) => ({ customerId: records.customer.id, template: { key: 'first-reminder' } }),
    ),
  ),
  'GET /v1/templates/{key}': shared(onNew('/v1/templates', newTemplate)),
  'PUT /v1/templates/{key}': byAdmins(onNew('/v1/templates', newTemplate, { name: 'Other' })),
  'DELETE /v1/templates/{key}': byAdmins(onNew('/v1/templates', newTemplate)),

  'GET /v1/rules': shared(at('/v1/rules')),
  'POST /v1/rules': byAdmins((_, world) => ({ path: '/v1/rules', body: newRule(world) })),
  'PUT /v1/rules/order': byAdmins(async (_, { owner }) => {
    const rules = await owner.all<{ id: string }>('/v1/rules');
    return { path: '/v1/rules/order', body: { ids: rules.map(({ id }) => id) } };
  }),
  'POST /v1/rules/evaluate': shared((_, { records }) => ({
    path: '/v1/rules/evaluate',
    body: { filters: [], customers: [records.own.customer.id] },
  })),
  'GET /v1/rules/{id}': shared(onNew('/v1/rules', newRule)),
  'PUT /v1/rules/{id}': byAdmins(onNew('/v1/rules', newRule, { name: 'Other rule' })),
  'DELETE /v1/rules/{id}': byAdmins(onNew('/v1/rules', newRule)),
  'POST /v1/rules/{id}/apply': byAdmins(onNew('/v1/rules', newRule, { dryRun: true }, '/apply')),

  'GET /v1/customers/{id}/explain': ofCustomer(onRecords((records) => customer(records, '/explain'))),
  'GET /v1/invoices/{id}/explain': ofCustomer(onRecords((records) => invoice(records, '/explain'))),
  'GET /v1/actions/{id}/explain': ofCustomer(onRecords((records) => action(records, '/explain'))),
  'GET /v1/customers/{id}/timeline': ofCustomer(onRecords((records) => customer(records, '/timeline'))),
  'GET /v1/customers/{id}/notes': ofCustomer(onRecords((records) => customer(records, '/notes'))),
  'POST /v1/customers/{id}/notes': ofCustomer(
    onRecords(
      (records) => customer(records, '/notes'),
      () => ({ body: 'Hm' }),
    ),
  ),
  'POST /v1/deliveries': ofCustomer(async (side, { owner, records }) => {
    const template = { subject: 'A word', body: 'Hello' };
    const sent = await owner.post<{ id: string }>(customer(records[side], '/actions'), { channel: 'email', template });
    return { path: '/v1/deliveries', body: { actionId: sent.id, event: 'delivered' } };
  }),
  // To who may not see the customer it names no message.
  'POST /v1/incoming-messages': ofCustomer(async (side, { owner, records }) => {
    const template = { subject: 'A word', body: 'Hello' };
    const sent = await owner.post<{ id: string }>(customer(records[side], '/actions'), { channel: 'email', template });
    const headers = { 'in-reply-to': `<${sent.id}@localhost>` };
    return { path: '/v1/incoming-messages', body: { headers, from: 'boss@c-1.example', text: 'We pay' } };
  }, '2xx'),
  'DELETE /v1/notes/{id}': {
    ...ofCustomer(async (side, { owner, records }) => {
      const note = await owner.post<{ id: string }>(customer(records[side], '/notes'), { body: 'Hm' });
      return { path: `/v1/notes/${note.id}` };
    }),
    // Members take their own away only.
    answer: { ...adminsOnly, foreign: '404' },
  },

  'PUT /v1/invoices/{id}/pdf': ofCustomer(async (side, world) => ({
    path: invoice(await world.fresh(side), '/pdf'),
    file: PDF,
  })),
  'GET /v1/invoices/{id}/pdf': ofCustomer(async (side, world) => {
    const records = await world.fresh(side);
    await fetch(world.owner.url + invoice(records, '/pdf'), {
      method: 'PUT',
      headers: { Authorization: `Bearer ${world.keys.owner}`, 'Content-Type': PDF.type },
      body: PDF.content,
    });
    return { path: invoice(records, '/pdf') };
  }),
  'GET /v1/customers/{id}/statement.pdf': ofCustomer(onRecords((records) => customer(records, '/statement.pdf'))),
  'GET /v1/actions/{id}/letter.pdf': ofCustomer(async (side, world) => {
    const when = { anchor: 'due' as const, days: 3 };
    const template = { subject: 'Due', body: 'Hello' };
    const steps = [{ name: 'Letter', when, channel: 'letter' as const, mode: 'manual' as const, template }];
    const { action } = await world.fresh(side, { steps });
    return { path: `/v1/actions/${action.id}/letter.pdf` };
  }),
  'POST /v1/customers/bulk': shared((_, { records }) => ({
    path: '/v1/customers/bulk',
    body: { customers: [records.own.customer.id], set: { country: 'FR' } },
  })),
  'POST /v1/customers/{id}/actions': ofCustomer(
    onFresh((records) => customer(records, '/actions'), {
      channel: 'email',
      template: { subject: 'By the way', body: 'Hello' },
    }),
  ),
};
