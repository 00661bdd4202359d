import type { Pick } from '../random.ts';
import { StripeBooks } from './books.ts';

/** Books of so many customers with so many invoices each, and what happened to them long ago: no event tells of it any more. */
export function busyBooks(pick: Pick, customers: number, invoicesEach: number): StripeBooks {
  const books = new StripeBooks();
  books.isQuiet = true;
  for (let place = 0; place < customers; place++) {
    books.customer(`cus_${place}`, pick(10) === 0 ? { balance: -pick(5_000) } : {});
    for (let each = 0; each < invoicesEach; each++) {
      const given = { total: 100 + pick(100_000), ...(pick(8) === 0 ? { currency: 'jpy' } : {}) };
      books.invoice(`in_${place}_${each}`, `cus_${place}`, given);
      if (pick(2) === 0) happen(books, `in_${place}_${each}`, pick);
    }
  }
  books.isQuiet = false;
  books.now = Math.floor(Date.now() / 1000);
  return books;
}

/** Something that happens to an invoice; nothing where it is settled. */
export function happen(books: StripeBooks, id: string, pick: Pick): void {
  const { status, currency, customer, amount_remaining: left, amount_due: due, total } = books.invoices.get(id)!;
  if (status !== 'open') return;
  const isUntouched = left === total && due === total;
  switch (pick(6)) {
    case 0:
      return void books.pay(id);
    case 1:
      return void books.pay(id, 1 + pick(left));
    case 2:
      if (left > 1) books.credit(`cn_${books.creditNotes.size}`, id, 1 + pick(left - 1));
      return;
    case 3: {
      const payment = books.pay(id);
      if (currency === 'eur') books.refund(`re_${books.refunds.size}`, payment, 1 + pick(left));
      return;
    }
    case 4:
      if (isUntouched) books.voidInvoice(id);
      else books.customer(customer as string, { name: `Renamed ${pick(1_000)}` });
      return;
    default:
      books.writeOff(id);
  }
}

/** What the connector has to know in the end: lines that read the same on both sides. */
export function linesOf(books: StripeBooks): string[] {
  const refunded = new Map<string, number>();
  for (const { payment_intent: intent, amount } of books.refunds.values()) {
    const invoice = books.invoices.get(books.paidBy.get(intent as string)!.invoice as string)!;
    refunded.set(invoice.customer as string, (refunded.get(invoice.customer as string) ?? 0) + amount);
  }
  const owed = new Map<string, number>();
  const invoices = [...books.invoices.values()].map(({ id, customer, currency, status, total, amount_remaining }) => {
    const outstanding = status === 'open' ? amount_remaining : 0;
    if (currency === 'eur') owed.set(customer as string, (owed.get(customer as string) ?? 0) + outstanding);
    return `${id} ${String(customer)} ${currency.toUpperCase()} ${total} ${status === 'void' ? 'void' : outstanding}`;
  });
  const customers = [...books.customers.values()].map(
    ({ id, name, balance }) => `${id} ${name} ${(owed.get(id) ?? 0) + (refunded.get(id) ?? 0) + balance}`,
  );
  return [...customers, ...invoices].sort();
}
