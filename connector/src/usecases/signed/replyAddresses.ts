import { createHmac, timingSafeEqual } from 'node:crypto';

/** An address of its own for each message, by which an answer finds it (INV-7): `replies@…` becomes `replies+<token>@…`. */
export interface ReplyAddresses {
  /** The address for answers to a message; null if it belongs to no action. */
  addressFor(replyAddress: string, actionId: string): string | null;
  /** The action whose answers go to an address; null if the address is none of ours, or forged. */
  actionOf(address: string): string | null;
}

const ACTION = /^act_([0-9a-z]{21})$/;
/** Of letters and digits that survive mail servers that write addresses in small letters. */
const TOKEN = /\+([0-9a-z]{21})-([0-9a-f]{10})@/;

/** `secret` as that of links: an answer can be addressed only by whoever got the message. */
export function replyAddresses(secret: string): ReplyAddresses {
  const sign = (name: string) => createHmac('sha256', secret).update(`reply:${name}`).digest('hex').slice(0, 10);
  return {
    addressFor(replyAddress, actionId) {
      const name = ACTION.exec(actionId)?.[1];
      if (name === undefined) return null;
      const at = replyAddress.lastIndexOf('@');
      return `${replyAddress.slice(0, at)}+${name}-${sign(name)}${replyAddress.slice(at)}`;
    },
    actionOf(address) {
      const [, name, signature] = TOKEN.exec(address.toLowerCase()) ?? [];
      if (name === undefined || signature === undefined) return null;
      return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(name))) ? `act_${name}` : null;
    },
  };
}
