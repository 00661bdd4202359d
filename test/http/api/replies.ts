import type * as deliveries from '../../../connector/src/http/contracts/deliveries.ts';
import type * as replies from '../../../connector/src/http/contracts/replies.ts';
import { actions } from './cadence.ts';
import type { Client, Input, Output } from './client.ts';
import type { Action } from './records.ts';

export type ListedReply = Output<typeof replies.listedReply>;
export type Reply = Output<typeof replies.reply>;
type ReplyInput = Partial<Input<typeof deliveries.deliveryInput>>;

/** Tells that somebody answered the last message that went out to a customer; answers the reply's id. */
export async function reply(api: Client, customer = 'C-1', more: ReplyInput = {}): Promise<string> {
  const sent = await actions(api, `status=executed&customerId=external:${customer}`);
  const told = { actionId: sent.at(-1)!.id, event: 'replied', text: 'We pay on Friday', ...more };
  const { replyId } = await api.post<Output<typeof deliveries.deliveryAnswer>>('/v1/deliveries', told);
  return replyId!;
}

/** The Message-ID that an action's e-mail went out with. */
export async function messageIdOf(api: Client, actionId: string): Promise<string> {
  return (await api.get<Action>(`/v1/actions/${actionId}`)).message!.messageId!;
}

export function readReply(api: Client, id: string): Promise<Reply> {
  return api.get(`/v1/replies/${id}`);
}

export function listReplies(api: Client, query = ''): Promise<ListedReply[]> {
  return api.all(`/v1/replies${query && `?${query}`}`);
}
