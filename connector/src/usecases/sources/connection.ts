import { isDeepStrictEqual } from 'node:util';
import { type Actor, sourceActor } from '../../domain/actor.ts';
import { conflict, unprocessable } from '../../domain/errors.ts';
import { type SourceAccess, type SourceClient, Undownloadable, type Vendor } from '../../sources/source.ts';
import type { SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { findSource } from './findSource.ts';

/** A source, ready to be asked; what it brings is written in its name. */
export interface Connection {
  readonly source: SourceTable;
  readonly vendor: Vendor;
  readonly access: SourceAccess<unknown, unknown>;
  /** Secrets that came later than those of `access`: renewed tokens. */
  readonly renewed?: readonly unknown[];
  readonly client: SourceClient;
  readonly actor: Actor;
  readonly signal: AbortSignal;
}

/** Decrypts its secrets; nothing is called yet. `signal` ends calls that are on their way. */
export async function connect(deps: Deps, source: SourceTable, signal = deps.stopping): Promise<Connection> {
  const vendor = vendorOf(deps, source);
  const access = await accessOf(deps, source);
  const renewed: unknown[] = [];
  const client = vendor.connect(access, {
    signal,
    wall: () => deps.clock.wall(),
    download: (url) => download(deps, url, signal),
    loadSecrets: async () => {
      const secrets = openSecrets(deps, await findSource(deps.store.session, source.id));
      renewed.push(secrets);
      return secrets;
    },
    saveSecrets: (secrets, before) => {
      renewed.push(secrets);
      return saveSecrets(deps, source.id, secrets, before);
    },
  });
  return { source, vendor, access, renewed, client, actor: sourceActor(source.name), signal };
}

/** No mail server takes more. */
const LARGEST_FILE = 20 * 1024 * 1024;

async function download({ post }: Deps, url: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await post.download(url, LARGEST_FILE, signal);
  } catch (error) {
    throw new Undownloadable(`The file could not be fetched: ${(error as Error).message}`);
  }
}

export function vendorOf({ vendors }: Pick<Deps, 'vendors'>, { type }: Pick<SourceTable, 'type'>): Vendor {
  const vendor = vendors[type];
  if (!vendor) throw unprocessable(`This version knows no sources of the type '${type}'`);
  return vendor;
}

/** Settings and secrets as the vendor takes them; a 409 where the key that encrypted them is not this one. */
export async function accessOf(deps: Deps, source: SourceTable): Promise<SourceAccess<unknown, unknown>> {
  const { settings } = await currentMoment(deps.store.session, deps.clock);
  return {
    name: source.name,
    timeZone: settings.timeZone,
    settings: JSON.parse(source.settingsJson) as unknown,
    secrets: openSecrets(deps, source),
  };
}

export function openSecrets({ secretBox }: Deps, { id, name, secrets }: SourceTable): unknown {
  if (!secretBox)
    throw conflict(`The secrets of ‘${name}’ cannot be read: start the connector with DUNNING_SECRETS_KEY`);
  try {
    return secretBox.open(id, secrets);
  } catch {
    throw conflict(`The secrets of ‘${name}’ were encrypted with another DUNNING_SECRETS_KEY: send them again`);
  }
}

async function saveSecrets(deps: Deps, id: string, secrets: unknown, before: unknown): Promise<boolean> {
  const { session } = deps.store;
  const now = await findSource(session, id);
  if (!isDeepStrictEqual(openSecrets(deps, now), before)) return false;
  const { numUpdatedRows } = await session.db
    .updateTable('sources')
    .set({ secrets: deps.secretBox!.seal(id, secrets), updatedAt: deps.clock.now() })
    .where('id', '=', id)
    .where('secrets', '=', now.secrets)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
