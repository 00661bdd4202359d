import type { Reason } from '../../domain/explainReasons.ts';
import { holdReason } from '../../domain/explainWaiting.ts';
import type { Settings } from '../../domain/settings.ts';
import { chargedInvoices, holdOf, type Subject, whyPutAside } from './planSubject.ts';

/** HLD-1, MAN-2: what keeps a subject's automatic actions from going by themselves now, and what ends it, for people to read; null if nothing does. */
export function holdingReason(subject: Subject, settings: Settings): Reason | null {
  const hold = holdOf(subject, settings);
  if (hold === null) return whyPutAside(subject);
  const charged = chargedInvoices(subject).map(({ number }) => number);
  return holdReason(hold, { charged, unreadReplies: subject.context.customer.unreadReplies });
}
