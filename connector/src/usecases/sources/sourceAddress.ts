import { invalid } from '../../domain/errors.ts';
import { literalAddress } from '../../events/addresses.ts';
import type { SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Other addresses than the vendor's are for trying things out. The vendor's SDK looks names up by itself, so that nobody can check where they lead. */
export function checkAddress({ privateAddresses, post }: Deps, settings: Settings): void {
  const { apiUrl } = settings;
  if (typeof apiUrl !== 'string') return;
  const { hostname } = new URL(apiUrl);
  const refusal =
    privateAddresses === 'none'
      ? 'another address than the vendor’s is taken only where DUNNING_PRIVATE_ADDRESSES allows private ones'
      : literalAddress(hostname) === null
        ? `${hostname} is a name, which may lead anywhere: give its IP address`
        : post.refusal(new URL(apiUrl));
  if (refusal !== null) throw invalid([{ path: 'settings.apiUrl', message: refusal }]);
}

/** Secrets that are kept go where they have always gone: who points them elsewhere has to know them. */
export function refuseRedirected(
  before: SourceTable,
  { settings, secrets }: { readonly settings?: Settings; readonly secrets?: unknown },
): void {
  if (settings === undefined || secrets !== undefined) return;
  const { apiUrl } = JSON.parse(before.settingsJson) as Settings;
  if (settings['apiUrl'] === apiUrl) return;
  throw invalid([{ path: 'secrets', message: 'must be sent again with another settings.apiUrl: they are sent there' }]);
}
