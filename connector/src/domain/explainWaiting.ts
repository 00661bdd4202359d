import type { NextStep } from './cadence.ts';
import type { Calendar } from './calendar.ts';
import { type Day, toIsoDate } from './day.ts';
import { because, count, dayInWords, type Reason } from './explainReasons.ts';
import type { Hold } from './subject.ts';

/** The wall on which the organisation's time is read. */
export interface TimeOfDay {
  /** `HH:MM`. */
  readonly time: string;
  readonly sendTime: string;
  readonly timeZone: string;
}

/** What keeps a step from going out on its day, beside its date. */
export interface Waiting {
  readonly today: Day;
  readonly calendar: Calendar;
  readonly timeOfDay: TimeOfDay;
  /** The message as it would go out now; null where the step has none. */
  readonly message: {
    readonly to: readonly string[];
    readonly problem: string | null;
    readonly lacksRecipient: boolean;
  } | null;
  /** Why nobody knows whether the reference invoice is still open, in a sentence, or null. */
  readonly putAside: Reason | null;
  /** MAN-2: why an automatic step stands under *To do*, beyond what the message says, or null. */
  readonly stuck: string | null;
  /**
   * CLK-2: the last failed attempt, where it is not tried again before a wall-clock instant (ISO 8601). Without attempts it is the
   * invoice's source that is asked again.
   */
  readonly retry: { readonly at: string; readonly attempts: number | null; readonly reason: string | null } | null;
}

/** What an action that is in somebody's hands, or uncertain, says of itself. */
export interface OpenAction {
  readonly status: 'claimed' | 'sending' | 'uncertain';
  readonly stepName: string;
  readonly by: string;
  /** ISO 8601; null where no lease runs. */
  readonly until: string | null;
  readonly handedOverOn: Day | null;
  readonly reason: string | null;
}

/** CLM-1, SND-3, SND-2: a subject with an action in somebody's hands has no other. */
export function whyBlocked(action: OpenAction | null): Reason {
  const name = action ? `‘${action.stepName}’` : 'An action';
  const values = { step: action?.stepName ?? null, by: action?.by ?? null, until: action?.until ?? null };
  if (action?.status === 'claimed')
    return because(
      'claimed',
      `${name} is claimed by ${action.by} until ${action.until}: nothing else is planned meanwhile.`,
      values,
    );
  if (action?.status !== 'uncertain') return because('beingSent', `${name} is being handed over right now.`, values);
  const on = action.handedOverOn === null ? '' : ` on ${dayInWords(action.handedOverOn)}`;
  const why = action.reason === null ? '' : ` ${sentence(action.reason)}`;
  return because(
    'uncertain',
    `Nobody knows whether ${name} went out${on}.${why} The plan waits until somebody says so: complete, skip or release it.`,
    {
      ...values,
      handedOverOn: action.handedOverOn === null ? null : toIsoDate(action.handedOverOn),
      cause: action.reason,
    },
  );
}

/** HLD-1: what holds automatic actions, and what ends it. */
export function holdReason(
  hold: Hold,
  { charged, unreadReplies }: { readonly charged: readonly string[]; readonly unreadReplies: number },
): Reason {
  if (hold === 'unreadReply') {
    const text = `${count(unreadReplies, 'reply', 'replies')} of the customer’s ${unreadReplies === 1 ? 'is' : 'are'} unread: automatic actions wait until somebody has read ${unreadReplies === 1 ? 'it' : 'them'}.`;
    return because(hold, text, { unreadReplies });
  }
  const [first] = charged;
  const others = charged.length > 1 ? ` (and ${charged.length - 1} more)` : '';
  const text = `Invoice ${first}${others} is charged automatically at its source: automatic actions wait until it is paid or the charge has failed.`;
  return because(hold, text, { number: first ?? null, invoices: charged.length });
}

/** MAN-2: the source told something newer of an invoice, which could not be taken in; with what a person may do about it. */
export function putAsideReason(
  number: string,
  { source, sourceId, problem }: { readonly source: string; readonly sourceId: string; readonly problem: string },
): Reason {
  const text = `What ‘${source}’ says of invoice ${number} now could not be taken in, so that it may be paid or void by now: ${sentence(problem)} It is listed under GET /v1/sources/${sourceId}/errors: once the cause has gone, retry it there, and the reminder goes by itself again.`;
  return because('putAside', text, { number, source, sourceId, problem });
}

/** What a planned step waits for once its day has come, and what it will wait for if nobody does anything. */
export function whyNotYet(facts: Waiting, next: NextStep): Reason[] {
  const { today, message, stuck } = facts;
  const { step, dueOn } = next;
  const isDue = dueOn <= today;
  if (step.mode === 'manual') return isDue ? [waitsForPerson(next)] : [];
  if (facts.putAside !== null) return [{ ...facts.putAside, text: `${waitsUnderToDo(isDue)}: ${facts.putAside.text}` }];
  if (message !== null && message.problem !== null)
    return [cannotGoOut(message.problem, message.lacksRecipient, isDue)];
  if (!isDue) return [];
  const reasons: Reason[] = [];
  if (stuck !== null) reasons.push(cannotGoOut(stuck, false, true));
  if (facts.retry) reasons.push(retryReason(facts.retry));
  if (stuck === null) reasons.push(...whyNotNow(facts, step.channel === 'email'));
  return reasons;
}

function waitsForPerson({ step, dueOn, expiresOn }: NextStep): Reason {
  const ends = expiresOn === null ? '' : `, or until it expires on ${dayInWords(expiresOn)}`;
  const values = {
    since: toIsoDate(dueOn),
    channel: step.channel,
    responsible: step.responsible ?? null,
    expiresOn: expiresOn === null ? null : toIsoDate(expiresOn),
  };
  return because(
    'waitsForPerson',
    `It stands under To do and holds the plan until somebody does or ignores it${ends}.`,
    values,
  );
}

/** MAN-2. */
function cannotGoOut(problem: string, lacksRecipient: boolean, isDue: boolean): Reason {
  const text = `${waitsUnderToDo(isDue)}: ${sentence(problem)}`;
  return because(lacksRecipient ? 'noRecipient' : 'cannotGoOut', text, { problem });
}

function waitsUnderToDo(isDue: boolean): string {
  return isDue ? 'It waits under To do' : 'As things stand it will wait under To do';
}

function retryReason({ at, attempts, reason }: NonNullable<Waiting['retry']>): Reason {
  if (attempts === null) {
    const cause = reason ?? 'The source of the invoice could not be asked whether it is still open';
    return because('sourceNotAsked', `${sentence(cause)} It is asked again from ${at} on.`, { retryAt: at, cause });
  }
  const why = reason === null ? '' : ` (${reason})`;
  const values = { retryAt: at, attempts, cause: reason };
  return because('retryAt', `The last attempt failed${why}: it is tried again from ${at} on.`, values);
}

/** DAT-2 to DAT-4: why an automatic step that is due has not gone out. */
function whyNotNow({ today, calendar, timeOfDay }: Waiting, isMail: boolean): Reason[] {
  const { time, sendTime, timeZone } = timeOfDay;
  if (!calendar.isBusinessDay(today)) {
    const opens = calendar.roll(today);
    const values = { date: toIsoDate(today), movedTo: toIsoDate(opens) };
    return [
      because(
        'notBusinessDay',
        `${dayInWords(today)} is no business day: it goes out on ${dayInWords(opens)}.`,
        values,
      ),
    ];
  }
  if (time < sendTime) {
    const text = `Automatic actions go out from ${sendTime} on (${timeZone}); it is ${time}.`;
    return [because('beforeSendTime', text, { sendTime, time, timeZone })];
  }
  return isMail
    ? [
        because('waitsForRun', 'The next run or claim sends it; nothing goes out by itself.', {
          date: toIsoDate(today),
        }),
      ]
    : [
        because('waitsForClaim', 'Runs send e-mail only: a claim by the channel’s workflow takes it.', {
          date: toIsoDate(today),
        }),
      ];
}

/** A text as a sentence of its own. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
