import { storeInvoicePdf } from '../../../connector/src/usecases/invoices/invoicePdf.ts';
import { markSent } from '../../../connector/src/usecases/invoiceSending/markSent.ts';
import { sendDueInvoices, sendInvoicesNow } from '../../../connector/src/usecases/invoiceSending/sendInvoices.ts';
import { type Act, change, OWNER, type Scene } from './act.ts';

const PDF = Buffer.from('%PDF-1.4\nA simulated invoice\n%%EOF\n');

export const sendDue: Act = change('send due invoices', (deps) => sendDueInvoices(deps, OWNER, {}));

/** INV-3 to INV-5: invoices get their PDFs, go out by themselves or by hand, or are marked as sent. */
export function invoiceSending({ random, witness }: Scene): Act {
  const toSend = witness.books.all<{ id: string; hasPdf: number }>(
    'SELECT id, has_pdf AS hasPdf FROM invoices WHERE sent = 0 AND is_void = 0 ORDER BY number',
  );
  if (toSend.length === 0 || random.onceIn(3)) return sendDue;
  const { id, hasPdf } = random.pick(toSend);
  if (hasPdf === 0 && !random.onceIn(6)) return change('a PDF', (deps) => storeInvoicePdf(deps, OWNER, id, PDF));
  if (random.onceIn(5)) return change('mark as sent', (deps) => markSent(deps, OWNER, [id]));
  return change('send by hand', (deps) => {
    witness.chosenByHand.add(id);
    return sendInvoicesNow(deps, OWNER, [id]);
  });
}
