import { type Day, toIsoDate, weekday } from './day.ts';

/**
 * Everything that can decide about a next or a past action, each with the rule that says so. A closed list: whoever switches on a code is
 * told by the compiler when one comes to it.
 */
export const RULE_OF = {
  // What an invoice's or a customer's state says.
  toSend: 'REF-1',
  paid: 'REF-1',
  void: 'REF-1',
  disputed: 'DIS-1',
  excluded: 'CUS-2',
  noPlan: 'PLN-1',
  pausedIndefinitely: 'PAU-1',
  pausedUntil: 'PAU-1',
  promised: 'PRO-1',
  unreadReply: 'HLD-1',
  automaticCharging: 'HLD-1',
  invoicesInPlans: 'PLN-1',
  collectedAtBothLevels: 'ASG-4',
  // Which invoice drives.
  reference: 'REF-1',
  noOpenInvoice: 'REF-1',
  olderReference: 'REF-1',
  outstandingNotPositive: 'REF-3',
  planFinished: 'REF-4',
  // Which step, and on which day.
  triggerDate: 'TRG-1',
  minimumDelay: 'MIN-1',
  snoozedUntil: 'MAN-3',
  notBefore: 'MIN-2',
  notBusinessDay: 'DAT-2',
  keepsDate: 'MAN-1',
  expiredAtDueDate: 'LOG-1',
  expiredByNextStep: 'LOG-2',
  stepDone: 'SND-2',
  stepBehind: 'REF-5',
  // What a due action waits for.
  waitsForPerson: 'MAN-1',
  noRecipient: 'MAN-2',
  cannotGoOut: 'MAN-2',
  putAside: 'MAN-2',
  beforeSendTime: 'DAT-3',
  waitsForRun: 'DAT-4',
  waitsForClaim: 'DAT-4',
  retryAt: 'CLK-2',
  sourceNotAsked: 'SND-1',
  claimed: 'CLM-1',
  beingSent: 'SND-3',
  uncertain: 'SND-2',
  // What became of a past one.
  executed: 'SND-3',
  carriedOutLater: 'DAT-4',
  possibleSince: 'MIN-2',
  ignored: 'MAN-1',
  cancelled: 'SND-1',
  failed: 'SND-3',
  adHoc: 'ADH-1',
} as const satisfies Record<string, string>;

export type ReasonCode = keyof typeof RULE_OF;
export type RuleId = (typeof RULE_OF)[ReasonCode];

export const REASON_CODES = Object.keys(RULE_OF) as [ReasonCode, ...ReasonCode[]];
export const RULE_IDS = [...new Set(Object.values(RULE_OF))].sort() as [RuleId, ...RuleId[]];

/** Why something is as it is: a code to switch on, the rule, a sentence, and the values that decided (days as `YYYY-MM-DD`). */
export interface Reason {
  readonly code: ReasonCode;
  readonly rule: RuleId;
  readonly text: string;
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
}

export function because(code: ReasonCode, text: string, values: Reason['values'] = {}): Reason {
  return { code, rule: RULE_OF[code], text, values };
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** `Monday`. */
export function weekdayName(day: Day): string {
  return WEEKDAYS[weekday(day) - 1]!;
}

/** `Monday 2026-11-30`. */
export function dayInWords(day: Day): string {
  return `${weekdayName(day)} ${toIsoDate(day)}`;
}

/** `1 day`, `5 days`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
