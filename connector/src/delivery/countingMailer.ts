import type { Counter } from 'prom-client';
import type { Mailer } from './mailer.ts';

/** The same way out, its outcomes counted. */
export function countingMailer(mailer: Mailer, messages: Counter<'outcome'>): Mailer {
  return {
    async send(message) {
      const delivery = await mailer.send(message);
      messages.inc({ outcome: delivery.kind });
      return delivery;
    },
    close: () => mailer.close(),
  };
}
