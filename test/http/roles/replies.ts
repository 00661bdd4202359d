import { customer, type Entry, ofCustomer, shared, at } from './calls.ts';

/** A reply to an e-mail that has just gone out to the customer. */
const onReply = (verb = '', body?: unknown): Entry =>
  ofCustomer(async (side, { owner, records }) => {
    const template = { subject: 'A word', body: 'Hello' };
    const sent = await owner.post<{ id: string }>(customer(records[side], '/actions'), { channel: 'email', template });
    const told = { actionId: sent.id, event: 'replied', text: 'Hello' };
    const { replyId } = await owner.post<{ replyId: string }>('/v1/deliveries', told);
    return { path: `/v1/replies/${replyId}${verb}`, body };
  });

/** INV-7: what people do with replies. */
export const REPLIES: Readonly<Record<string, Entry>> = {
  'GET /v1/replies': shared(at('/v1/replies?limit=1000')),
  'GET /v1/replies/{id}': onReply(),
  'POST /v1/replies/{id}/read': onReply('/read'),
  'POST /v1/replies/{id}/unread': onReply('/unread'),
  'POST /v1/replies/{id}/answer': onReply('/answer', { body: 'Thank you' }),
};
