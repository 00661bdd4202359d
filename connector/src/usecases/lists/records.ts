import type { ErrorKind } from '../../domain/errors.ts';

/** How a record of a batch ended; `index` is its place in the request. */
export interface RecordResult {
  readonly index: number;
  readonly status: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly id?: string;
  readonly kind?: ErrorKind;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export interface Indexed<T> {
  readonly index: number;
  readonly value: T;
}

/** A record reference as the API takes it. */
export type Reference = { readonly id: string } | { readonly externalId: string };

const EXTERNAL = 'external:';

/** `external:<externalId>` or an id → a reference. */
export function toReference(text: string): Reference {
  return text.startsWith(EXTERNAL) ? { externalId: text.slice(EXTERNAL.length) } : { id: text };
}

/** A reference as people write it. */
export function describeReference(reference: Reference): string {
  return 'id' in reference ? `'${reference.id}'` : `'${EXTERNAL}${reference.externalId}'`;
}

/** `kind` is the answer's status where the record came alone. */
export function refused(index: number, path: string, message: string, kind: ErrorKind = 'unprocessable'): RecordResult {
  return { index, status: 'refused', errors: [{ path, message }], kind };
}

/** Splits a batch so that no external id stands twice in one part; a later record of the batch then finds the earlier one. */
export function partsWithoutRepeats<T>(
  records: readonly Indexed<T>[],
  key: (value: T) => string | undefined,
): Indexed<T>[][] {
  const parts: { keys: Set<string>; records: Indexed<T>[] }[] = [];
  for (const record of records) {
    const name = key(record.value);
    let part = name === undefined ? parts.at(-1) : parts.at(-1)?.keys.has(name) ? undefined : parts.at(-1);
    if (!part) {
      part = { keys: new Set(), records: [] };
      parts.push(part);
    }
    if (name !== undefined) part.keys.add(name);
    part.records.push(record);
  }
  return parts.map((part) => part.records);
}
