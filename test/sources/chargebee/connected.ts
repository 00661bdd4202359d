import type { Client } from '../../http/api/client.ts';
import { type Source, sync } from '../stripe/connected.ts';
import type { ChargebeeServer } from './server.ts';

const WEBHOOK = { user: 'hook', password: 'a password: of Chargebee' };

/** Connects a Chargebee of this machine, which syncs when asked; the source once its first sync has ended. */
export async function connectChargebee(api: Client, server: ChargebeeServer, more: object = {}): Promise<Source> {
  const { id } = await api.post<Source>('/v1/sources', {
    type: 'chargebee',
    settings: { site: 'acme', apiUrl: `http://127.0.0.1:${server.port}` },
    secrets: { apiKey: server.apiKey, webhookUser: WEBHOOK.user, webhookPassword: WEBHOOK.password },
    intervalMinutes: 0,
    ...more,
  });
  return sync(api, { id });
}

/** Posts an event as Chargebee does. */
export function tell(api: Client, { id }: Pick<Source, 'id'>, event: object, { user, password } = WEBHOOK) {
  return fetch(`${api.url}/v1/sources/${id}/webhook`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json;charset=UTF-8',
      Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    },
    body: JSON.stringify(event),
  });
}
