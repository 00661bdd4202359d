import { createHash } from 'node:crypto';
import { MAILGUN_FRESH_MS } from '../../delivery/mailServices/mailgun.ts';
import {
  type MailService,
  ServiceRefused,
  type ServiceRequest,
  type ToldEvent,
} from '../../delivery/mailServices/service.ts';
import type { Actor } from '../../domain/actor.ts';
import { isEmailAddress } from '../../domain/emailAddress.ts';
import type { Deps } from '../deps.ts';
import { recordDelivery, type Recorded } from './deliveries.ts';
import { attempt, readable, receiveMail } from './receiveMail.ts';

/** How many of the things told were new, known, not to be kept (tracking is off), or of no message of ours. */
export type ServiceReceipt = Readonly<Record<Recorded['outcome'] | 'unmatched', number>>;

/**
 * INV-7: takes in what a mail service tells by its webhook, once however often and in whatever order it is told. What is of no message of
 * ours is counted and passed over: the service would repeat it for days otherwise. Throws `ServiceRefused`.
 */
export async function receiveServiceEvents(
  deps: Deps,
  service: MailService,
  request: Omit<ServiceRequest, 'now'>,
): Promise<ServiceReceipt> {
  const { events, mails, token } = await service.receive({ ...request, now: deps.clock.wall() });
  if (token !== undefined) await useUp(deps, `${service.name}\n${token}`, request.body);
  const actor = serviceActor(service.name);
  const counts = { recorded: 0, repeated: 0, dropped: 0, unmatched: 0 };
  for (const event of events) counts[await record(deps, actor, event)] += 1;
  for (const mail of mails) {
    const { kind } = await receiveMail(deps, actor, mail);
    counts[kind === 'unmatched' ? 'unmatched' : 'recorded'] += 1;
  }
  return counts;
}

function serviceActor(name: string): Actor {
  return Object.freeze({ type: 'source', id: name, name, role: 'admin', userId: null, position: null });
}

/** An action's id as the service echoes it, or a Message-ID of ours. */
function actionOf({ messageIds }: Deps, name: string): string | null {
  return /^act_[0-9a-z]{21}$/.test(name) ? name : (messageIds.read(name)?.actionId ?? null);
}

async function record(deps: Deps, actor: Actor, told: ToldEvent): Promise<keyof ServiceReceipt> {
  const { names, event, bounceType, address, at, text, externalId } = told;
  const actionId = names.map((name) => actionOf(deps, name)).find((id) => id !== null);
  if (actionId === undefined) return 'unmatched';
  const recorded = await attempt(
    recordDelivery(deps, actor, {
      actionId,
      event,
      ...(bounceType === undefined ? {} : { bounceType }),
      ...(address !== null && isEmailAddress(address) ? { address } : {}),
      ...(at === null ? {} : { at }),
      text: text === null ? null : readable(text),
      ...(externalId === null ? {} : { externalId }),
    }),
  );
  return recorded?.outcome ?? 'unmatched';
}

const hash = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** A token is good for the body that it first came with, which may come again; with another body it was stolen. */
async function useUp({ store, clock }: Deps, token: string, body: Buffer): Promise<void> {
  const { db } = store.session;
  const [tokenHash, bodyHash, now] = [hash(token), hash(body), clock.wall()];
  await db
    .deleteFrom('mailServiceTokens')
    .where('createdAt', '<', now - 2 * MAILGUN_FRESH_MS)
    .execute();
  await db
    .insertInto('mailServiceTokens')
    .values({ tokenHash, bodyHash, createdAt: now })
    .onConflict((conflict) => conflict.column('tokenHash').doNothing())
    .execute();
  const used = await db
    .selectFrom('mailServiceTokens')
    .select('bodyHash')
    .where('tokenHash', '=', tokenHash)
    .executeTakeFirstOrThrow();
  if (used.bodyHash !== bodyHash) throw new ServiceRefused(401, 'The token was used before');
}
