import type { Delivery, Mailer, OutgoingMessage } from '../../connector/src/delivery/mailer.ts';
import type { Random } from './random.ts';
import { type Life, Killed, NEVER, type Turns } from './turns.ts';
import { INVOICE_MESSAGE } from './invoiceLaw.ts';
import type { Witness } from './witness.ts';

const REFUSED = { kind: 'refused', permanent: false, serverDown: false, refusedAddresses: [] } as const;

/** A mail server, and what it has delivered, whatever the connector learned of it. */
export class MailServer {
  readonly #turns: Turns;
  readonly #random: Random;
  readonly #witness: Witness;
  readonly delivered = new Set<string>();
  /** Of these the server never said what became of them. */
  readonly unanswered = new Set<string>();
  readonly #keys = new Map<string, string>();
  isDown = false;
  /** How often, on average, a message meets trouble; 0 = never. */
  troubleOnceIn = 0;

  constructor(turns: Turns, random: Random, witness: Witness) {
    this.#turns = turns;
    this.#random = random;
    this.#witness = witness;
  }

  /** The way out of one process. */
  for(life: Life): Mailer {
    return {
      send: (message) =>
        this.#send(life, message).catch((error: unknown) => {
          if (error instanceof Killed) return NEVER;
          throw error;
        }),
      close: () => Promise.resolve(),
    };
  }

  async #send(life: Life, message: OutgoingMessage): Promise<Delivery> {
    await this.#turns.next(life);
    this.#checkWrittenDown(life, message.actionId);
    life.isRecording = true;
    if (this.isDown) return { ...REFUSED, reason: 'connect ECONNREFUSED', serverDown: true };
    const trouble = this.#random.onceIn(this.troubleOnceIn)
      ? this.#random.pick(['full', 'nobody', 'silent', 'lost'] as const)
      : null;
    if (trouble === 'full') return { ...REFUSED, reason: '452 Try again later' };
    if (trouble === 'nobody') {
      const refusedAddresses = message.to.map((email) => ({
        email,
        reason: '550 5.1.1 No such user',
        isInvalid: true,
      }));
      return { ...REFUSED, reason: '550 5.1.1 No such user', permanent: true, refusedAddresses };
    }
    if (trouble !== 'lost') this.#deliver(message.actionId);
    // The process may die while the server already has the message.
    await this.#turns.next(life);
    if (trouble !== null) {
      this.unanswered.add(message.actionId);
      return { kind: 'unknown', reason: 'No answer came', serverDown: false };
    }
    return { kind: 'accepted', refusedAddresses: [] };
  }

  /** Another node sends a claimed action's message. */
  deliverElsewhere(actionId: string): void {
    this.#deliver(actionId);
  }

  /** SND-3: handing over is written down, and committed, before. Of a process taken for dead it is called uncertain meanwhile. */
  #checkWrittenDown(life: Life, actionId: string): void {
    const action = this.#witness.books.action(actionId);
    if (action?.status === 'uncertain' && life.isTakenForDead) return;
    if (action?.status !== 'sending')
      this.#witness.violations.push(`SND-3: ${actionId} is handed over while it is ${action?.status ?? 'unknown'}`);
  }

  /** SND-2. */
  #deliver(actionId: string): void {
    const { violations } = this.#witness;
    if (this.delivered.has(actionId)) violations.push(`SND-2: ${actionId} went out twice`);
    this.delivered.add(actionId);
    const key = this.#keyOf(actionId);
    if (key === null) return;
    const earlier = this.#keys.get(key);
    if (earlier !== undefined) violations.push(`SND-2: ${actionId} repeats ${earlier} (${key})`);
    this.#keys.set(key, actionId);
  }

  /** What goes out once: of an ad hoc e-mail, that of one request. */
  #keyOf(actionId: string): string | null {
    const { books } = this.#witness;
    const action = books.action(actionId);
    if (!action) return null;
    if (action.planId === null)
      return books.all<{ key: string }>(
        'SELECT request_key AS key FROM ad_hoc_actions WHERE action_id = ?',
        actionId,
      )[0]!.key;
    // A message that carries an invoice goes out once, in the name of whatever plan.
    const planId = action.stepId === INVOICE_MESSAGE ? '' : action.planId;
    return [planId, action.stepId, action.subjectId, action.referenceId].join(' ');
  }
}
