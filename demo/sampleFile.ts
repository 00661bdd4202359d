import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { customers } from './ledger/customers.ts';
import { isoDate } from './ledger/day.ts';

const header = 'customer_id,customer_name,email,language,invoice_number,issued,due,currency,amount';

/**
 * A file for the workflow *import invoices*: known and new customers, invoices due in a month, and one row with a due
 * date that is none, to see what becomes of it. Returns its path.
 */
export function writeSampleFile(folder: string, today: number): string {
  const path = join(folder, 'invoices-to-import.csv');
  if (existsSync(path)) return path;
  const known = customers
    .slice(0, 8)
    .map(({ externalId, name, contacts, language, currency, usualAmount }, index) =>
      [
        externalId,
        name,
        contacts[0]?.email,
        language,
        `EXT-${501 + index}`,
        isoDate(today),
        isoDate(today + 30),
        currency,
        usualAmount.toFixed(2),
      ].join(','),
    );
  const others = [
    `C-2001,Heron Print,lea@heron-print.example,en,EXT-601,${isoDate(today - 40)},${isoDate(today - 10)},EUR,1280.50`,
    `C-2002,Fleurs de Rives,anais@fleurs-de-rives.example,fr,EXT-602,${isoDate(today - 50)},${isoDate(today - 20)},EUR,349.00`,
    `C-2002,Fleurs de Rives,anais@fleurs-de-rives.example,fr,EXT-603,${isoDate(today)},next month,EUR,99.00`,
  ];
  writeFileSync(path, `${[header, ...known, ...others].join('\n')}\n`);
  return path;
}
