import { events } from '../api/cadence.ts';
import { emailStep } from '../api/records.ts';
import { at, byAdmins, type Entry, onNew, shared } from './calls.ts';
import type { World } from './world.ts';

const newUser = (world: World) => ({ name: 'New', email: `${world.name()}@example.com` });
const newGroup = (world: World) => ({ name: world.name() });
const newAlias = (world: World) => ({ name: 'Billing', email: `${world.name()}@example.com` });
const newField = (world: World) => ({ key: world.name(), type: 'text' });
const newView = (world: World) => ({ name: world.name(), list: 'customers', shared: true });
// Nothing listens there.
const newWebhook = () => ({ url: 'http://127.0.0.1:9/hook', events: ['customerExcluded'] });
export const newPlan = (world: World) => ({ name: world.name(), steps: [emailStep('First', 3)] });

/** CUS-5: the calls of the organisation, its people and its plans. */
export const ORGANIZATION: Readonly<Record<string, Entry>> = {
  'GET /v1/me': shared(at('/v1/me')),
  'GET /v1/settings': shared(at('/v1/settings')),
  'PUT /v1/settings': byAdmins(at('/v1/settings', { sendTime: '08:30' })),
  'GET /v1/mail-reception': byAdmins(at('/v1/mail-reception')),
  'GET /v1/test-clock': shared(at('/v1/test-clock')),
  'PUT /v1/test-clock': byAdmins(at('/v1/test-clock', { now: '2026-11-23T09:00:00Z' })),

  'GET /v1/users': shared(at('/v1/users')),
  'POST /v1/users': byAdmins((_, world) => ({ path: '/v1/users', body: newUser(world) })),
  'GET /v1/users/{id}': shared(onNew('/v1/users', newUser)),
  'PUT /v1/users/{id}': byAdmins(onNew('/v1/users', newUser, { phone: '1' })),
  'DELETE /v1/users/{id}': byAdmins(onNew('/v1/users', newUser)),
  'GET /v1/api-keys': byAdmins(at('/v1/api-keys')),
  'POST /v1/api-keys': byAdmins(at('/v1/api-keys', { name: 'more', role: 'member' })),
  'DELETE /v1/api-keys/{id}': byAdmins(onNew('/v1/api-keys', () => ({ name: 'gone', role: 'member' }))),
  'GET /v1/user-groups': shared(at('/v1/user-groups')),
  'POST /v1/user-groups': byAdmins((_, world) => ({ path: '/v1/user-groups', body: newGroup(world) })),
  'GET /v1/user-groups/{id}': shared(onNew('/v1/user-groups', newGroup)),
  'PUT /v1/user-groups/{id}': byAdmins(onNew('/v1/user-groups', newGroup, { members: [] })),
  'DELETE /v1/user-groups/{id}': byAdmins(onNew('/v1/user-groups', newGroup)),
  'GET /v1/sender-aliases': shared(at('/v1/sender-aliases')),
  'POST /v1/sender-aliases': byAdmins((_, world) => ({ path: '/v1/sender-aliases', body: newAlias(world) })),
  'GET /v1/sender-aliases/{id}': shared(onNew('/v1/sender-aliases', newAlias)),
  'PUT /v1/sender-aliases/{id}': byAdmins(onNew('/v1/sender-aliases', newAlias, { name: 'Other' })),
  'DELETE /v1/sender-aliases/{id}': byAdmins(onNew('/v1/sender-aliases', newAlias)),

  'GET /v1/plans': shared(at('/v1/plans?limit=1000')),
  'POST /v1/plans': byAdmins((_, world) => ({ path: '/v1/plans', body: newPlan(world) })),
  'GET /v1/plans/{id}': shared(onNew('/v1/plans', newPlan)),
  'PUT /v1/plans/{id}': byAdmins(onNew('/v1/plans', newPlan, { minimumContactDelayDays: 2 })),
  'DELETE /v1/plans/{id}': byAdmins(onNew('/v1/plans', newPlan)),
  'POST /v1/assignments': byAdmins((side, { records }) => ({
    path: '/v1/assignments',
    body: { customers: [records[side].customer.id], dunningPlanId: records[side].planId },
  })),

  'GET /v1/events': shared(at('/v1/events?limit=1000')),
  'GET /v1/events/samples': shared(at('/v1/events/samples')),
  'GET /v1/webhooks': byAdmins(at('/v1/webhooks')),
  'POST /v1/webhooks': byAdmins(at('/v1/webhooks', newWebhook())),
  'GET /v1/webhooks/{id}': byAdmins(onNew('/v1/webhooks', newWebhook)),
  'PUT /v1/webhooks/{id}': byAdmins(onNew('/v1/webhooks', newWebhook, { events: ['*'] })),
  'DELETE /v1/webhooks/{id}': byAdmins(onNew('/v1/webhooks', newWebhook)),
  'POST /v1/webhooks/{id}/rotate': byAdmins(onNew('/v1/webhooks', newWebhook, {}, '/rotate')),
  'POST /v1/webhooks/{id}/test': byAdmins(onNew('/v1/webhooks', newWebhook, { type: 'customerExcluded' }, '/test')),
  'GET /v1/webhooks/{id}/deliveries': byAdmins(onNew('/v1/webhooks', newWebhook, undefined, '/deliveries')),
  'POST /v1/webhooks/{id}/deliveries/{eventId}/redeliver': byAdmins(async (_, { owner, fresh }) => {
    const { id } = await owner.post<{ id: string }>('/v1/webhooks', newWebhook());
    const { customer } = await fresh('own');
    await owner.post(`/v1/customers/${customer.id}/exclude`);
    const [event] = await events(owner, `type=customerExcluded&customerId=${customer.id}`);
    return { path: `/v1/webhooks/${id}/deliveries/${event!.id}/redeliver`, body: {} };
  }),
  'POST /v1/webhooks/{id}/deliveries/{eventId}/acknowledge': byAdmins(
    onNew('/v1/webhooks', newWebhook, { token: 'a-token-of-mine' }, '/deliveries/evt_1/acknowledge'),
  ),

  'POST /v1/imports/{vendor}': byAdmins(
    at('/v1/imports/chargebee', { events: [{ id: 'ev_1', event_type: 'coupon_created', content: {} }] }),
  ),

  'GET /v1/custom-fields': shared(at('/v1/custom-fields')),
  'POST /v1/custom-fields': byAdmins((_, world) => ({ path: '/v1/custom-fields', body: newField(world) })),
  'GET /v1/custom-fields/{key}': shared(onNew('/v1/custom-fields', newField)),
  'PUT /v1/custom-fields/{key}': byAdmins(onNew('/v1/custom-fields', newField, { label: 'Tier' })),
  'DELETE /v1/custom-fields/{key}': byAdmins(onNew('/v1/custom-fields', newField)),
  'GET /v1/views': shared(at('/v1/views')),
  'POST /v1/views': byAdmins((_, world) => ({ path: '/v1/views', body: newView(world) })),
  'GET /v1/views/{id}': shared(onNew('/v1/views', newView)),
  'PUT /v1/views/{id}': byAdmins(onNew('/v1/views', newView, { name: 'Other' })),
  'DELETE /v1/views/{id}': byAdmins(onNew('/v1/views', newView)),
};
