import { onTestFinished } from 'vitest';
import type { AccountRecord, SourceRecord } from '../../../connector/src/sources/records.ts';
import { SalesforceSource } from '../../../connector/src/sources/salesforce/salesforceSource.ts';
import { salesforceSettings } from '../../../connector/src/sources/salesforce/settings.ts';
import type { SyncCursor } from '../../../connector/src/sources/source.ts';
import type { Org } from './org.ts';
import type { SalesforceServer } from './server.ts';

let wall = Date.parse('2026-11-23T09:00:00Z');

/** The source as it is asked, on a server of a test. */
export function connect(server: SalesforceServer, settings: object = {}): SalesforceSource {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const parsed = salesforceSettings.parse({ matchField: 'AccountNumber', apiUrl: server.url, ...settings });
  const access = { name: 'salesforce', timeZone: 'Europe/Paris', settings: parsed, secrets: server.credentials };
  return new SalesforceSource(access, {
    download: () => Promise.reject(new Error('Nothing is downloaded here')),
    loadSecrets: async () => server.credentials,
    saveSecrets: async () => true,
    signal: stop.signal,
    wall: () => wall++,
  });
}

/** All pages of one sync. */
export async function sync(source: SalesforceSource, from: SyncCursor | null = null) {
  const records: SourceRecord[] = [];
  for (let cursor = from; ;) {
    const page = await source.page(cursor);
    records.push(...page.records);
    // A cursor is kept as JSON.
    cursor = JSON.parse(JSON.stringify(page.cursor)) as SyncCursor;
    if (!page.hasMore) return { records, cursor, listed: page.listed };
  }
}

/** The last record of an account. */
export const about = (records: readonly SourceRecord[], id: string) =>
  records.filter(({ externalId }) => externalId === id).at(-1) as AccountRecord;

/** An account with its owner. */
export function withOwner(org: Org, more: Record<string, unknown> = {}) {
  const ines = org.user('Inès Martin', 'ines@example.com');
  return { ines, account: org.account('C-1', { OwnerId: ines, ...more }) };
}
