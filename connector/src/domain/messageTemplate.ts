/** PLN-3: one text of a message, for one language and, where it says so, one form of address. */
export interface TemplateVariant {
  /** BCP 47 tag. */
  readonly language: string;
  /** Null serves both. */
  readonly formOfAddress: 'formal' | 'informal' | null;
  /** Handlebars, one line. */
  readonly subject: string;
  /** Handlebars in plain text or HTML. */
  readonly body: string;
}

/** A message of the organisation's own; steps name it by its key. */
export interface OwnTemplate {
  readonly key: string;
  readonly name: string;
  /** Counts edits, from 1. */
  readonly version: number;
  /** At least one; the first is used where none fits (PLN-3). */
  readonly variants: readonly TemplateVariant[];
}

export type OwnTemplates = ReadonlyMap<string, OwnTemplate>;
