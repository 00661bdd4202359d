import type { Field } from 'jsforce/lib/types/index.js';
import type { MisfitRecord, SourceRecord } from '../records.ts';
import type { ClientContext, FedField, SourceAccess } from '../source.ts';
import { accountRecords } from './accounts.ts';
import { SalesforceClient, type SalesforceRecord, type SalesforceSecrets } from './client.ts';
import { SalesforceError } from './errors.ts';
import { customFieldType, picklistOptions } from './fieldValues.ts';
import type { SalesforceSettings } from './settings.ts';
import { inLists, quoted } from './soql.ts';
import { writingProblem } from './writeBack.ts';
import type { WrittenFigure } from '../figures.ts';

type Access = SourceAccess<SalesforceSettings, SalesforceSecrets>;
type Records = readonly SalesforceRecord[];

/** Accounts of an org with their owners and contacts, as settings choose them. */
export class OrgReader {
  readonly client: SalesforceClient;
  readonly settings: SalesforceSettings;
  /** Of Account. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly timeZone: string;
  readonly context: ClientContext<SalesforceSecrets>;

  private constructor(
    client: SalesforceClient,
    { settings, timeZone }: Access,
    fields: ReadonlyMap<string, Field>,
    context: ClientContext<SalesforceSecrets>,
  ) {
    this.client = client;
    this.settings = settings;
    this.timeZone = timeZone;
    this.fields = fields;
    this.context = context;
  }

  /** Refuses settings that name fields which are not there, or are of no use for what they are named for. */
  static async open(access: Access, context: ClientContext<SalesforceSecrets>): Promise<OrgReader> {
    const { settings, secrets } = access;
    const { apiUrl, loginUrl, apiVersion } = settings;
    const client = new SalesforceClient({ loginUrl: apiUrl ?? loginUrl, apiVersion }, secrets, context);
    const fields = await client.describe('Account');
    const problems = settingsProblems(settings, fields);
    if (problems.length > 0) throw new SalesforceError({ kind: 'refused', message: problems.join('; ') });
    return new OrgReader(client, access, fields, context);
  }

  /** What a query of accounts selects, for `records`. */
  get selected(): string {
    const { matchField, ownerField, customFields } = this.settings;
    const chosen = [matchField, ...(ownerField === null ? [] : [ownerField]), ...Object.values(customFields)];
    return [...new Set(['Id', 'IsDeleted', 'SystemModstamp', ...chosen])].join(', ');
  }

  fedFields(): FedField[] {
    return Object.entries(this.settings.customFields).map(([key, name]) => {
      const field = this.fields.get(name)!;
      return { key, label: field.label, type: customFieldType(field)!, options: picklistOptions(field) };
    });
  }

  /** Accounts as they are now, those that are gone included. */
  async accountsNow(ids: readonly string[]): Promise<readonly SourceRecord[]> {
    const version = this.context.wall();
    const found = await this.accounts(ids);
    const present = new Set(found.map(({ Id }) => Id));
    const gone = ids.filter((id) => !present.has(id));
    return [
      ...(await this.records(found, version)),
      ...gone.map((externalId): SourceRecord => ({ kind: 'account', externalId, version, deleted: true })),
    ];
  }

  /** Accounts by their ids, deleted ones left out. */
  async accounts(ids: Iterable<string>): Promise<SalesforceRecord[]> {
    return this.#listed((list) => `SELECT ${this.selected} FROM Account WHERE Id IN ${list}`, ids);
  }

  users(ids: Iterable<string>): Promise<SalesforceRecord[]> {
    return this.#listed((list) => `SELECT Id, Name, Email, IsActive FROM User WHERE Id IN ${list}`, ids);
  }

  /** Accounts in our shape; `version`: wall-clock ms before they were asked for. `owners` are told of. */
  async records(accounts: Records, version: number, owners?: Map<string, string>): Promise<SourceRecord[]> {
    const present = accounts.filter((account) => account['IsDeleted'] !== true);
    const ownerOf = await this.#owners(present);
    for (const owner of ownerOf.values()) owners?.set(owner.Id, ownerState(owner));
    const contactsOf = await this.#contacts(present);
    const rivals = await this.#rivals(present);
    return accounts.flatMap((account): SourceRecord[] => {
      const rival = rivals.get(account.Id);
      if (rival !== undefined) return [this.#misfit(account, version, rival)];
      const owner = ownerOf.get(String(account[this.settings.ownerField ?? ''])) ?? null;
      const contacts = this.settings.contacts ? (contactsOf.get(account.Id) ?? []) : null;
      return accountRecords({ account, owner, contacts, version }, this);
    });
  }

  async #owners(accounts: Records): Promise<Map<string, SalesforceRecord>> {
    const { ownerField } = this.settings;
    if (ownerField === null) return new Map();
    // Queues and the like are no users: their ids begin otherwise.
    const ids = accounts.map((account) => String(account[ownerField])).filter((id) => id.startsWith('005'));
    return new Map((await this.users(ids)).map((user) => [user.Id, user]));
  }

  async #contacts(accounts: Records): Promise<Map<string, SalesforceRecord[]>> {
    const { contacts } = this.settings;
    if (!contacts) return new Map();
    const condition = contacts.onlyIf === null ? '' : ` AND ${contacts.onlyIf} = true`;
    const ids = accounts.map(({ Id }) => Id);
    const found = await this.#listed(
      (list) =>
        `SELECT Id, AccountId, FirstName, LastName, Email, Phone FROM Contact WHERE AccountId IN ${list}${condition} ORDER BY Id`,
      ids,
    );
    return Map.groupBy(found, (contact) => String(contact['AccountId']));
  }

  /** Accounts that share their customer with one that is older: their ids, and the older one's. Of a unique field there are none. */
  async #rivals(accounts: Records): Promise<Map<string, string>> {
    const { matchField } = this.settings;
    const field = this.fields.get(matchField)!;
    if (matchField === 'Id' || field.unique) return new Map();
    const shared = accounts.map((account) => account[matchField]).filter((value) => value !== null && value !== '');
    const literal = isNumber(field) ? String : quoted;
    const found = await this.#listed(
      (list) => `SELECT Id, ${matchField} FROM Account WHERE ${matchField} IN ${list} ORDER BY Id`,
      shared.map(String),
      literal,
    );
    const rivals = new Map<string, string>();
    const first = new Map<string, string>();
    for (const { Id, [matchField]: value } of found) {
      const older = first.get(String(value));
      if (older === undefined) first.set(String(value), Id);
      else rivals.set(Id, older);
    }
    return rivals;
  }

  #misfit(account: SalesforceRecord, version: number, rival: string): MisfitRecord {
    const { matchField } = this.settings;
    const problem =
      `The account has the same ${matchField} as ${rival}, which is older: '${String(account[matchField])}'. ` +
      'Change it on one of them, or merge them';
    return { kind: 'account', externalId: account.Id, version, raw: account, problem };
  }

  async #listed(
    soql: (list: string) => string,
    values: Iterable<string>,
    literal?: (value: string) => string,
  ): Promise<SalesforceRecord[]> {
    const found: SalesforceRecord[] = [];
    for (const list of inLists(values, literal)) found.push(...(await this.client.queryAll(soql(list))));
    return found;
  }
}

/** What of a user makes a difference to the accounts they own. */
export function ownerState({ Name, Email, IsActive }: SalesforceRecord): string {
  return JSON.stringify([Name, Email, IsActive]);
}

const isNumber = ({ type }: Field) => type === 'double' || type === 'int';

function settingsProblems(settings: SalesforceSettings, fields: ReadonlyMap<string, Field>): string[] {
  const problems: string[] = [];
  const check = (setting: string, name: string, problemOf: (field: Field) => string | null) => {
    const field = fields.get(name);
    const problem = field
      ? problemOf(field)
      : `Account has no field ${name} that the connected user can see; names are exact, capitals included`;
    if (problem !== null) problems.push(`${setting}: ${problem}`);
  };
  const { matchField, ownerField, customFields, writeBack } = settings;
  check('matchField', matchField, ({ filterable }) =>
    filterable ? null : `${matchField} cannot be searched for: choose a text field, best an external id`,
  );
  if (ownerField !== null)
    check('ownerField', ownerField, ({ type }) =>
      type === 'reference' ? null : `${ownerField} is no lookup to a user, but a field of type ${type}`,
    );
  for (const [key, name] of Object.entries(customFields))
    check(`customFields.${key}`, name, (field) =>
      customFieldType(field) === null ? `${name} is of type ${field.type}, which no custom field holds` : null,
    );
  for (const [figure, name] of Object.entries(writeBack))
    check(`writeBack.${figure}`, name, (field) => writingProblem(figure as WrittenFigure, field));
  return problems;
}
