import type { MisfitRecord, SourceRecord } from './records.ts';

/**
 * What a mapping reads in a vendor's object or, where the object is not as the vendor's own types say (no currency, a date beyond all calendars), the
 * object to be put aside: one that cannot be read stops no other. `label` is the vendor's.
 */
export function read<R extends SourceRecord | null>(
  label: string,
  { kind, externalId, version, raw }: Omit<MisfitRecord, 'problem'>,
  mapping: () => R,
): R | MisfitRecord {
  try {
    return mapping();
  } catch (error) {
    const problem = `${label}’s object cannot be read: ${(error as Error).message}`;
    return { kind, externalId, version, raw, problem };
  }
}
