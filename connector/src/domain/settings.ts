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
  /** Where answers go; null: to the sender. */
  readonly replyToAddress: string | null;
  /** INV-7: gives each message an address for answers of its own, `local+<token>@domain`; null: none. */
  readonly replyAddress: string | null;
  /** INV-7: whether messages that were opened, and links that were clicked, are kept. */
  readonly trackOpens: boolean;
  /** HLD-1: what holds a customer's automatic actions. */
  readonly holdOnUnreadReply: boolean;
  readonly holdOnAutomaticCharging: boolean;
  /** CUS-4: what new customers get. */
  readonly paymentMethods: readonly string[];
  /** C11: how to pay, for the portal page; plain text. */
  readonly paymentInstructions: string | null;
  /** DIS-1: why customers dispute invoices, in the order in which people choose. */
  readonly disputeReasons: readonly DisputeReason[];
}

export interface DisputeReason {
  readonly key: string;
  readonly label: string;
}

const DISPUTE_REASONS: readonly DisputeReason[] = [
  { key: 'amount', label: 'Wrong amount' },
  { key: 'goods', label: 'Goods missing or faulty' },
  { key: 'service', label: 'Service not as agreed' },
  { key: 'delivery', label: 'Delivery late or missing' },
  { key: 'price', label: 'Price not as agreed' },
  { key: 'duplicate', label: 'Invoiced twice' },
  { key: 'missingReference', label: 'Order number or reference missing' },
  { key: 'other', label: 'Other' },
];

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
  replyToAddress: null,
  replyAddress: null,
  trackOpens: false,
  holdOnUnreadReply: true,
  holdOnAutomaticCharging: true,
  paymentMethods: Object.freeze(['card', 'sepaDebit', 'wireTransfer']),
  paymentInstructions: null,
  disputeReasons: Object.freeze(DISPUTE_REASONS),
});

/** `HH:MM` → minutes since midnight. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}
