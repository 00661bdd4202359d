import type { Day } from './day.ts';

/** The organisation's settings; every one has a default. */
export interface Settings {
  readonly organizationName: string;
  /** IANA name (DAT-1). */
  readonly timeZone: string;
  /** `HH:MM` in the organisation's zone (DAT-3). */
  readonly sendTime: string;
  /** DAT-2: a country's calendar, if wanted, and the organisation's own days off. */
  readonly holidays: { readonly country: string | null; readonly dates: readonly Day[] };
  /** INV-1. */
  readonly sendInvoices: boolean;
  /** SCO-2. */
  readonly scoreIncludes: 'paid' | 'paidAndOverdue';
  readonly currency: string;
  readonly language: string;
  readonly formOfAddress: 'formal' | 'informal';
  readonly senderAddress: string;
  /** CUS-4: what new customers get. */
  readonly paymentMethods: readonly string[];
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({
  organizationName: 'Our company',
  timeZone: 'UTC',
  sendTime: '08:30',
  holidays: Object.freeze({ country: null, dates: Object.freeze([]) }),
  sendInvoices: false,
  scoreIncludes: 'paid',
  currency: 'EUR',
  language: 'en',
  formOfAddress: 'formal',
  senderAddress: 'accounts@localhost',
  paymentMethods: Object.freeze(['card', 'sepaDebit', 'wireTransfer']),
});

/** `HH:MM` → minutes since midnight. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}
