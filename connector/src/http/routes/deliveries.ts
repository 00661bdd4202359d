import { recordDelivery } from '../../usecases/incoming/deliveries.ts';
import { deliveryAnswer, deliveryInput } from '../contracts/deliveries.ts';
import { defineRoute } from '../route.ts';
import { deliveryView } from '../views/delivery.ts';

export const deliveryRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/deliveries',
    isOneTransaction: true,
    summary: 'Tell what became of a message: delivered, opened, clicked, bounced, complained, answered (INV-7)',
    tag: 'History',
    body: deliveryInput,
    answer: deliveryAnswer,
    handle: async ({ deps, actor, body }) => {
      const { outcome, delivery, replyId } = await recordDelivery(deps, actor, body);
      return { body: { outcome, delivery: delivery && deliveryView(delivery), replyId } };
    },
  }),
];
