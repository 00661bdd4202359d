import { setTimeout as pause } from 'node:timers/promises';
import type { ClientContext } from './source.ts';

/** As long as another process may take to keep the tokens that the vendor has just given it. */
const LOOKS = 4;
const BETWEEN_LOOKS_MS = 250;

/** How tokens of OAuth are renewed, whose refresh token may be good for one use. */
export interface Renewal<Secrets> {
  readonly context: Pick<ClientContext<Secrets>, 'loadSecrets' | 'saveSecrets' | 'signal'>;
  /** Whether their access token can be used. */
  isGood(secrets: Secrets): boolean;
  /** Spends their refresh token: what the vendor gives for it. */
  refresh(secrets: Secrets): Promise<Partial<Secrets>>;
  /** Whether it was refused for good, and not merely unanswered. */
  isRefusal(error: unknown): boolean;
}

/** Renewals of this process that are on their way, by the refresh token that they spend. */
const onTheirWay = new Map<string, Promise<unknown>>();
/** What the vendor gave and could not be kept yet, since the database is away, by the refresh token that it has cost: it cannot be had again. */
const unkept = new Map<string, unknown>();

interface WithRefreshToken {
  readonly refreshToken: string;
}

/**
 * Secrets with an access token that can be used: those kept by now, since another sync or process was first, or a person has sent others; else renewed
 * ones, kept before they are used.
 */
export async function renewedSecrets<Secrets extends WithRefreshToken>(renewal: Renewal<Secrets>): Promise<Secrets> {
  const kept = await renewal.context.loadSecrets();
  if (renewal.isGood(kept)) return kept;
  const { refreshToken } = kept;
  const other = onTheirWay.get(refreshToken) as Promise<Secrets> | undefined;
  if (other) return other;
  const renewing = renew(renewal, kept).finally(() => onTheirWay.delete(refreshToken));
  onTheirWay.set(refreshToken, renewing);
  return renewing;
}

async function renew<Secrets extends WithRefreshToken>(renewal: Renewal<Secrets>, spent: Secrets): Promise<Secrets> {
  const earlier = unkept.get(spent.refreshToken) as Partial<Secrets> | undefined;
  let tokens: Partial<Secrets>;
  try {
    tokens = earlier ?? (await renewal.refresh(spent));
  } catch (error) {
    const others = renewal.isRefusal(error) ? await replaced(spent, renewal.context) : null;
    if (others === null) throw error;
    return usable(renewal, others);
  }
  unkept.set(spent.refreshToken, tokens);
  const kept = await keep(renewal.context, spent, tokens);
  unkept.delete(spent.refreshToken);
  // What has just been given is used as it is, or the vendor would be asked without an end.
  return kept.isOurs && earlier === undefined ? kept.secrets : usable(renewal, kept.secrets);
}

/** Keeps tokens beside whatever else the secrets are by now; where somebody has sent others meanwhile, they hold, and these are let go. */
async function keep<Secrets extends WithRefreshToken>(
  { loadSecrets, saveSecrets }: Renewal<Secrets>['context'],
  spent: Secrets,
  tokens: Partial<Secrets>,
): Promise<{ readonly secrets: Secrets; readonly isOurs: boolean }> {
  let before = spent;
  while (before.refreshToken === spent.refreshToken) {
    const next = { ...before, ...tokens };
    if (await saveSecrets(next, before)) return { secrets: next, isOurs: true };
    before = await loadSecrets();
  }
  return { secrets: before, isOurs: false };
}

async function usable<Secrets extends WithRefreshToken>(renewal: Renewal<Secrets>, kept: Secrets): Promise<Secrets> {
  return renewal.isGood(kept) ? kept : renew(renewal, kept);
}

/** Another process may have spent the refresh token a moment ago: what it kept; null, and the refusal holds, if none did. */
async function replaced<Secrets extends WithRefreshToken>(
  { refreshToken }: Secrets,
  { loadSecrets, signal }: Renewal<Secrets>['context'],
): Promise<Secrets | null> {
  for (let look = 0; look < LOOKS; look += 1) {
    const kept = await loadSecrets();
    if (kept.refreshToken !== refreshToken) return kept;
    await pause(BETWEEN_LOOKS_MS, undefined, { signal });
  }
  return null;
}
