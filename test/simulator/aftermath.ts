import type { Bookkeeper } from './books.ts';
import { obstacleByItself } from './invoiceLaw.ts';
import { expectedToday, instantOf } from './law.ts';
import { type Receiver, SUBSCRIBERS } from './receiver.ts';

/** No step is lost: what the rules say is due today, by itself and to somebody, and has not gone out. */
export function leftUnsent(books: Bookkeeper, wall: number): string[] {
  const { day, isSendTime } = instantOf(wall);
  const plans = books.plans();
  const waiting = new Set(
    books.all<{ id: string }>("SELECT subject_id AS id FROM schedule WHERE status = 'todo'").map(({ id }) => id),
  );
  return books.customers().flatMap((id) => {
    const its = books.booksOf(id);
    const subjects = [
      { subjectId: id, subjectKind: 'customer' as const },
      ...its.invoices.map((one) => ({ subjectId: one.id, subjectKind: 'invoice' as const })),
    ];
    const steps = subjects.flatMap((subject) => {
      const left = isSendTime ? expectedToday(its, plans, subject, day) : null;
      if (!left || left.step.mode !== 'automatic' || !its.canBeReached || waiting.has(subject.subjectId)) return [];
      const { step, reference } = left;
      return [`Lost: '${step.name}' is due for ${subject.subjectId} on ${reference.number}, and did not go out`];
    });
    const invoices = its.invoices
      .filter((invoice) => obstacleByItself(its, plans, invoice, wall) === null)
      .map(({ number }) => `Lost: ${number} is to be sent, and did not go out`);
    return [...steps, ...invoices];
  });
}

/** EVT-1: what has happened since a subscriber was there, is of a type that it asked for, and never reached it, queued or not. */
export function leftUntold(books: Bookkeeper, { received }: Receiver): string[] {
  return SUBSCRIBERS.flatMap(({ url, events }) => {
    const [{ since } = { since: null }] = books.all<{ since: number }>(
      `SELECT e.seq AS since FROM events e JOIN webhooks w ON w.id = json_extract(e.data_json, '$.webhookId')
        WHERE e.type = 'webhookCreated' AND w.url = ?`,
      url,
    );
    if (since === null) return [`EVT-1: ${url} never became a subscriber`];
    const types: readonly string[] = events;
    return books
      .all<{ id: string; type: string }>('SELECT id, type FROM events WHERE seq > ? ORDER BY seq', since)
      .filter(({ id, type }) => (types.includes('*') || types.includes(type)) && !received.get(url)!.has(id))
      .map(({ id, type }) => `EVT-1: ${type} ${id} never reached ${url}`);
  });
}
