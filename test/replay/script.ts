import type { CommonFact, CustomerFact, Level } from '../oracle/history.ts';

/** Facts that a scenario states itself; executed and ignored actions come out of runs and of people's answers instead. */
export type ScriptedFact =
  | (CommonFact & {
      /** How an edit of a plan says which step is which (PLN-5): by the ids the connector gave, the default, or by name alone. */
      readonly matchStepsBy?: 'id' | 'name';
    })
  | Exclude<CustomerFact, { fact: 'executed' | 'ignored' | 'adHoc' }>;

export type Act =
  | ScriptedFact
  /**
   * `POST /v1/cadence/runs`, with a limit repeated until nothing remains; or, as n8n's other channels do it, claims, of which
   * every other message is sent by the connector and the rest reported complete.
   */
  | { readonly fact: 'run'; readonly limit?: number; readonly byClaims?: boolean }
  /** A person takes the manual action of this subject from the To-do list, if one is there. */
  | {
      readonly fact: 'handle';
      readonly outcome: 'executed' | 'ignored';
      readonly customer: string;
      readonly level: Level;
      readonly reference?: string;
    }
  | {
      readonly fact: 'assignMany';
      readonly level: Level;
      readonly subjects: readonly { readonly customer: string; readonly invoice?: string }[];
      readonly plan: string | null;
    }
  | { readonly fact: 'message'; readonly customer: string; readonly invoice?: string };

export interface ScriptLine {
  /** An instant; the test clock stands there while the line is carried out. */
  readonly at: string;
  readonly act: Act;
}

export type Script = readonly ScriptLine[];

/** Lines in the order of their instants; lines of the same instant keep their order. */
export function inOrder(lines: readonly ScriptLine[]): Script {
  return [...lines].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** `14:05` of a UTC day as an instant. */
export function instant(date: string, time: string): string {
  return `${date}T${time}:00.000Z`;
}
