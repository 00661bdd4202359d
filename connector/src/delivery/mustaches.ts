/** A Handlebars tag of a template and where it begins. */
export interface Mustache {
  readonly source: string;
  readonly offset: number;
}

export interface LiftedTemplate {
  readonly tags: readonly Mustache[];
  /** The template with a mark in place of each tag. */
  readonly text: string;
  /** Puts the tags back in place of their marks. */
  restore(text: string): string;
  /** The tags whose marks are no longer in the text. */
  lost(text: string): Mustache[];
}

const TAG = /\{\{!--[\s\S]*?--~?\}\}|\{\{\{[\s\S]*?\}\}\}|\{\{[\s\S]*?\}\}/g;
const PRIVATE_USE = /[\uE000-\uF8FF]/g;

/** A mark of characters that no text has a use for; its group is the tag's number. */
export const MARK = /\uE000(\d+)\uE001/g;

/**
 * Lifts the Handlebars tags out of a template, so that tools that know HTML but no Handlebars (a sanitizer, a converter)
 * carry them along unharmed. Comments vanish.
 */
export function liftMustaches(template: string): LiftedTemplate {
  const lifted: Mustache[] = [];
  const text = template.replace(PRIVATE_USE, ' ').replace(TAG, (source, offset: number) => {
    if (/^\{\{~?!/.test(source)) return '';
    lifted.push({ source, offset });
    return mark(lifted.length - 1);
  });
  return {
    tags: lifted,
    text,
    restore: (changed) => changed.replace(MARK, (_, index: string) => lifted[Number(index)]?.source ?? ''),
    lost: (changed) => lifted.filter((_, index) => !changed.includes(mark(index))),
  };
}

function mark(index: number): string {
  return `\uE000${index}\uE001`;
}
