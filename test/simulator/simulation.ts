import { templateDirectory, TemplateLibrary } from '../../connector/src/delivery/templates.ts';
import { DomainError } from '../../connector/src/domain/errors.ts';
import { openStore } from '../../connector/src/store/store.ts';
import { DatabaseUnavailable } from '../../connector/src/store/unavailable.ts';
import { runCadence } from '../../connector/src/usecases/cadence/runCadence.ts';
import { succeed } from '../../connector/src/usecases/operating/stayAlive.ts';
import { changeSettings } from '../../connector/src/usecases/organization/changeSettings.ts';
import { savePlan } from '../../connector/src/usecases/plans/savePlan.ts';
import { createWebhook } from '../../connector/src/usecases/webhooks/webhooks.ts';
import { type Act, change, type Features, OWNER, type Scene } from './acts/act.ts';
import { runOf, timePasses } from './acts/cadence.ts';
import { saveCustomer } from './acts/customers.ts';
import { drawAct } from './acts/draw.ts';
import { saveInvoice } from './acts/invoices.ts';
import { sendDue } from './acts/invoiceSending.ts';
import { PLANS } from './acts/plans.ts';
import { readReply } from './acts/replies.ts';
import { Unanswered } from './acts/requests.ts';
import { rulesOf } from './acts/rules.ts';
import { connectSource, sourceId, syncOf } from './acts/source.ts';
import { leftUnsent, leftUntold } from './aftermath.ts';
import { SharedDatabase } from './database.ts';
import { instantOf } from './law.ts';
import { Machine, processName, type World } from './machine.ts';
import { MailServer } from './mailServer.ts';
import { type Random, randomFrom } from './random.ts';
import { Receiver, SUBSCRIBERS } from './receiver.ts';
import { SourceSystem } from './sourceSystem.ts';
import { Killed, type Life, NO_FAULTS, Turns } from './turns.ts';
import { Witness } from './witness.ts';

export interface Report {
  readonly seed: number;
  readonly days: number;
  readonly processes: number;
  readonly acts: number;
  readonly turns: number;
  readonly kills: number;
  readonly refusals: number;
  /** COMMITs that got through, of which nobody was told. */
  readonly lostAnswers: number;
  readonly successions: number;
  readonly delivered: number;
  readonly events: number;
  /** Given by the source about single invoices. */
  readonly answers: number;
  readonly checked: Witness['checked'];
  readonly violations: readonly string[];
}

const DAY_MS = 86_400_000;
/** Monday 23 November 2026. */
const START = Date.UTC(2026, 10, 23, 7);
const PREFERENCE = {
  customerLanguage: null,
  formOfAddress: 'formal',
  planLanguage: null,
  organizationLanguage: 'en',
} as const;
const LATEST_TURNS = 40;
/** One before 06:30 UTC (INV-3) and the send time, three after. */
const HOURS = [6, 9, 11, 15] as const;

/** A world drawn from a seed, and all that happens in it. */
export class Simulation {
  readonly #seed: number;
  readonly #random: Random;
  readonly #world: World;
  readonly #witness: Witness;
  readonly #machines: Machine[] = [];
  #wall = START;
  #made = 0;
  /** All there have been, by the names of their processes. */
  readonly #lives = new Map<string, Life>();
  #running = 0;
  #counts = { acts: 0, kills: 0, refusals: 0, successions: 0 };
  readonly #features: Features;
  /** Lives that nobody has taken over from yet. */
  readonly #left: Life[] = [];
  /** What ends with a life: nobody is answered. */
  readonly #ends = new Map<Life, ((isAnswered: boolean) => void)[]>();
  /** What was asked for and not answered. */
  #unanswered: Act[] = [];

  private constructor(seed: number, random: Random, parts: Omit<World, 'wall'>, witness: Witness) {
    this.#seed = seed;
    this.#random = random;
    this.#witness = witness;
    this.#world = { ...parts, wall: () => this.#wall };
    const has = () => random.onceIn(3);
    this.#features = { sendsInvoices: has(), hasReplies: has(), hasRules: has(), hasSource: has() };
    const { turns, database } = parts;
    turns.onTurn = () => (this.#wall += 7);
    turns.onKill = (life) => {
      this.#counts.kills++;
      this.#left.push(life);
      for (const end of this.#ends.get(life) ?? []) end(false);
    };
    database.onCommit = () => witness.onCommit(this.#wall);
    witness.mayBeUncertain = (actionId, process) => {
      const life = this.#lives.get(process!);
      return parts.mail.unanswered.has(actionId) || !life || life.isOver || life.isTakenForDead || life.wasCutOff;
    };
  }

  static async begin(seed: number, path: string): Promise<Simulation> {
    const random = randomFrom(seed);
    const turns = new Turns(random);
    const database = await SharedDatabase.open(path, turns);
    const templates = await TemplateLibrary.load(templateDirectory());
    // Compiling takes real time, in which nobody takes a turn: so it is done before.
    for (const key of ['first-reminder', 'invoice']) await templates.resolve({ key }, PREFERENCE, new Map());
    await (await openStore(`sqlite:${path}`)).close();
    const source = new SourceSystem(turns, random);
    const witness = new Witness(path, source);
    const mail = new MailServer(turns, random, witness);
    const receiver = new Receiver(turns, random);
    const isAlone = random.onceIn(2);
    return new Simulation(seed, random, { turns, database, path, mail, receiver, source, templates, isAlone }, witness);
  }

  async live(days: number): Promise<Report> {
    const { turns, mail, receiver, source, isAlone } = this.#world;
    const processes = isAlone ? 1 : this.#random.between(2, 3);
    for (let index = 0; index < processes; index++) this.#machines.push(await this.#start());
    await this.#setUp();
    const isRough = !this.#random.onceIn(5);
    const often = this.#random.pick([400, 1_000, 3_000]);
    const faults = isRough ? { killOnceIn: often, refuseOnceIn: often, loseOnceIn: often / 10 } : NO_FAULTS;
    mail.troubleOnceIn = isRough ? 12 : 0;
    receiver.failsOnceIn = isRough ? 8 : 0;
    source.troubleOnceIn = isRough ? 12 : 0;
    for (let day = 0; day < days; day++) {
      turns.faults = faults;
      mail.isDown = isRough && this.#random.onceIn(15);
      for (const hour of HOURS) {
        this.#moveTo(START - 7 * 3_600_000 + day * DAY_MS + hour * 3_600_000);
        await this.#actAtOnce(this.#random.between(2, 7));
        await this.#settle();
        if (this.#witness.violations.length > 0) return this.#report(day, processes);
      }
      this.#witness.recount();
    }
    await this.#recover();
    return this.#report(days, processes);
  }

  async end(): Promise<void> {
    this.#witness.close();
    await this.#world.database.close();
  }

  /** Time goes forward; now and then it jumps, by hours, so that leases end, or a little back, as clocks are set right. */
  #moveTo(wall: number): void {
    const jump = this.#random.onceIn(10) ? this.#random.between(-3, 90) * 60_000 : 0;
    this.#wall = Math.max(wall, this.#wall + 60_000) + Math.max(jump, 0);
    if (jump < 0) this.#wall += jump;
  }

  async #start(): Promise<Machine> {
    const name = `m${String(this.#lives.size).padStart(4, '0')}`;
    const life = { name, isOver: false, isTakenForDead: false, isRecording: false, wasCutOff: false };
    this.#lives.set(processName(life), life);
    return Machine.start(this.#world, life);
  }

  /** What is kept in memory is written within seconds; now and then a process is without its database until hours have passed. */
  async #settle(cutOffOnceIn = 8): Promise<void> {
    for (const machine of this.#machines) {
      machine.life.wasCutOff = this.#random.onceIn(cutOffOnceIn);
      if (!machine.life.wasCutOff) await machine.settle(this.#world.turns);
    }
  }

  async #setUp(): Promise<void> {
    const { sendsInvoices, hasRules, hasSource } = this.#features;
    for (const plan of PLANS) await this.#together([change('a plan', (deps) => savePlan(deps, OWNER, null, plan))]);
    if (hasRules) for (const act of rulesOf(this.#scene())) await this.#together([act]);
    if (hasSource) await this.#together([connectSource]);
    // Before invoices are to be sent: there is something to remind of from the first day.
    await this.#together(Array.from({ length: 5 }, () => saveCustomer(this.#scene(), null)));
    for (const id of this.#witness.books.customers())
      await this.#together(Array.from({ length: 2 }, () => saveInvoice(this.#scene(), id, null)));
    const webhooks = SUBSCRIBERS.map((one) =>
      change('a webhook', (deps) => createWebhook(deps, OWNER, { ...one, thresholds: [] })),
    );
    await this.#together([
      change('settings', (deps) => changeSettings(deps, OWNER, { sendInvoices: sendsInvoices })),
      ...webhooks,
    ]);
  }

  async #actAtOnce(count: number): Promise<void> {
    const again = this.#unanswered.splice(0);
    const acts: Act[] = [];
    while (again.length + acts.length < count) acts.push(drawAct(this.#scene()));
    if (this.#random.onceIn(2)) acts.push(runOf(this.#random));
    // Whatever may come twice, comes twice now and then: the same workflow, fired by two schedules.
    for (const act of [...acts]) if (act.mayRepeat && this.#random.onceIn(6)) acts.push(act);
    await this.#together([...again, ...acts]);
  }

  #scene(): Scene {
    return {
      random: this.#random,
      witness: this.#witness,
      mail: this.#world.mail,
      source: this.#world.source,
      features: this.#features,
      today: instantOf(this.#wall).day,
      number: () => ++this.#made,
    };
  }

  /** Lets processes work on acts at the same time, until all have ended or died; dead ones are started again. */
  async #together(acts: readonly Act[]): Promise<void> {
    this.#world.source.forgetAnswers();
    for (const act of acts) this.#begin(this.#random.pick(this.#machines), act);
    for (const machine of this.#machines) if (this.#random.onceIn(2)) this.#begin(machine, look(machine));
    if (!this.#world.isAlone && this.#random.onceIn(5)) this.#beginSuccession();
    const { turns } = this.#world;
    await turns.until(() => this.#running === 0 && this.#machines.every((one) => one.life.isOver || !one.isTelling));
    for (const [index, machine] of this.#machines.entries())
      if (machine.life.isOver) this.#machines[index] = await this.#start();
  }

  #begin(machine: Machine, act: Act): void {
    this.#running++;
    this.#counts.acts++;
    let isOpen = true;
    const end = (isAnswered: boolean) => {
      if (!isOpen) return;
      isOpen = false;
      this.#running--;
      if (!isAnswered && act.mayRepeat) this.#unanswered.push(act);
    };
    this.#ends.set(machine.life, [...(this.#ends.get(machine.life) ?? []), end]);
    this.#later(machine.life, () => act.do(machine.deps)).then(
      () => end(true),
      (error: unknown) => {
        if (error instanceof DatabaseUnavailable) this.#counts.refusals++;
        else if (!isExpected(error)) this.#witness.violations.push(`'${act.what}' failed: ${(error as Error).stack}`);
        end(error instanceof DomainError);
      },
    );
  }

  /**
   * CLK-2: a process takes over from one that it takes for dead, and works on what that had in hand; now and then from one that is only
   * slow, and goes on with the same work.
   */
  #beginSuccession(): void {
    const slow = this.#left.length === 0 || this.#random.onceIn(2) ? this.#random.pick(this.#machines) : null;
    const life = slow?.life ?? this.#random.pick(this.#left);
    const heir = this.#random.pick(this.#machines.filter((one) => one.life !== life));
    life.isTakenForDead = true;
    if (slow) this.#begin(slow, runOf(this.#random));
    this.#begin(heir, this.#takeOver(life));
  }

  #takeOver(life: Life): Act {
    return {
      what: 'take over',
      mayRepeat: false,
      do: async (deps) => {
        await succeed(deps, processName(life));
        this.#counts.successions++;
        if (this.#left.includes(life)) this.#left.splice(this.#left.indexOf(life), 1);
        await runOf(this.#random).do(deps);
      },
    };
  }

  /** Not all at the same instant, so that one thing begins in the midst of another. */
  async #later<T>(life: Life, work: () => Promise<T>): Promise<T> {
    for (let turns = this.#random.between(0, LATEST_TURNS); turns > 0; turns--) await this.#world.turns.next(life);
    return work();
  }

  /** Nothing goes wrong any more: what is due goes out, what is to be told is told. Then the rules say what must be left: nothing. */
  async #recover(): Promise<void> {
    const { turns, mail, receiver, source, isAlone } = this.#world;
    turns.faults = NO_FAULTS;
    Object.assign(mail, { isDown: false, troubleOnceIn: 0 });
    receiver.failsOnceIn = 0;
    source.troubleOnceIn = 0;
    await this.#settle(0);
    for (const life of [...this.#left]) if (!isAlone) await this.#together([this.#takeOver(life)]);
    for (let day = 1; day <= 4; day++) {
      this.#wall = Math.floor(this.#wall / DAY_MS + 1) * DAY_MS + 9 * 3_600_000;
      const unread = this.#witness.books.all<{ id: string }>(
        'SELECT id FROM replies WHERE read_at IS NULL ORDER BY id',
      );
      const run = change('run', (deps) => runCadence(deps, OWNER, {}));
      const connected = sourceId({ witness: this.#witness });
      const syncs = connected === null ? [] : [syncOf(connected)];
      const daily = [...unread.map(({ id }) => readReply(id)), ...syncs, timePasses, sendDue, run];
      for (const act of [...this.#unanswered.splice(0), ...daily]) await this.#together([act]);
      for (const machine of this.#machines) await this.#together([look(machine)]);
      this.#witness.recount();
      this.#witness.violations.push(...leftUnsent(this.#witness.books, this.#wall));
      // A process that somebody took for dead while it worked is asked again the next day.
      if (day > 1)
        for (const { what } of this.#unanswered)
          this.#witness.violations.push(`Lost: nobody answers '${what}', though nothing goes wrong any more`);
    }
    this.#witness.checkRequests();
    this.#witness.violations.push(...this.#witness.sources.leftBehind());
    this.#witness.violations.push(...leftUntold(this.#witness.books, receiver));
  }

  #report(days: number, processes: number): Report {
    const { turns, mail, receiver, source } = this.#world;
    return {
      seed: this.#seed,
      days,
      processes,
      ...this.#counts,
      turns: turns.taken,
      lostAnswers: turns.lostAnswers,
      delivered: mail.delivered.size,
      events: [...receiver.received.values()].reduce((sum, { size }) => sum + size, 0),
      answers: source.answers,
      checked: this.#witness.checked,
      violations: this.#witness.violations,
    };
  }
}

function isExpected(error: unknown): boolean {
  return error instanceof DomainError || error instanceof Killed || error instanceof Unanswered;
}

function look(machine: Machine): Act {
  return { what: 'look for news', mayRepeat: false, do: () => machine.look() };
}
