import { createHmac, timingSafeEqual } from 'node:crypto';
import { ENTITIES, type Entity } from './objects.ts';

/** What a webhook tells: which object changed, not how. Whoever gets it asks for the object. */
export interface Notice {
  readonly entity: Entity;
  readonly id: string;
  /** When it changed; instant in milliseconds. */
  readonly at: number;
  /** Recognises the same notice told again. */
  readonly told: string;
  /** A customer that became part of this one. */
  readonly mergedId?: string;
}

/** Whether `intuit-signature` is that of this body: base64 of the HMAC-SHA256 by the app’s verifier token, over the bytes as they came. */
export function isSignedByIntuit(body: Uint8Array, signature: string | undefined, verifierToken: string): boolean {
  const expected = createHmac('sha256', verifierToken).update(body).digest();
  const given = Buffer.from(signature ?? '', 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The notices about one company, in both forms: CloudEvents, and `eventNotifications` of before 2026. Null for what is neither. */
export function noticesIn(body: unknown, realmId: string): Notice[] | null {
  if (Array.isArray(body)) return body.flatMap((event) => cloudEvent(event, realmId) ?? []);
  const { eventNotifications } = (body ?? {}) as { readonly eventNotifications?: unknown };
  if (!Array.isArray(eventNotifications)) return null;
  return (eventNotifications as OldNotification[])
    .filter((one) => one.realmId === realmId)
    .flatMap(({ dataChangeEvent }) => dataChangeEvent?.entities ?? [])
    .flatMap((one) => {
      const told = [one.name, one.id, one.operation, one.lastUpdated].join(':');
      return notice(told, one.name, one.id, one.lastUpdated, one.deletedId) ?? [];
    });
}

interface OldNotification {
  readonly realmId?: unknown;
  readonly dataChangeEvent?: { readonly entities?: readonly OldEntity[] };
}

interface OldEntity {
  readonly name?: unknown;
  readonly id?: unknown;
  readonly operation?: unknown;
  readonly lastUpdated?: unknown;
  readonly deletedId?: unknown;
}

interface CloudEvent {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly time?: unknown;
  readonly intuitentityid?: unknown;
  readonly intuitaccountid?: unknown;
  readonly data?: { readonly deletedid?: unknown };
}

/** `qbo.creditmemo.updated.v1`, of company `intuitaccountid`. */
function cloudEvent(event: CloudEvent | null, realmId: string): Notice | null {
  if (event?.intuitaccountid !== realmId || typeof event.type !== 'string') return null;
  return notice(String(event.id), event.type.split('.')[1], event.intuitentityid, event.time, event.data?.deletedid);
}

function notice(told: string, name: unknown, id: unknown, time: unknown, mergedId: unknown): Notice | null {
  const entity = ENTITIES.find((one) => one.toLowerCase() === String(name).toLowerCase());
  const at = Date.parse(String(time));
  if (!entity || typeof id !== 'string' || Number.isNaN(at)) return null;
  return { entity, id, at, told, ...(typeof mergedId === 'string' && entity === 'Customer' ? { mergedId } : {}) };
}
