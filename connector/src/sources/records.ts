import type { Day } from '../domain/day.ts';
import type { EntryKind } from '../domain/settlement.ts';

/**
 * What a source can be asked for again, by its own id. *Figures* are what was written to an account (`writeFigures`), *users* who looks after
 * accounts: a source says nothing of them by themselves, and answers nothing where it is asked.
 */
export type ObjectKind = 'customer' | 'account' | 'invoice' | 'figures' | 'user' | EntryKind;

/** What every record says of itself. */
interface Stated {
  /** The vendor's id of the object; kinds have ids of their own. */
  readonly externalId: string;
  /**
   * The vendor's own order of this object's states: ms of its last change, a counter, a resource version. It is compared within the object
   * alone, and decides what is newer, whatever arrives first. Where it is not known exactly, take one that is surely not too high.
   */
  readonly version: number;
  /** The vendor's object, to be kept with the reason where the record is put aside. */
  readonly raw: unknown;
}

export interface SourceContact {
  /** The vendor's id of the person; without one, the address tells contacts apart. */
  readonly externalId?: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email: string | null;
  readonly phone?: string | null;
  readonly position?: 'accounting' | 'payer' | 'purchaser' | 'sales' | 'other';
  readonly isMain?: boolean;
}

/**
 * Money that an object states itself, all of it at once: what is not stated any more is taken back. Use it where the vendor says with the
 * invoice what was paid on it, so that both are of one state; use records of their own where the vendor says it apart.
 */
export interface OwnedEntry {
  readonly kind: EntryKind;
  /** The vendor's id, or one made of the owner's (`in_123:writeOff`): it stands once in a source and kind. */
  readonly externalId: string;
  /** Above 0, in the minor unit (MON-1). */
  readonly amount: number;
  /** Upper case. */
  readonly currency: string;
  readonly on: Day;
}

/** Somebody who looks after customers at the source. */
export interface SourceUser {
  /** The vendor's id of the person, who stays the same user here when the address changes there; without one, the address is the person. */
  readonly externalId?: string;
  readonly email: string;
  readonly name: string;
}

/** What a vendor feeds of a customer; a field left out is not the source's, and stays as people have it here. */
export interface CustomerFields {
  /** BCP 47; what is none is dropped. */
  readonly language?: string | null;
  /** ISO 3166 alpha-2; what is none is dropped. */
  readonly country?: string | null;
  /** All contacts that the source knows. Those it knew before and does not any more go; those of people here stay. */
  readonly contacts?: readonly SourceContact[];
  /** CUS-4; unknown methods are dropped. */
  readonly paymentMethods?: readonly string[];
  /** By key; null takes a value away. Fields that the source does not feed stay untouched (CUS-4). */
  readonly customFields?: Readonly<Record<string, string | number | boolean | readonly string[] | null>>;
  /** A user with this address is made where there is none; null: the customer has no account manager there. */
  readonly accountManager?: SourceUser | null;
}

export interface CustomerRecord extends Stated, CustomerFields {
  readonly kind: 'customer';
  readonly name: string;
  /** Credit of the customer's that is on no invoice: it counts as unapplied (BAL-1). */
  readonly entries?: readonly OwnedEntry[];
}

/** Feeds a customer that is another source's, or the organisation's own, and makes none. It waits until that customer is there. */
export interface AccountRecord extends Stated, CustomerFields {
  readonly kind: 'account';
  /** Whom it is about: a customer of any source by its external id, or by what it holds in `customerField`. */
  readonly customerExternalId: string;
  /** The key of a custom field that holds the shared id, in the place of the external id. */
  readonly customerField?: string;
  /** What was left out since it does not fit, as sentences for people: put aside with the record, while the rest is applied. */
  readonly problems?: readonly string[];
}

export interface InvoiceRecord extends Stated {
  readonly kind: 'invoice';
  readonly number: string;
  readonly customerExternalId: string;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly currency: string;
  /** In the minor unit, 0 or more. */
  readonly grossAmount: number;
  readonly netAmount: number | null;
  readonly title: string | null;
  /** Drafts are not taken in. What is written off is open, with an owned credit note over what is left. */
  readonly state: 'draft' | 'open' | 'void';
  /** HLD-1: null where the customer has to pay by itself; *failed* once the source has tried in vain. */
  readonly automaticCharging: 'pending' | 'failed' | null;
  /**
   * Who owes it, as the invoice itself says: for customers who are gone at the source and whom nobody here knows. Null where nothing is open;
   * left out where the vendor does not tell.
   */
  readonly payer?: (CustomerFields & { readonly name: string }) | null;
  /** Payments and credit notes stated with the invoice, applied to it alone. */
  readonly entries?: readonly OwnedEntry[];
}

/** Money that the vendor states apart. */
export interface EntryRecord extends Stated {
  readonly kind: EntryKind;
  readonly customerExternalId: string;
  /** 0 where it was taken back: failed, cancelled, void. */
  readonly amount: number;
  readonly currency: string;
  readonly on: Day;
  /** What is not applied stays unapplied. */
  readonly allocations: readonly { readonly invoiceExternalId: string; readonly amount: number }[];
}

/** The object is gone at the source: an invoice becomes void, an entry is taken back, a customer stays with what is open. */
export interface DeletedRecord extends Omit<Stated, 'raw'> {
  readonly kind: ObjectKind;
  readonly deleted: true;
  /** Of a customer: how it was, where the vendor tells it with the deletion. */
  readonly last?: CustomerRecord;
  /** A state of the customer before its deletion was told as well, in whatever order. Set by who takes records in. */
  readonly wasTold?: true;
}

/** An object that cannot be mapped: put aside with its reason (a sentence for people, with the remedy). */
export interface MisfitRecord extends Stated {
  readonly kind: ObjectKind;
  readonly problem: string;
}

/** What a source says of one object, in one shape for all vendors. */
export type SourceRecord = CustomerRecord | AccountRecord | InvoiceRecord | EntryRecord | DeletedRecord | MisfitRecord;
