import type { WriteOutcomes, FiguresRow } from '../figures.ts';
import type { ObjectKind, SourceRecord } from '../records.ts';
import type { ClientContext, FedField, SourceAccess, SourceClient, SourcePage, SyncCursor } from '../source.ts';
import type { OrgReader } from './orgReader.ts';
import type { SalesforceSecrets } from './client.ts';
import type { SalesforceSettings } from './settings.ts';

type Access = SourceAccess<SalesforceSettings, SalesforceSecrets>;

/** Salesforce for one sync. jsforce is large, and loaded by whoever has such a source alone. */
export class SalesforceSource implements SourceClient {
  readonly #access: Access;
  readonly #context: ClientContext<SalesforceSecrets>;
  #reader: Promise<OrgReader> | null = null;

  constructor(access: Access, context: ClientContext<SalesforceSecrets>) {
    this.#access = access;
    this.#context = context;
  }

  async page(cursor: SyncCursor | null): Promise<SourcePage> {
    const { readPage } = await import('./readPage.ts');
    return readPage(await this.#org(), cursor);
  }

  async fetch(kind: ObjectKind, externalId: string): Promise<readonly SourceRecord[]> {
    return this.fetchMany(kind, [externalId]);
  }

  async fetchMany(kind: ObjectKind, externalIds: readonly string[]): Promise<readonly SourceRecord[]> {
    return kind === 'account' ? (await this.#org()).accountsNow(externalIds) : [];
  }

  async fedFields(): Promise<readonly FedField[]> {
    return (await this.#org()).fedFields();
  }

  async writeFigures(rows: readonly FiguresRow[], done: (portion: WriteOutcomes) => Promise<void>): Promise<void> {
    const { writeFigures } = await import('./writeFigures.ts');
    await writeFigures(await this.#org(), rows, done);
  }

  #org(): Promise<OrgReader> {
    this.#reader ??= this.#open();
    return this.#reader;
  }

  async #open(): Promise<OrgReader> {
    const { OrgReader } = await import('./orgReader.ts');
    return OrgReader.open(this.#access, this.#context);
  }
}
