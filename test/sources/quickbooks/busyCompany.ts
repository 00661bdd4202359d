import type { Pick } from '../random.ts';
import { Company } from './company.ts';

/** Months of a company: invoices, credit memos and payments, some of them changed, voided and deleted, some within one second. */
export function busyCompany(pick: Pick, steps: number): Company {
  const company = new Company(new Date(Date.now() - 3_600_000).toISOString());
  const customers = Array.from({ length: 6 }, () => company.customer());
  for (let step = 0; step < steps; step += 1) {
    company.sameSecond = pick(3) === 0;
    act(company, customers[pick(customers.length)]!, pick);
  }
  company.sameSecond = false;
  return company;
}

function act(company: Company, customer: string, pick: Pick): void {
  const [invoice] = openOf(company, 'Invoice', customer);
  const [memo] = openOf(company, 'CreditMemo', customer);
  const payments = company
    .all('Payment')
    .filter(({ TotalAmt, Line }) => TotalAmt !== 0 || (Line as unknown[]).length > 0);
  const payment = payments[pick(Math.max(1, payments.length))];
  const choice = pick(10);
  if (choice < 4 || !invoice) company.invoice(customer, { TotalAmt: (1 + pick(50_000)) / 100 });
  else if (choice < 6) {
    const amount = Math.max(1, pick(Math.round(Number(invoice['Balance']) * 100))) / 100;
    const TotalAmt = Math.round(amount * 100 + pick(300)) / 100;
    company.payment(customer, TotalAmt, [{ type: 'Invoice', id: invoice.Id, amount }]);
  } else if (choice === 6) company.creditMemo(customer, { TotalAmt: (1 + pick(5000)) / 100 });
  else if (choice === 7 && memo) {
    const amount = Math.min(Number(memo['RemainingCredit']), Number(invoice['Balance']));
    company.payment(customer, 0, [
      { type: 'Invoice', id: invoice.Id, amount },
      { type: 'CreditMemo', id: memo.Id, amount },
    ]);
  } else if (payment && pick(3) === 0) company.delete('Payment', payment.Id);
  else if (payment && pick(2) === 0) company.void('Payment', payment.Id);
  else if (payment) company.changePayment(payment.Id, Number(payment['TotalAmt']), []);
}

function openOf(company: Company, entity: 'Invoice' | 'CreditMemo', customer: string) {
  return company
    .all(entity)
    .filter(({ CustomerRef, Balance }) => (CustomerRef as { value: string }).value === customer && Number(Balance) > 0);
}
