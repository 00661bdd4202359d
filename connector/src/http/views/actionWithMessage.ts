import { notFound } from '../../domain/errors.ts';
import { readAction } from '../../usecases/actions/readActions.ts';
import type { Deps } from '../../usecases/deps.ts';
import { deliveriesOf } from '../../usecases/incoming/deliveries.ts';
import { readMessage } from '../../usecases/messages/readMessage.ts';
import { currentMoment } from '../../usecases/moment.ts';
import { actionView, messageView } from './action.ts';
import { deliveryView } from './delivery.ts';

/** An action with its message and what became of it, as the API answers it; a 404 if there is none. */
export async function viewAction(deps: Deps, id: string) {
  const { today } = await currentMoment(deps.store.session, deps.clock);
  const found = await readAction(deps.store.session, id, today);
  if (!found) throw notFound('action', id);
  const message = await readMessage(deps, id);
  const deliveries = (await deliveriesOf(deps.store.session, id)).map(deliveryView);
  return { ...actionView(found), message: message && messageView(message, found.channel), deliveries };
}
