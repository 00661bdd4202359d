import { markReply } from '../../../connector/src/usecases/replies/markReply.ts';
import { recordDelivery } from '../../../connector/src/usecases/incoming/deliveries.ts';
import { type Act, change, OWNER, type Scene } from './act.ts';
import { timePasses } from './cadence.ts';

/** INV-7, HLD-1: somebody answers a message; sooner or later somebody reads it, and now and then marks it unread again. */
export function replied(scene: Scene): Act {
  const { random, witness, mail } = scene;
  const replies = witness.books.all<{ id: string; isRead: number }>(
    'SELECT id, read_at IS NOT NULL AS isRead FROM replies ORDER BY id',
  );
  if (replies.length > 0 && !random.onceIn(3)) {
    const { id, isRead } = random.pick(replies.slice(-6));
    if (isRead === 0) return readReply(id);
    if (random.onceIn(3)) return change('mark a reply unread', (deps) => markReply(deps, OWNER, id, 'unread'));
  }
  if (mail.delivered.size === 0) return timePasses;
  const actionId = random.pick([...mail.delivered]);
  const externalId = `reply ${scene.number()}`;
  return change('a reply', (deps) =>
    recordDelivery(deps, OWNER, { actionId, event: 'replied', text: 'We have a question', externalId }),
  );
}

export function readReply(id: string): Act {
  return change('read a reply', (deps) => markReply(deps, OWNER, id, 'read'));
}
