import type { Entity } from '../../../connector/src/sources/quickbooks/objects.ts';

/** An object as QuickBooks Online answers it. */
export interface QuickBooksObject {
  Id: string;
  SyncToken: string;
  MetaData: { CreateTime: string; LastUpdatedTime: string };
  [field: string]: unknown;
}

/** What became of an object: what a webhook tells of it. */
export interface Change {
  readonly entity: Entity;
  readonly id: string;
  readonly operation: 'Create' | 'Update' | 'Delete' | 'Void' | 'Merge';
  readonly at: string;
  readonly deletedId?: string;
}

export interface Line {
  readonly amount: number;
  /** `Invoice`, `CreditMemo`, `Check`, `Deposit`, `JournalEntry` … */
  readonly type: string;
  readonly id: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The books of a company in QuickBooks Online: what somebody does there is done by its methods, with what follows in other objects: a payment
 * changes the balance, SyncToken and LastUpdatedTime of what it pays. One second passes with every change, unless `sameSecond`.
 */
export class Company {
  readonly realmId: string;
  readonly changes: Change[] = [];
  /** Every state that an object has had, and its deletion. */
  readonly states: { readonly entity: Entity; readonly object: QuickBooksObject }[] = [];
  readonly terms: Record<string, unknown>[] = [];
  sameSecond = false;
  now: number;
  readonly #objects = new Map<string, QuickBooksObject>();
  readonly #deleted = new Map<string, { readonly entity: Entity; readonly object: QuickBooksObject }>();
  #lastId = 0;

  constructor(now = '2026-11-01T08:00:00Z', realmId = '4620816365000000001') {
    this.now = Date.parse(now);
    this.realmId = realmId;
  }

  customer(fields: Fields = {}): string {
    const name = `Customer ${this.#lastId + 1}`;
    return this.#create('Customer', {
      DisplayName: name,
      FullyQualifiedName: name,
      Active: true,
      Job: false,
      ...fields,
    });
  }

  /** `TotalAmt` is the invoice’s total, of which `Deposit` is paid at once. */
  invoice(customerId: string, { TotalAmt, ...fields }: Fields & { readonly TotalAmt: number }): string {
    return this.#create('Invoice', {
      CustomerRef: { value: customerId },
      CurrencyRef: { value: 'USD' },
      TxnDate: '2026-10-01',
      DueDate: '2026-10-31',
      DocNumber: String(1000 + this.#lastId + 1),
      EmailStatus: 'NotSet',
      LinkedTxn: [],
      TotalAmt,
      Balance: minus(TotalAmt, Number(fields['Deposit'] ?? 0)),
      ...fields,
    });
  }

  creditMemo(customerId: string, { TotalAmt, ...fields }: Fields & { readonly TotalAmt: number }): string {
    return this.#create('CreditMemo', {
      CustomerRef: { value: customerId },
      CurrencyRef: { value: 'USD' },
      TxnDate: '2026-10-15',
      TotalAmt,
      Balance: TotalAmt,
      RemainingCredit: TotalAmt,
      ...fields,
    });
  }

  refundReceipt(customerId: string, { TotalAmt, ...fields }: Fields & { readonly TotalAmt: number }): string {
    return this.#create('RefundReceipt', {
      CustomerRef: { value: customerId },
      CurrencyRef: { value: 'USD' },
      TxnDate: '2026-10-20',
      TotalAmt,
      Balance: 0,
      ...fields,
    });
  }

  payment(customerId: string, TotalAmt: number, lines: readonly Line[], fields: Fields = {}): string {
    const id = this.#create('Payment', {
      CustomerRef: { value: customerId },
      CurrencyRef: { value: 'USD' },
      TxnDate: '2026-11-02',
      TotalAmt,
      ProcessPayment: false,
      ...applied(TotalAmt, lines),
      ...fields,
    });
    this.#apply(id, lines, 1);
    return id;
  }

  /** The payment anew, with other lines or another amount. */
  changePayment(id: string, TotalAmt: number, lines: readonly Line[]): void {
    this.#apply(id, linesOf(this.get('Payment', id)), -1);
    this.update('Payment', id, { TotalAmt, ...applied(TotalAmt, lines) });
    this.#apply(id, lines, 1);
  }

  update(entity: Entity, id: string, fields: Fields, operation: Change['operation'] = 'Update'): void {
    const before = this.get(entity, id);
    const at = this.#tick();
    this.#put(entity, {
      ...before,
      ...fields,
      SyncToken: String(Number(before.SyncToken) + 1),
      MetaData: { ...before.MetaData, LastUpdatedTime: at },
    });
    this.changes.push({ entity, id, operation, at });
  }

  /** A voided transaction stays, with all its amounts zero. */
  void(entity: 'Invoice' | 'Payment' | 'CreditMemo', id: string): void {
    if (entity === 'Payment') this.#apply(id, linesOf(this.get('Payment', id)), -1);
    const zero = { TotalAmt: 0, Balance: 0, PrivateNote: 'Voided' };
    const none: Record<string, Fields> = { Payment: { UnappliedAmt: 0, Line: [] }, CreditMemo: { RemainingCredit: 0 } };
    this.update(entity, id, { ...zero, ...none[entity] }, 'Void');
  }

  delete(entity: Entity, id: string): void {
    if (entity === 'Payment') this.#apply(id, linesOf(this.get('Payment', id)), -1);
    this.changes.push({ entity, id, operation: 'Delete', at: this.#remove(entity, id) });
  }

  /** `loser` becomes part of `winner`, who gets all its transactions. */
  mergeCustomers(winner: string, loser: string): void {
    for (const entity of ['Invoice', 'CreditMemo', 'Payment', 'RefundReceipt'] as const) {
      for (const { Id, CustomerRef } of this.all(entity)) {
        if ((CustomerRef as { value: string }).value === loser) {
          this.update(entity, Id, { CustomerRef: { value: winner } });
        }
      }
    }
    this.changes.push({
      entity: 'Customer',
      id: winner,
      operation: 'Merge',
      at: this.#remove('Customer', loser),
      deletedId: loser,
    });
  }

  find(entity: Entity, id: string): QuickBooksObject | undefined {
    return this.#objects.get(key(entity, id));
  }

  get(entity: Entity, id: string): QuickBooksObject {
    const object = this.find(entity, id);
    if (!object) throw new Error(`There is no ${entity} ${id} in the company`);
    return object;
  }

  all(entity: Entity): QuickBooksObject[] {
    return [...this.#objects].filter(([name]) => name.startsWith(`${entity}:`)).map(([, object]) => object);
  }

  /** Ids and times of what was deleted, as change data capture tells them. */
  deleted(entity: Entity): QuickBooksObject[] {
    return [...this.#deleted.values()].filter((one) => one.entity === entity).map(({ object }) => object);
  }

  #create(entity: Entity, fields: Fields): string {
    const id = String((this.#lastId += 1));
    const at = this.#tick();
    const MetaData = { CreateTime: at, LastUpdatedTime: at };
    this.#put(entity, { domain: 'QBO', sparse: false, Id: id, SyncToken: '0', MetaData, ...fields });
    this.changes.push({ entity, id, operation: 'Create', at });
    return id;
  }

  #put(entity: Entity, object: QuickBooksObject): void {
    this.#objects.set(key(entity, object.Id), object);
    this.states.push({ entity, object });
  }

  /** Answers when. */
  #remove(entity: Entity, id: string): string {
    const { MetaData } = this.get(entity, id);
    const at = this.#tick();
    this.#objects.delete(key(entity, id));
    const object = { domain: 'QBO', status: 'Deleted', Id: id, MetaData: { ...MetaData, LastUpdatedTime: at } };
    this.#deleted.set(key(entity, id), { entity, object: object as unknown as QuickBooksObject });
    this.states.push({ entity, object: object as unknown as QuickBooksObject });
    return at;
  }

  #apply(paymentId: string, lines: readonly Line[], sign: 1 | -1): void {
    for (const { amount, type, id } of lines) {
      if (type === 'Invoice') {
        const { Balance, LinkedTxn } = this.get('Invoice', id) as unknown as { Balance: number; LinkedTxn: Fields[] };
        const others = LinkedTxn.filter(({ TxnId }) => TxnId !== paymentId);
        this.update('Invoice', id, {
          Balance: minus(Balance, sign * amount),
          LinkedTxn: sign === 1 ? [...others, { TxnId: paymentId, TxnType: 'Payment' }] : others,
        });
      }
      if (type === 'CreditMemo') {
        const left = minus(Number(this.get('CreditMemo', id)['RemainingCredit']), sign * amount);
        this.update('CreditMemo', id, { RemainingCredit: left, Balance: left });
      }
    }
  }

  /** QuickBooks writes times in the company’s own zone, to the second. */
  #tick(): string {
    if (!this.sameSecond) this.now += 1000;
    return `${new Date(this.now - 8 * 3_600_000).toISOString().slice(0, 19)}-08:00`;
  }
}

function key(entity: Entity, id: string): string {
  return `${entity}:${id}`;
}

/** To a thousandth, the smallest part of any currency here. */
function minus(a: number, b: number): number {
  return (Math.round(a * 1000) - Math.round(b * 1000)) / 1000;
}

const CREDITS = ['CreditMemo', 'Deposit'];

function applied(total: number, lines: readonly Line[]): Fields {
  const UnappliedAmt = lines.reduce(
    (left, { amount, type }) => minus(left, CREDITS.includes(type) ? -amount : amount),
    total,
  );
  return {
    UnappliedAmt,
    Line: lines.map(({ amount, type, id }) => ({ Amount: amount, LinkedTxn: [{ TxnId: id, TxnType: type }] })),
  };
}

function linesOf({ Line = [] }: QuickBooksObject): Line[] {
  return (Line as { Amount: number; LinkedTxn: { TxnId: string; TxnType: string }[] }[]).map((line) => ({
    amount: line.Amount,
    type: line.LinkedTxn[0]!.TxnType,
    id: line.LinkedTxn[0]!.TxnId,
  }));
}
