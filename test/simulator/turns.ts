import { setImmediate } from 'node:timers/promises';
import { DatabaseUnavailable } from '../../connector/src/store/unavailable.ts';
import type { Random } from './random.ts';

/** A process that was killed: what it had begun and not committed is undone, and nothing of it goes on. */
export class Killed extends Error {}

/** How often, on average, a turn is a process's last, the database refuses it, or a COMMIT's answer is lost; 0 = never. */
export interface Faults {
  readonly killOnceIn: number;
  readonly refuseOnceIn: number;
  readonly loseOnceIn: number;
}

export const NO_FAULTS: Faults = { killOnceIn: 0, refuseOnceIn: 0, loseOnceIn: 0 };

/** What may happen at a turn, beside a kill: a refused statement undoes its transaction, a lost answer comes after what was done. */
export type Risk = 'none' | 'refused' | 'answerLost';

interface Waiting {
  readonly life: Life;
  readonly risk: Risk;
  readonly go: () => void;
  readonly end: (error: Error) => void;
}

/** One life of a process, from its start to its end. */
export interface Life {
  readonly name: string;
  isOver: boolean;
  /** Others have given back what it had in hand, whether it is dead or only slow. */
  isTakenForDead: boolean;
  /** A mail server has a message of its that is not yet recorded: there a refusal hurts most, and comes most often. */
  isRecording: boolean;
  /** It was without its database for longer than others wait for what it had in hand. */
  wasCutOff: boolean;
}

/** What a dead process waits for. */
export const NEVER = new Promise<never>(() => undefined);

const STUCK_MS = 20_000;

/**
 * Lets the work of several processes go on step by step, in an order drawn from the seed: whatever reads, writes or sends waits for its turn.
 * A step may be a process's last (a kill between any two writes), or be refused by the database.
 */
export class Turns {
  readonly #random: Random;
  readonly #waiting: Waiting[] = [];
  faults: Faults = NO_FAULTS;
  /** Called at each turn: time passes. */
  onTurn: () => void = () => undefined;
  /** Called for a process that was killed. */
  onKill: (life: Life) => void = () => undefined;
  taken = 0;
  lostAnswers = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Waits for a turn; throws Killed, or as the store does where the database is away, if that is its fate. */
  next(life: Life, risk: Risk = 'none'): Promise<void> {
    if (life.isOver) return Promise.reject(new Killed(`${life.name} was killed`));
    return new Promise((go, end) => this.#waiting.push({ life, risk, go, end }));
  }

  /** Gives turns until `isDone`. */
  async until(isDone: () => boolean): Promise<void> {
    let idleSince: number | null = null;
    for (;;) {
      // Lets run whatever can run without a turn.
      await setImmediate();
      if (isDone()) return;
      if (this.#waiting.length > 0) {
        idleSince = null;
        this.#take();
      } else if (performance.now() - (idleSince ??= performance.now()) > STUCK_MS) {
        throw new Error('The simulation is stuck: nothing waits for a turn, and the work is not done');
      }
    }
  }

  /** Ends a life: what waits of it fails, so that its transaction is undone; what comes later never goes on. */
  kill(life: Life): void {
    life.isOver = true;
    const ended = this.#waiting.filter((one) => one.life === life);
    for (const one of ended) this.#waiting.splice(this.#waiting.indexOf(one), 1);
    for (const one of ended) one.end(new Killed(`${life.name} was killed`));
    this.onKill(life);
  }

  #take(): void {
    const [chosen] = this.#waiting.splice(this.#random.between(0, this.#waiting.length - 1), 1) as [Waiting];
    this.taken++;
    this.onTurn();
    if (this.#random.onceIn(this.faults.killOnceIn)) {
      chosen.end(new Killed(`${chosen.life.name} was killed`));
      this.kill(chosen.life);
    } else if (this.#random.onceIn(this.#oddsOf(chosen))) {
      if (chosen.risk === 'answerLost') this.lostAnswers++;
      chosen.end(new DatabaseUnavailable('away', new Error(`simulated: ${chosen.risk}`)));
    } else {
      chosen.go();
    }
  }

  #oddsOf({ risk, life }: Waiting): number {
    if (risk === 'none') return 0;
    if (risk === 'answerLost') return this.faults.loseOnceIn;
    return life.isRecording ? this.faults.refuseOnceIn / 20 : this.faults.refuseOnceIn;
  }
}
