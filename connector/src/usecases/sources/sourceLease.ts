import { leaseSource, updateLeased } from '../../store/sources.ts';
import type { Session } from '../../store/store.ts';
import type { SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';

/** Many beats: a process that is merely slow keeps what it has leased. */
const LEASE_MS = 5 * 60_000;
const BEAT_MS = 60_000;

/** The lease went to another process, or was taken away; whoever has it then goes on. */
export class LeaseLost extends Error {}

/** A source that this process alone works on. */
export interface SourceLease {
  /** As it was when it was leased. */
  readonly source: SourceTable;
  /** Aborted when the lease is lost, or the process stops. */
  readonly signal: AbortSignal;
  /** Changes the source in a transaction that is to count only as long as the lease holds: else throws LeaseLost. */
  renew(session: Session, change?: Partial<SourceTable>): Promise<void>;
  isLost(): boolean;
  /** It is renewed no more by itself. */
  stopRenewing(): void;
}

export type Renew = SourceLease['renew'];

/**
 * Leases a source that there is something to do for, null if not. The lease is renewed every minute until `stopRenewing`, however long the vendor
 * takes to answer, so that nobody else begins the same work meanwhile.
 */
export async function takeLease(deps: Deps, id: string): Promise<SourceLease | null> {
  const { store, clock } = deps;
  const until = () => clock.wall() + LEASE_MS;
  const source = await leaseSource(store.session, id, deps.newId('lse'), clock.wall(), until());
  if (!source) return null;
  const lost = new AbortController();
  const renew: Renew = async (session, change = {}) => {
    if (await updateLeased(session, source, { leaseUntil: until(), ...change })) return;
    lost.abort();
    throw new LeaseLost('Another process has taken over the sync');
  };
  // Is the database away, the work itself finds out.
  const beat = setInterval(() => void renew(store.session).catch(() => undefined), BEAT_MS).unref();
  return {
    source,
    signal: AbortSignal.any([deps.stopping, lost.signal]),
    renew,
    isLost: () => lost.signal.aborted,
    stopRenewing: () => clearInterval(beat),
  };
}
