import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Day } from '../../domain/day.ts';
import type { Session } from '../../store/store.ts';

/** How long the link in a message opens the portal. */
const VALID_DAYS = 90;

/** Signed links to a customer's portal page; whoever has the link sees what the message said, until it expires. */
export interface PortalLinks {
  linkFor(customerId: string, today: Day): string;
  /** The customer behind a token; null if it is forged or has expired. */
  customerOf(token: string, today: Day): string | null;
}

export function portalLinks(secret: string, publicUrl: string): PortalLinks {
  const sign = (text: string) =>
    createHmac('sha256', secret).update(text).digest().subarray(0, 18).toString('base64url');
  return {
    linkFor(customerId, today) {
      const claim = `${customerId}.${today + VALID_DAYS}`;
      return `${publicUrl}/portal/${claim}.${sign(claim)}`;
    },
    customerOf(token, today) {
      const [customerId, expiresOn, signature, ...rest] = token.split('.');
      if (!customerId || !expiresOn || !signature || rest.length > 0) return null;
      const expected = Buffer.from(sign(`${customerId}.${expiresOn}`));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      return Number(expiresOn) >= today ? customerId : null;
    },
  };
}

const SECRET = 'linkSecret';

/** The secret that links are signed with: made once per database, the same for all processes on it. */
export async function linkSecret({ db }: Session): Promise<string> {
  const value = randomBytes(32).toString('base64url');
  await db
    .insertInto('stateValues')
    .values({ key: SECRET, value })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  return (await db.selectFrom('stateValues').select('value').where('key', '=', SECRET).executeTakeFirstOrThrow()).value;
}
