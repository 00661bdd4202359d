import type { Stopped } from '../../usecases/messages/sendingLimit.ts';
import { isoInstant } from './instants.ts';

/** Why a run ended early, as the API answers it; nothing where it did not. */
export function stoppedView(stopped: Stopped | null) {
  return stopped === null ? {} : { stopped: { reason: stopped.reason, retryAt: isoInstant(stopped.retryAt) } };
}
