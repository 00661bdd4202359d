/** A bare value as templates see it under `.raw`: minor units, `YYYY-MM-DD`, a number, a custom field's value. */
export type Raw = string | number | boolean | readonly string[];

/** A field that prints in the message's language and keeps the bare value: `{{dueDate}}` and `{{dueDate.raw}}`. */
export class FieldValue {
  // Own properties, because Handlebars runs without prototype access.
  readonly text: string;
  readonly raw: Raw;

  constructor(text: string, raw: Raw) {
    this.text = text;
    this.raw = raw;
  }

  toString(): string {
    return this.text;
  }
}

/** What a helper compares or tests: the bare value of a field, anything else as it is. */
export function bareValue(value: unknown): unknown {
  return value instanceof FieldValue ? value.raw : value;
}
