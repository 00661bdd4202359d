import type { CustomField } from '../../domain/customField.ts';
import type { FedField } from '../../sources/source.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import { changeCustomField, createCustomField } from '../customers/customFields.ts';
import type { Deps } from '../deps.ts';
import { ask, SourceFailure } from './ask.ts';
import type { Connection } from './connection.ts';

/**
 * CUS-4: defines the custom fields that a source feeds and that are not there yet, with the source as what feeds them, and adds what their
 * options lack. Throws a SourceFailure where a field is somebody else's, or of another type.
 */
export async function defineFedFields(deps: Deps, connection: Connection): Promise<void> {
  const { client, actor } = connection;
  if (!client.fedFields) return;
  const fed = await ask(connection, () => client.fedFields!());
  const known = await loadCustomFields(deps.store.session);
  const problems = fed.flatMap((field) => problemOf(field, known.get(field.key), actor.id) ?? []);
  if (problems.length > 0) throw new SourceFailure({ kind: 'refused', message: problems.join('; ') });
  for (const field of fed) {
    const before = known.get(field.key);
    if (!before) await createCustomField(deps, actor, { ...field, source: actor.id });
    // What is offered no more stays, since customers may have it.
    else if (field.options.some((option) => !before.options.includes(option)))
      await changeCustomField(deps, actor, field.key, { options: [...before.options, ...field.options] });
  }
}

function problemOf({ key, type, label }: FedField, before: CustomField | undefined, source: string): string | null {
  if (!before) return null;
  if (before.source !== source) {
    const owner = before.source === null ? 'the organisation’s own' : `fed by ${before.source}`;
    return `The custom field '${key}' is ${owner}: set its source to '${source}', or choose another key`;
  }
  if (before.type === type) return null;
  return `The custom field '${key}' is of type ${before.type}, and ‘${label}’ feeds ${type}: choose another key, or delete the field`;
}
