import type { Field } from 'jsforce/lib/types/index.js';

export type Row = Record<string, unknown> & { Id: string };
export type ObjectName = 'Account' | 'Contact' | 'User';

const PREFIX: Readonly<Record<ObjectName, string>> = { Account: '001', Contact: '003', User: '005' };

/** A field as describe has it, as far as anybody asks. */
export type FieldShape = Pick<
  Field,
  'name' | 'type' | 'label' | 'length' | 'updateable' | 'picklistValues' | 'filterable' | 'unique'
>;

export function field(name: string, type = 'string', more: Partial<FieldShape> = {}): FieldShape {
  return {
    name,
    type,
    label: name.replace(/__c$/, ''),
    length: 255,
    updateable: true,
    filterable: true,
    unique: false,
    picklistValues: [],
    ...more,
  };
}

export function picklist(name: string, values: readonly string[], type = 'picklist'): FieldShape {
  return field(name, type, { picklistValues: values.map((value) => ({ value, label: value, active: true })) });
}

const system = [
  field('Id', 'id', { updateable: false }),
  field('SystemModstamp', 'datetime', { updateable: false }),
  field('IsDeleted', 'boolean', { updateable: false }),
];

/** What an org holds: accounts, contacts and users, each change stamped one second after the last. */
export class Org {
  readonly fields: Record<ObjectName, FieldShape[]> = {
    Account: [...system, field('Name'), field('AccountNumber'), field('OwnerId', 'reference')],
    Contact: [
      ...system,
      ...['FirstName', 'LastName', 'Phone'].map((name) => field(name)),
      field('AccountId', 'reference'),
      field('Email', 'email'),
    ],
    User: [...system, field('Name'), field('Email', 'email'), field('IsActive', 'boolean')],
  };
  readonly #rows: Record<ObjectName, Map<string, Row>> = { Account: new Map(), Contact: new Map(), User: new Map() };
  #stamp = Date.parse('2026-11-20T08:00:00Z');
  #count = 0;

  /** The org's clock, in ms. */
  get now(): number {
    return this.#stamp;
  }

  /** Lets time pass. */
  wait(minutes: number): void {
    this.#stamp += minutes * 60_000;
  }

  /** Why a row cannot be written, as validation rules say it. */
  refuse: (row: Row) => { readonly code: string; readonly message: string } | null = () => null;

  add(object: ObjectName, values: Record<string, unknown> = {}): string {
    const Id = `${PREFIX[object]}AAAA${String(++this.#count).padStart(8, '0')}EAA`;
    const blank = Object.fromEntries(this.fields[object].map(({ name }) => [name, null]));
    this.#rows[object].set(Id, { ...blank, IsDeleted: false, ...values, Id, SystemModstamp: this.#next() });
    return Id;
  }

  user(name: string, email: string, more: Record<string, unknown> = {}): string {
    return this.add('User', { Name: name, Email: email, IsActive: true, ...more });
  }

  account(number: string | null, values: Record<string, unknown> = {}): string {
    return this.add('Account', { Name: `Account ${number}`, AccountNumber: number, ...values });
  }

  set(object: ObjectName, id: string, values: Record<string, unknown>): void {
    const row = this.#rows[object].get(id)!;
    this.#rows[object].set(id, { ...row, ...values, SystemModstamp: this.#next() });
  }

  delete(object: ObjectName, id: string): void {
    this.set(object, id, { IsDeleted: true });
  }

  row(object: ObjectName, id: string): Row | undefined {
    return this.#rows[object].get(id);
  }

  rows(object: ObjectName): Row[] {
    return [...this.#rows[object].values()];
  }

  /** An update through the API: refused as Salesforce would, or done. */
  update(object: string, id: string, values: Record<string, unknown>): { code: string; message: string } | null {
    const known = this.#rows[object as ObjectName];
    const row = known?.get(id);
    if (!row) return { code: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id' };
    if (row['IsDeleted']) return { code: 'ENTITY_IS_DELETED', message: 'entity is deleted' };
    for (const name of Object.keys(values)) {
      const shape = this.fields[object as ObjectName].find((each) => each.name === name);
      if (!shape) return { code: 'INVALID_FIELD', message: `No such column '${name}' on sobject of type ${object}` };
      if (!shape.updateable)
        return { code: 'INVALID_FIELD_FOR_INSERT_UPDATE', message: `Unable to create/update fields: ${name}` };
    }
    const problem = this.refuse({ ...row, ...values });
    if (problem) return problem;
    this.set(object as ObjectName, id, values);
    return null;
  }

  #next(): string {
    this.#stamp += 1000;
    return new Date(this.#stamp).toISOString().replace('Z', '+0000');
  }
}
