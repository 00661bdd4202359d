import type { ContactTable } from '../../store/tables.ts';

export interface ContactInput {
  readonly externalId?: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly position?: string;
  readonly isMain?: boolean;
}

/**
 * The contacts of a customer after an update that names them: matched by external id, else by address, so that an address that bounced
 * stays invalid (CUS-3); who is not named any more goes. At most one is main, the first that says so. A connected source names its own contacts
 * alone: those of others stay, and whom they have already it does not add; who is main, and what position somebody has, people decide.
 */
export function mergeContacts(
  customerId: string,
  before: readonly ContactTable[],
  inputs: readonly ContactInput[],
  newId: () => string,
  now: number,
  source: string | null = null,
): ContactTable[] {
  const kept = source === null ? [] : before.filter((row) => row.source !== source);
  const addresses = new Set(kept.flatMap(({ email }) => email?.toLowerCase() ?? []));
  const unused = new Set(before.filter((row) => !kept.includes(row)));
  let hasMain = kept.some(({ isMain }) => isMain === 1);
  const added = inputs.filter(({ email }) => !email || !addresses.has(email.toLowerCase()));
  const named = added.map((input): ContactTable => {
    const byId =
      input.externalId === undefined ? undefined : [...unused].find((row) => row.externalId === input.externalId);
    const old = byId ?? [...unused].find((row) => row.email !== null && sameAddress(row.email, input.email)) ?? null;
    if (old) unused.delete(old);
    const isMain = (source === null ? input.isMain : (input.isMain ?? old?.isMain === 1)) === true && !hasMain;
    hasMain ||= isMain;
    const email = input.email ?? null;
    const isKept = old !== null && sameAddress(old.email, email);
    return {
      id: old?.id ?? newId(),
      customerId,
      externalId: input.externalId ?? old?.externalId ?? null,
      firstName: input.firstName ?? null,
      lastName: input.lastName ?? null,
      email,
      phone: input.phone ?? null,
      position: (source === null ? undefined : old?.position) ?? input.position ?? 'other',
      isMain: isMain ? 1 : 0,
      isInvalid: isKept ? old.isInvalid : 0,
      invalidReason: isKept ? old.invalidReason : null,
      createdAt: old?.createdAt ?? now,
      source: old?.source ?? source,
    };
  });
  return [...kept, ...named];
}

/** CUS-3: however it is written, an address that bounced stays invalid; bounces name it without regard to case, too. */
export function sameAddress(a: string | null | undefined, b: string | null | undefined): boolean {
  return (a?.toLowerCase() ?? null) === (b?.toLowerCase() ?? null);
}

/** Whether nothing changed, order aside. */
export function sameContacts(a: readonly ContactTable[], b: readonly ContactTable[]): boolean {
  if (a.length !== b.length) return false;
  const old = new Map(a.map((row) => [row.id, row]));
  return b.every((row) => {
    const other = old.get(row.id);
    return other !== undefined && (Object.keys(row) as (keyof ContactTable)[]).every((key) => row[key] === other[key]);
  });
}
