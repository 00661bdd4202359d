/** Figures of customers that may be written to a source that feeds them (CUS-4: Salesforce's chosen fields). */
export const WRITTEN_FIGURES = [
  'outstanding',
  'overdue',
  'score',
  'averagePaymentDelayDays',
  'dunningPlan',
  'lastDunningDate',
] as const;
export type WrittenFigure = (typeof WRITTEN_FIGURES)[number];

/** A customer's figures; amounts in minor units of `currency`, the organisation's: balances of two currencies are never added (MON-1). */
export interface Figures {
  readonly currency: string;
  readonly outstanding: number;
  readonly overdue: number;
  readonly score: string | null;
  readonly averagePaymentDelayDays: number | null;
  /** The plan's name. */
  readonly dunningPlan: string | null;
  /** YYYY-MM-DD. */
  readonly lastDunningDate: string | null;
}

/** Figures for one of the source's accounts. */
export interface FiguresRow {
  /** As that of the AccountRecord. */
  readonly externalId: string;
  readonly figures: Figures;
}

/** How rows ended, by external id: null where the source has taken the figures, else why not, in a sentence for people. */
export type WriteOutcomes = ReadonlyMap<string, string | null>;
