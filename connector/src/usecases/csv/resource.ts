import type { Actor } from '../../domain/actor.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';
import type { ListInput } from '../lists/listRecords.ts';
import type { Moment } from '../moment.ts';
import type { RecordResult } from '../lists/records.ts';
import type { Columns } from './columns.ts';

/** The cells of a record, or of a line, by the names of their columns. */
export type Cells = Readonly<Record<string, string>>;

export interface Line {
  /** Of the file, from 1. */
  readonly line: number;
  readonly cells: Cells;
}

/** A line that says something new. */
export interface Edit extends Line {
  /** The record that it changes; null: it is a new one. */
  readonly id: string | null;
  /** What differs from the record as it is; of a new one, all that is not empty. */
  readonly changed: Cells;
}

export type Found = { readonly id: string | null } | { readonly errors: readonly FieldError[] };
export type Saved = RecordResult & { readonly warnings?: readonly string[] };

/** What a batch works in: one transaction, one moment. */
export interface Scope {
  readonly session: Session;
  /** Whose store is that transaction. */
  readonly deps: Deps;
  readonly actor: Actor;
  readonly moment: Moment;
}

export interface Selection extends ListInput {
  readonly search?: string | undefined;
  readonly dunningPlanId?: string | undefined;
  readonly status?: string | undefined;
  readonly customerId?: string | undefined;
  readonly level?: 'customer' | 'invoice' | undefined;
}

export interface Page {
  readonly ids: readonly string[];
  /** Gives the page after it; null on the last one. */
  readonly next: unknown;
}

/** A kind of record as CSV: how its lines become records, and records lines. */
export interface Resource {
  /** In the plural, as file names and messages have it. */
  readonly name: string;
  readonly columns: Columns;
  /** A line is found by these: one of the alternatives must be in the header, whole. */
  readonly keys: readonly (readonly string[])[];
  /** Of each group, one must be in the header. */
  readonly required?: readonly (readonly string[])[];
  /** Columns without which no line can make a new record, as groups of alternatives. */
  readonly needed: readonly (readonly string[])[];
  /** Whether columns that only exports of other records have are passed over. */
  readonly passesOver?: readonly Columns[];
  /** Throws where the actor may not import it at all. */
  mayImport?(actor: Actor): void;
  /** What a line says of which record it is about; null for nothing. No two lines of a file may say the same. */
  keyOf(cells: Cells): string | null;
  /** Which records lines are about. */
  find(scope: Scope, lines: readonly Line[]): Promise<(line: Line) => Found>;
  /** Records as lines; the cells of `columns` at least. */
  read(scope: Scope, ids: readonly string[], columns: readonly string[]): Promise<Map<string, Cells>>;
  /** `index` of the results is the line; paths are the API’s, or columns. */
  save(scope: Scope, edits: readonly Edit[]): Promise<Saved[]>;
  /** A page of the records that the actor may see. */
  page(scope: Scope, selection: Selection, start: unknown, limit: number): Promise<Page>;
}

/** Holds a record against the API’s contract, which knows more than a use case. */
export type Check<T> = (
  record: unknown,
) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly FieldError[] };
