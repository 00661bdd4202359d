import type { Actor } from '../../domain/actor.ts';
import type { CustomField } from '../../domain/customField.ts';
import { invalid } from '../../domain/errors.ts';
import type { FilterInput } from '../../domain/filter.ts';
import { customerIdsAfter } from '../../store/customerSelection.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import { customerFilter } from '../lists/checkFilters.ts';
import type { Deps } from '../deps.ts';
import { checkCustomFields } from './mergeCustomer.ts';
import { currentMoment } from '../moment.ts';
import { toReference } from '../lists/records.ts';
import type { CustomerInput } from './customerInput.ts';
import { saveCustomersWithin } from './saveCustomers.ts';

/** What many customers are given at once; plans and account managers are given by `assignPlan`. */
export type BulkSet = Pick<CustomerInput, 'paymentMethods' | 'customFields' | 'language' | 'formOfAddress' | 'country'>;

export interface BulkChange {
  readonly set: BulkSet;
  /** Either of them says who. */
  readonly customers?: readonly string[];
  readonly filter?: readonly FilterInput[];
  /** Writes nothing; the answer tells what would change. */
  readonly dryRun?: boolean;
}

export interface BulkResult {
  changed: number;
  unchanged: number;
  refusedCount: number;
  refused: { id: string; reason: string }[];
}

const BATCH = 1000;
const MOST_FOUND = 1000;

/**
 * Changes many customers alike: set by set, so that memory stays bounded, and all in one transaction. A value that fits no customer is refused
 * as a whole, a customer that cannot be changed alone. Each change is an update of its customer like any other (EVT-1, RUL-7).
 */
export async function changeCustomers(deps: Deps, actor: Actor, change: BulkChange): Promise<BulkResult> {
  const { set, filter, dryRun = false } = change;
  const work = async (session: Session): Promise<BulkResult> => {
    refuseMisfits(set, await loadCustomFields(session), actor);
    const result: BulkResult = { changed: 0, unchanged: 0, refusedCount: 0, refused: [] };
    for await (const names of partsOf(session, deps, actor, change)) {
      const records = names.map((name, index) => ({ index, value: { ...set, reference: toReference(name) } }));
      for (const { index, status, errors } of await saveCustomersWithin(session, deps, actor, records, dryRun)) {
        if (status === 'unchanged') result.unchanged += 1;
        else if (status !== 'refused') result.changed += 1;
        else {
          result.refusedCount += 1;
          if (filter && result.refused.length >= MOST_FOUND) continue;
          result.refused.push({ id: names[index]!, reason: errors!.map(({ message }) => message).join('; ') });
        }
      }
    }
    return result;
  };
  return dryRun ? work(deps.store.session) : deps.store.transaction(work);
}

/** CUS-4: what does not fit a field fits it at no customer. */
function refuseMisfits({ customFields }: BulkSet, definitions: ReadonlyMap<string, CustomField>, actor: Actor): void {
  const { errors, isOfOthers } = checkCustomFields(null, customFields, definitions, actor);
  if (errors.length > 0 && !isOfOthers)
    throw invalid(errors.map(({ path, message }) => ({ path: `set.${path}`, message })));
}

/** Whom it is about, set by set, each customer once. */
async function* partsOf(
  session: Session,
  deps: Deps,
  actor: Actor,
  { customers, filter }: BulkChange,
): AsyncGenerator<string[]> {
  if (!filter) {
    const seen = new Set<string>();
    for (let start = 0; start < customers!.length; start += BATCH)
      yield await firstNamed(session, customers!.slice(start, start + BATCH), seen);
    return;
  }
  const moment = await currentMoment(session, deps.clock);
  const selection = { filter: await customerFilter(session, filter) };
  for (let after = ''; ;) {
    const ids = await customerIdsAfter(session, actor, selection, moment, after, BATCH);
    if (ids.length === 0) return;
    after = ids.at(-1)!;
    yield ids;
  }
}

/** The names of those who were not named before, by whichever of their ids. */
async function firstNamed(session: Session, names: readonly string[], seen: Set<string>): Promise<string[]> {
  const find = await findByReferences(session, 'customers', names.map(toReference));
  return names.filter((name) => {
    // Who it may be of several is for the change itself to refuse.
    const id = find.only(toReference(name))?.id ?? name;
    return !seen.has(id) && seen.add(id);
  });
}
