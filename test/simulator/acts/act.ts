import type { Actor } from '../../../connector/src/domain/actor.ts';
import type { Deps } from '../../../connector/src/usecases/deps.ts';
import type { MailServer } from '../mailServer.ts';
import type { Random } from '../random.ts';
import type { SourceSystem } from '../sourceSystem.ts';
import type { Witness } from '../witness.ts';

export const OWNER: Actor = Object.freeze({
  type: 'key',
  id: 'key_simulated',
  name: 'Simulation',
  role: 'owner',
  userId: null,
  position: null,
});

/** Something that a process is asked to do. What `mayRepeat` is asked for again by whoever got no answer. */
export interface Act {
  readonly what: string;
  readonly mayRepeat: boolean;
  readonly do: (deps: Deps) => Promise<unknown>;
}

/** What a world has beside customers, invoices and plans. */
export interface Features {
  /** INV-1: new invoices are to be sent. */
  readonly sendsInvoices: boolean;
  readonly hasReplies: boolean;
  readonly hasRules: boolean;
  /** Some invoices come from another system. */
  readonly hasSource: boolean;
}

/** What acts are drawn from. */
export interface Scene {
  readonly random: Random;
  readonly witness: Witness;
  readonly mail: MailServer;
  readonly source: SourceSystem;
  readonly features: Features;
  readonly today: number;
  /** Counts what is made, so that everything has a name of its own. */
  readonly number: () => number;
}

/** A change that may be asked for again. */
export function change(what: string, work: Act['do']): Act {
  return { what, mayRepeat: true, do: work };
}
