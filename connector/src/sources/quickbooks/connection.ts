import type { ObjectKind, SourceRecord } from '../records.ts';
import type { ClientContext, SourceAccess, SourceClient, SourcePage, SyncCursor } from '../source.ts';
import { accessKeeper } from './access.ts';
import { QuickBooksApi } from './api.ts';
import { KIND, objectBehind, versionAt } from './ids.ts';
import { type AnyObject, ENTITIES, type Entity, type TermObject, termObject } from './objects.ts';
import { pageAt } from './pages.ts';
import type { Company } from './company.ts';
import { deletedRecords, recordsOfEntity } from './records.ts';
import { apiUrlOf, type QuickBooksSecrets, type QuickBooksSettings } from './settings.ts';

/** A company in QuickBooks Online, for one sync or question. */
export function connect(
  access: SourceAccess<QuickBooksSettings, QuickBooksSecrets>,
  context: ClientContext<QuickBooksSecrets>,
): SourceClient {
  const { settings } = access;
  const api = new QuickBooksApi({
    apiUrl: apiUrlOf(settings),
    realmId: settings.realmId,
    accessToken: accessKeeper(access, context),
    signal: context.signal,
  });
  const facts = companyFacts(api);
  const toRecords = async (objects: readonly (readonly [Entity, AnyObject])[]): Promise<SourceRecord[]> => {
    const company = await facts(objects);
    return objects.flatMap(([entity, object]) => recordsOfEntity(entity, object, company));
  };
  return {
    async page(cursor: SyncCursor | null): Promise<SourcePage> {
      const { objects, isWhole, ...page } = await pageAt(api, cursor, context.wall());
      const records = await toRecords(objects);
      const listed: ObjectKind[] = ENTITIES.map((entity) => KIND[entity]);
      return { ...page, records, ...(isWhole ? { listed } : {}) };
    },
    async fetch(kind: ObjectKind, externalId: string): Promise<SourceRecord[]> {
      const behind = objectBehind(kind, externalId);
      if (behind === null) return [];
      const { objects, at } = await api.read(behind.entity, behind.id);
      const [object] = objects;
      if (!object) return deletedRecords(behind.entity, behind.id, versionAt(at, Infinity));
      const linked = await linkedTo(api, behind.entity, object);
      return toRecords([[behind.entity, object], ...linked]);
    },
    pdf: (invoiceExternalId) => api.invoicePdf(invoiceExternalId),
    paymentPage: (invoiceExternalId) => api.invoiceLink(invoiceExternalId),
  };
}

/**
 * What changes with an object, and has to be known with it: the payments of an invoice, before it is reminded of; the credit memos that a payment
 * applied, of which less is left.
 */
async function linkedTo(api: QuickBooksApi, entity: Entity, object: AnyObject): Promise<[Entity, AnyObject][]> {
  const { LinkedTxn = [], Line = [] } = object as Linking;
  const wanted = entity === 'Invoice' ? 'Payment' : 'CreditMemo';
  const links =
    entity === 'Invoice' ? LinkedTxn : entity === 'Payment' ? Line.flatMap((one) => one.LinkedTxn ?? []) : [];
  const ids = new Set(links.filter(({ TxnType }) => TxnType === wanted).map(({ TxnId }) => TxnId));
  const found: [Entity, AnyObject][] = [];
  for (const id of ids) for (const one of (await api.read(wanted, id)).objects) found.push([wanted, one]);
  return found;
}

interface Linking {
  readonly LinkedTxn?: readonly { readonly TxnId: string; readonly TxnType: string }[];
  readonly Line?: readonly { readonly LinkedTxn?: Linking['LinkedTxn'] }[];
}

/** What belongs to the company, asked for once, and only when an object leaves it out. */
function companyFacts(api: QuickBooksApi): (objects: readonly (readonly [Entity, AnyObject])[]) => Promise<Company> {
  let homeCurrency: Promise<string | null> | null = null;
  let terms: Promise<Map<string, TermObject>> | null = null;
  return async (objects) => {
    const lacks = (field: string) =>
      objects.some(([entity, object]) => entity !== 'Customer' && object.status !== 'Deleted' && !(field in object));
    if (lacks('CurrencyRef')) homeCurrency ??= homeCurrencyOf(api);
    if (objects.some(([, object]) => 'SalesTermRef' in object && !('DueDate' in object))) terms ??= termsOf(api);
    return { homeCurrency: await homeCurrency, terms: (await terms) ?? new Map<string, TermObject>() };
  };
}

async function homeCurrencyOf(api: QuickBooksApi): Promise<string | null> {
  const { objects } = await api.query<{ CurrencyPrefs?: { HomeCurrency?: { value?: string } } }>('Preferences');
  return objects[0]?.CurrencyPrefs?.HomeCurrency?.value ?? null;
}

async function termsOf(api: QuickBooksApi): Promise<Map<string, TermObject>> {
  const { objects } = await api.query<unknown>('Term', 'maxresults 1000');
  const terms = objects.map((object) => termObject.parse(object));
  return new Map(terms.map((term) => [term.Id, term]));
}
