import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { checkFieldValue, type CustomField, type CustomFieldType } from '../../domain/customField.ts';
import { conflict, invalid, notFound } from '../../domain/errors.ts';
import { customersWithKey, withoutKey } from '../../store/customFieldValues.ts';
import { toCustomField } from '../../store/customFields.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import { customersChanged } from '../rules/applyRules.ts';
import type { Deps } from '../deps.ts';
import { disableRulesNaming } from '../rules/disableRules.ts';
import { currentMoment } from '../moment.ts';

export interface CustomFieldInput {
  readonly key: string;
  readonly label?: string;
  readonly type?: CustomFieldType;
  readonly options?: readonly string[];
  readonly source?: string | null;
}

const WHAT = 'custom fields';

/** CUS-4: defines a field of customers; refused where the key is taken, or customers hold values under it that do not fit. Admins only. */
export async function createCustomField(deps: Deps, actor: Actor, input: CustomFieldInput): Promise<CustomField> {
  requireAdmin(actor, WHAT);
  return deps.store.transaction(async (session) => {
    await session.lockTable('customFields');
    if (await find(session, input.key))
      throw conflict(`There is a custom field '${input.key}' already: change that one`, [
        { path: 'key', message: 'is taken' },
      ]);
    const field = merge(null, input);
    await refuseUnfit(session, field);
    const { options, ...rest } = field;
    await session.insert('customFields', [
      { ...rest, optionsJson: JSON.stringify(options), createdAt: deps.clock.now() },
    ]);
    // A filter that an undefined key allowed may not fit the type.
    await disableRulesNaming(session, deps, actor, { customField: field.key });
    await tell(session, deps, actor, 'customFieldCreated', field);
    return field;
  });
}

/** CUS-4: changes what the input names; a type or options that values present do not fit are a conflict. Admins only. */
export async function changeCustomField(
  deps: Deps,
  actor: Actor,
  key: string,
  input: Omit<CustomFieldInput, 'key'>,
): Promise<CustomField> {
  requireAdmin(actor, WHAT);
  return deps.store.transaction(async (session) => {
    const before = await find(session, key);
    if (!before) throw notFound('custom field', key);
    const field = merge(before, { ...input, key });
    if (JSON.stringify(field) === JSON.stringify(before)) return field;
    await refuseUnfit(session, field);
    const { label, type, options, source } = field;
    const optionsJson = JSON.stringify(options);
    await session.update('customFields', ['key'], [{ key, label, type, optionsJson, source }]);
    await disableRulesNaming(session, deps, actor, { customField: key });
    await tell(session, deps, actor, 'customFieldUpdated', field);
    return field;
  });
}

/** Deletes a field; one that customers have values in only with `force`, which takes those values away. Admins only. */
export async function deleteCustomField(deps: Deps, actor: Actor, key: string, force: boolean): Promise<void> {
  requireAdmin(actor, WHAT);
  await deps.store.transaction(async (session) => {
    const field = await find(session, key);
    if (!field) throw notFound('custom field', key);
    if (!force) {
      const count = await countValues(session, key, () => true);
      if (count > 0)
        throw conflict(
          `${customers(count)} a value in '${key}': send ?force=true to delete the field with all its values`,
        );
    }
    await session.db.deleteFrom('customFields').where('key', '=', key).execute();
    // Before the values go: without them, everybody would be somebody who *is not* in the eyes of rules that ask (RUL-2).
    await disableRulesNaming(session, deps, actor, { customField: key });
    if (force) await removeValues(session, deps, actor, key);
    await tell(session, deps, actor, 'customFieldDeleted', field);
  });
}

/** CUS-4: fields that a source has fed, and feeds no more, become the organisation's own. */
export async function releaseFields(session: Session, deps: Deps, actor: Actor, source: string): Promise<void> {
  const released = await session.db
    .updateTable('customFields')
    .set({ source: null })
    .where('source', '=', source)
    .returningAll()
    .execute();
  for (const row of released) await tell(session, deps, actor, 'customFieldUpdated', toCustomField(row));
}

/** On PostgreSQL whoever checks values by it (`loadCustomFields`) waits, and is waited for. */
async function find({ db, dialect }: Session, key: string): Promise<CustomField | null> {
  const query = db.selectFrom('customFields').selectAll().where('key', '=', key);
  const row = await (dialect.name === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row ? toCustomField(row) : null;
}

function merge(before: CustomField | null, input: CustomFieldInput): CustomField {
  const type = input.type ?? before?.type ?? 'text';
  const chooses = type === 'select' || type === 'multiSelect';
  const options = [...new Set(input.options ?? (chooses ? (before?.options ?? []) : []))];
  if (chooses && options.length === 0)
    throw invalid([{ path: 'options', message: `a ${type} field needs options to choose from` }]);
  if (!chooses && options.length > 0)
    throw invalid([{ path: 'options', message: `a ${type} field has no options: leave them out` }]);
  return {
    key: input.key,
    label: input.label ?? before?.label ?? input.key,
    type,
    options,
    source: input.source === undefined ? (before?.source ?? null) : input.source,
  };
}

async function refuseUnfit(session: Session, field: CustomField): Promise<void> {
  let example: string | null = null;
  const unfit = await countValues(session, field.key, (value) => {
    const checked = checkFieldValue(field, value);
    if (!('problem' in checked)) return false;
    example ??= checked.problem;
    return true;
  });
  if (unfit === 0) return;
  throw conflict(`${customers(unfit)} a value in '${field.key}' that does not fit: change those values first`, [
    { path: 'type', message: `${unfit} values do not fit, for example: ${example}` },
  ]);
}

const customers = (count: number) => (count === 1 ? '1 customer has' : `${count} customers have`);

async function countValues(session: Session, key: string, counts: (value: unknown) => boolean): Promise<number> {
  let count = 0;
  for await (const part of customersWithKey(session, key)) for (const { value } of part) if (counts(value)) count += 1;
  return count;
}

/** A field may hold addresses that steps write to: whoever loses one is planned anew. */
async function removeValues(session: Session, deps: Deps, actor: Actor, key: string): Promise<void> {
  const moment = await currentMoment(session, deps.clock);
  for await (const part of customersWithKey(session, key)) {
    await lockCustomers(
      session,
      part.map(({ id }) => id),
    );
    const ids = await withoutKey(session, part, key, moment.now);
    const events = ids.map(({ id, externalId, name }): NewEvent => {
      return {
        type: 'customerUpdated',
        customerId: id,
        data: { customerId: id, externalId, name, changed: ['customFields'] },
      };
    });
    await customersChanged(
      session,
      deps,
      moment,
      actor,
      events,
      ids.map(({ id }) => id),
    );
  }
}

async function tell(
  session: Session,
  deps: Deps,
  actor: Actor,
  type: 'customFieldCreated' | 'customFieldUpdated' | 'customFieldDeleted',
  field: CustomField,
): Promise<void> {
  await appendEvents(session, deps.newId, deps.clock.now(), actor, [{ type, customerId: null, data: { ...field } }]);
}
