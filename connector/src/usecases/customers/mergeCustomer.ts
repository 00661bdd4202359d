import { managersSourceAfter } from '../../domain/accountManagers.ts';
import { type Actor, sourceOf } from '../../domain/actor.ts';
import {
  checkFieldValue,
  checkUndefinedValue,
  type CustomField,
  type CustomFieldValue,
} from '../../domain/customField.ts';
import type { FieldError } from '../../domain/errors.ts';
import { paymentMethodsAfter } from '../../domain/paymentMethods.ts';
import type { CustomerTable } from '../../store/tables.ts';
import { paymentMethodsOf } from '../lists/filterFacts.ts';
import type { Moment } from '../moment.ts';
import type { CustomerInput } from './customerInput.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A customer's custom fields after an update, and what is wrong with it; `isOfOthers` where all that is wrong is who writes. */
export interface CheckedFields {
  readonly fields: Fields;
  readonly errors: readonly FieldError[];
  readonly isOfOthers: boolean;
}

/**
 * CUS-4: values fit their fields; what a source feeds is written by that source alone, and a source touches nothing that others own: its
 * values for those are passed over. Keys that nobody has defined take any value.
 */
export function checkCustomFields(
  before: CustomerTable | null,
  named: CustomerInput['customFields'] = {},
  definitions: ReadonlyMap<string, CustomField>,
  actor: Actor,
): CheckedFields {
  const old = before ? (JSON.parse(before.customFieldsJson) as Fields) : {};
  const fields: Record<string, unknown> = { ...old };
  const misfits: FieldError[] = [];
  const foreign: FieldError[] = [];
  for (const [key, value] of Object.entries(named)) {
    const field = definitions.get(key);
    const path = `customFields.${key}`;
    if (field && actor.type === 'source' && actor.id !== field.source) continue;
    const given = (value ?? null) as CustomFieldValue | null;
    const checked = field ? checkFieldValue(field, given) : checkUndefinedValue(given);
    if ('problem' in checked) {
      misfits.push({ path, message: checked.problem });
      continue;
    }
    const isSame = JSON.stringify(checked.value) === JSON.stringify(old[key] ?? null);
    if (field?.source && actor.id !== field.source && !isSame) {
      const message = `${field.source} feeds the field '${field.label}': change the value there, or make the field your own (source: null)`;
      foreign.push({ path, message });
    }
    if (checked.value === null) delete fields[key];
    else fields[key] = checked.value;
  }
  return { fields, errors: [...misfits, ...foreign], isOfOthers: misfits.length === 0 };
}

/** A customer after an update that names some of its fields; `fields` are its custom fields as `checkCustomFields` answers them. */
export function mergeCustomer(
  before: CustomerTable | null,
  value: CustomerInput,
  fields: Fields,
  defaultPlan: string | null,
  actor: Actor,
  newId: () => string,
  moment: Moment,
): CustomerTable {
  const pick = <T>(named: T | undefined, old: T): T => (named === undefined ? old : named);
  const { settings, now } = moment;
  const methods = before ? paymentMethodsOf(before, moment) : settings.paymentMethods;
  return {
    id: before?.id ?? newId(),
    source: before?.source ?? sourceOf(actor),
    externalId: pick(value.externalId, before?.externalId ?? null),
    name: pick(value.name, before?.name ?? ''),
    language: pick(value.language, before?.language ?? null),
    formOfAddress: pick(value.formOfAddress, before?.formOfAddress ?? null),
    country: pick(value.country, before?.country ?? null),
    // PLN-6: without a plan named, the default of the level; null is none.
    planId: pick(value.dunningPlanId, before ? before.planId : defaultPlan),
    excluded: before?.excluded ?? 0,
    paused: before?.paused ?? 0,
    pausedUntil: before?.pausedUntil ?? null,
    // CUS-4: new customers get the organisation's default, and keep it when that changes.
    paymentMethodsJson:
      before && value.paymentMethods === undefined
        ? before.paymentMethodsJson
        : JSON.stringify(paymentMethodsAfter(value.paymentMethods ?? null, methods, settings.paymentMethods)),
    customFieldsJson: JSON.stringify(
      Object.fromEntries(
        Object.entries(fields)
          .filter(([, field]) => field !== null && field !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    ),
    lastContactOn: before?.lastContactOn ?? null,
    lastDunningOn: before?.lastDunningOn ?? null,
    managersSource: managersSourceAfter(before?.managersSource ?? null, actor, value.accountManagers),
    unreadReplies: before?.unreadReplies ?? 0,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
}

/** Whether an update left everything as it was. */
export function sameCustomer(a: CustomerTable, b: CustomerTable): boolean {
  return (Object.keys(b) as (keyof CustomerTable)[]).every((key) => key === 'updatedAt' || a[key] === b[key]);
}
