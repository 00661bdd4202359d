import { conflict } from '../../domain/errors.ts';
import type { SourceRecord } from '../../sources/records.ts';
import { soundOrMisfit } from '../../sources/soundRecord.ts';
import type { ImportContext, Vendor } from '../../sources/source.ts';
import type { Asked } from './askFor.ts';

/** What an event or object that anybody may hand over says; null where it is nothing of the vendor's. A 409 where the vendor has none. */
export function readEvent(
  vendor: Vendor,
  given: unknown,
  context: ImportContext<unknown>,
): readonly SourceRecord[] | null {
  if (!vendor.importOf) throw conflict(`${vendor.label} has no events that workflows hand over`);
  return isObject(given) ? (vendor.importOf(given, context)?.map(soundOrMisfit) ?? null) : null;
}

/** What it is about and does not tell. */
export function hintsOf(vendor: Vendor, given: unknown, now: number): readonly Asked[] {
  return isObject(given) ? (vendor.hintsOf?.(given, now) ?? []) : [];
}

const isObject = (given: unknown) => typeof given === 'object' && given !== null;
