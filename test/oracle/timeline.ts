import { isBusinessDay, localTime } from './calendar.ts';
import type { Day } from './calendar.ts';
import { due } from './cadence.ts';
import type { Due } from './cadence.ts';
import { writeUp } from './books.ts';
import type { History, Level, Settings } from './history.ts';

/** An action the oracle says was executed on `day`. */
export interface Executed extends Due {
  readonly day: Day;
}

/** DAT-4: before the send time, and on days that are no business days, nothing automatic is handed out. */
export function handsOut(instant: string, settings: Settings): boolean {
  const { day, time } = localTime(instant, settings.timeZone);
  return time >= settings.sendTime && isBusinessDay(day, settings.holidays);
}

/** A run at an instant: what it executes, written into the history, and what stands under To do afterwards. */
export function run(history: History, instant: string): { executed: Executed[]; toDo: Due[] } {
  const { settings } = writeUp(history.common());
  const { day } = localTime(instant, settings.timeZone);
  const executed: Executed[] = [];
  const toDo: Due[] = [];
  if (!handsOut(instant, settings)) return { executed, toDo };
  for (const customer of history.customers()) {
    for (const found of due(customer, history.concerning(customer), day)) {
      if (found.automatic) executed.push(perform(history, found, 'executed', day));
      else toDo.push(found);
    }
  }
  return { executed, toDo };
}

/** A person does (or ignores) the manual action of a subject; `null` when the oracle says there is none. */
export function handleToDo(
  history: History,
  subject: { customer: string; level: Level; reference?: string },
  outcome: 'executed' | 'ignored',
  instant: string,
): Executed | null {
  const { settings } = writeUp(history.common());
  const { day } = localTime(instant, settings.timeZone);
  const found = due(subject.customer, history.concerning(subject.customer), day).find(
    (one) =>
      !one.automatic &&
      one.level === subject.level &&
      (subject.reference === undefined || one.reference === subject.reference),
  );
  return found ? perform(history, found, outcome, day) : null;
}

function perform(history: History, found: Due, outcome: 'executed' | 'ignored', day: Day): Executed {
  const { customer, level, plan, reference, step } = found;
  const contact = outcome === 'executed' && step.channel !== 'task'; // MIN-3
  history.append({ fact: outcome, customer, level, plan, step: step.key, reference, day, contact });
  return { ...found, day };
}
