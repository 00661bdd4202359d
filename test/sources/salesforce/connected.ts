import type { Client } from '../../http/api/client.ts';
import type { Source, SourceError } from '../stripe/connected.ts';
import type { SalesforceServer } from './server.ts';

/** Connects Salesforce; it is synced when asked alone. */
export function connect(api: Client, server: SalesforceServer, settings: object = {}): Promise<Source> {
  return api.post<Source>('/v1/sources', {
    type: 'salesforce',
    settings: { matchField: 'AccountNumber', apiUrl: server.url, ...settings },
    secrets: server.credentials,
    intervalMinutes: 0,
  });
}

/** What is put aside of a source. */
export const putAside = (api: Client, { id }: Source) => api.all<SourceError>(`/v1/sources/${id}/errors`);
