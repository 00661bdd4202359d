/** What is done with the invoices that the input items name. */
export interface Deed {
  /** Behind `/v1/invoices/{id}/` and `/v1/invoice-sending/`. */
  path: 'send' | 'mark-sent';
  /** As a test run names it. */
  what: 'send' | 'markSent';
  /** What a test run says did not happen. */
  undone: string;
}
