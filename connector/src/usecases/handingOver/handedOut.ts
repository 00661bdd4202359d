import type { CustomerContext } from '../../store/subjects.ts';
import type { ActionTable, InvoiceTable } from '../../store/tables.ts';
import type { ComposedMessage } from '../messages/composeMessage.ts';

/** A due action as it is handed out. */
export interface HandedOut {
  /** As it stands once claimed; its mode is manual where it needs a person, and its reason says why (MAN-2). */
  readonly action: ActionTable;
  readonly context: CustomerContext;
  readonly reference: InvoiceTable | null;
  /** Null of an ad hoc action. */
  readonly plan: { readonly id: string; readonly name: string } | null;
  /** Null in a dry run. */
  readonly claimToken: string | null;
  /** Null where there is nothing to render, or it does not render. */
  readonly composed: ComposedMessage | null;
}
