import { invalid } from '../../domain/errors.ts';

/** A column of a kind of record. */
export interface Column {
  /** As exports write it and answers name it. */
  readonly name: string;
  /** Other names that files give it. */
  readonly aliases?: readonly string[];
  /** Where the API’s record has it, if not under its own name: what is wrong there is wrong in this column. */
  readonly path?: string;
  /** Shown by exports, passed over by imports. */
  readonly isReadOnly?: boolean;
  /** In an export only if it is asked for. */
  readonly isOptional?: boolean;
}

/** The columns of a kind of record. */
export interface Columns {
  readonly all: readonly Column[];
  /** Whether `custom.<key>` columns belong to it. */
  readonly hasCustomFields: boolean;
}

const CUSTOM = /^custom\.([A-Za-z_][A-Za-z0-9_]{0,63})$/i;

/** `custom.tier` → `tier`; null for any other column. */
export function customKeyOf(name: string): string | null {
  return CUSTOM.exec(name)?.[1] ?? null;
}

/** Upper and lower case, spaces, hyphens and underscores make no difference: `External ID` is `externalId`. */
function simplified(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

/** The column that a header names, or null. */
export function columnOf({ all, hasCustomFields }: Columns, header: string): Column | null {
  const name = header.trim();
  const key = hasCustomFields ? customKeyOf(name) : null;
  if (key !== null) return { name: `custom.${key}`, path: `customFields.${key}` };
  const wanted = simplified(name);
  return (
    all.find((column) => [column.name, ...(column.aliases ?? [])].some((each) => simplified(each) === wanted)) ?? null
  );
}

/** All names, for whoever mistyped one. */
export function knownNames({ all, hasCustomFields }: Columns): string {
  const names = all.map(({ name }) => name);
  return [...names, ...(hasCustomFields ? ['custom.<key>'] : [])].join(', ');
}

/**
 * The columns of a header, by place; null for one without a name at the end, in which no line may have anything. `invalid` names what is
 * not known and what stands twice.
 */
export function readHeader(columns: Columns, header: readonly string[]): (Column | null)[] {
  const last = header.findLastIndex((name) => name.trim() !== '');
  const seen = new Map<string, number>();
  const errors: { path: string; message: string }[] = [];
  const found = header.map((name, place): Column | null => {
    if (place > last) return null;
    const column = columnOf(columns, name);
    if (name.trim() === '') {
      errors.push({ path: 'header', message: `column ${place + 1} has no name` });
    } else if (!column) {
      errors.push({ path: name.trim(), message: `is not known here; known are ${knownNames(columns)}` });
    } else if (seen.has(column.name)) {
      const message = `stands twice, in columns ${seen.get(column.name)! + 1} and ${place + 1}: leave one out`;
      errors.push({ path: column.name, message });
    } else seen.set(column.name, place);
    return column;
  });
  if (errors.length > 0) throw invalid(errors);
  return found;
}

/** The column in which something is wrong; of several that say the same, one that the line fills. */
export function columnAt(columns: readonly Column[], path: string, filled: Readonly<Record<string, string>>): string {
  const places = columns.filter(({ name, path: own = name }) => name === path || `${path}.`.startsWith(`${own}.`));
  return (places.find(({ name }) => filled[name]) ?? places[0])?.name ?? path;
}

/** The columns that an export was asked for by name; `invalid` names those that are not known. */
export function chosenColumns(columns: Columns, names: readonly string[]): string[] {
  const unknown = names.filter((name) => columnOf(columns, name) === null);
  if (unknown.length > 0) {
    const message = (name: string) => `'${name}' is not known here; known are ${knownNames(columns)}`;
    throw invalid(unknown.map((name) => ({ path: 'columns', message: message(name) })));
  }
  return [...new Set(names.map((name) => columnOf(columns, name)!.name))];
}
