import { onTestFinished } from 'vitest';
import type { SourceRecord } from '../../../connector/src/sources/records.ts';
import type { SourceClient, SyncCursor } from '../../../connector/src/sources/source.ts';
import { connect } from '../../../connector/src/sources/quickbooks/connection.ts';
import type { QuickBooksSecrets, QuickBooksSettings } from '../../../connector/src/sources/quickbooks/settings.ts';
import { DatabaseUnavailable } from '../../../connector/src/store/unavailable.ts';
import { Company } from './company.ts';
import { CLIENT_ID, CLIENT_SECRET, type QuickBooksServer, startQuickBooks, VERIFIER_TOKEN } from './server.ts';

/** A company, its server, and clients of it as a sync or question gets them. */
export interface Connected {
  readonly company: Company;
  readonly server: QuickBooksServer;
  /** What is kept of the secrets. */
  kept: QuickBooksSecrets;
  /** Every state of the secrets that was kept. */
  readonly saved: QuickBooksSecrets[];
  /** Nothing can be kept now. */
  isDatabaseAway: boolean;
  /** Wall-clock ms; that of the company, unless told. */
  wall: () => number;
  client(secrets?: QuickBooksSecrets): SourceClient;
}

export function settingsOf(company: Company, server: QuickBooksServer): QuickBooksSettings {
  const { realmId } = company;
  return { realmId, clientId: CLIENT_ID, environment: 'production', paymentPages: false, apiUrl: server.url };
}

export async function connected(company = new Company()): Promise<Connected> {
  const server = await startQuickBooks(company);
  onTestFinished(() => server.down());
  const held: Connected = {
    company,
    server,
    kept: { clientSecret: CLIENT_SECRET, refreshToken: server.refreshToken, verifierToken: VERIFIER_TOKEN },
    saved: [],
    isDatabaseAway: false,
    wall: () => company.now,
    client: (secrets = held.kept) =>
      connect(
        { name: 'books', timeZone: 'UTC', settings: settingsOf(company, server), secrets },
        {
          download: () => Promise.reject(new Error('Nothing is downloaded here')),
          loadSecrets: () => Promise.resolve(held.kept),
          saveSecrets: (next, before) => {
            if (held.isDatabaseAway) return Promise.reject(new DatabaseUnavailable('away', new Error('Cut off')));
            if (held.kept !== before) return Promise.resolve(false);
            held.saved.push(next);
            held.kept = next;
            return Promise.resolve(true);
          },
          signal: new AbortController().signal,
          wall: () => held.wall(),
        },
      ),
  };
  return held;
}

export interface Synced {
  readonly records: SourceRecord[];
  readonly phases: string[];
  readonly cursor: SyncCursor;
  readonly listed: readonly string[] | undefined;
}

/** All pages from a cursor on, each by a client of its own, as after a restart. */
export async function syncAll(held: Connected, from: SyncCursor | null = null): Promise<Synced> {
  const records: SourceRecord[] = [];
  const phases: string[] = [];
  for (let cursor = from; ;) {
    const page = await held.client().page(cursor);
    records.push(...page.records);
    phases.push(page.phase);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as SyncCursor;
    if (!page.hasMore) return { records, phases, cursor, listed: page.listed };
  }
}
