import type { FiguresRow, WriteOutcomes, WrittenFigure } from '../figures.ts';
import type { OrgReader } from './orgReader.ts';
import { inLists } from './soql.ts';
import { type RowOutcomes, updateRows } from './updateRows.ts';
import { writtenValue } from './writeBack.ts';

const CURRENCY = 'CurrencyIsoCode';

/** Writes figures to the accounts' chosen fields. An account in another currency takes no amount, which it would show as its own money (MON-1). */
export async function writeFigures(
  org: OrgReader,
  rows: readonly FiguresRow[],
  done: (portion: WriteOutcomes) => Promise<void>,
): Promise<void> {
  const { client, fields, settings, context } = org;
  const chosen = Object.entries(settings.writeBack).map(
    ([figure, name]) => [figure as WrittenFigure, fields.get(name)!] as const,
  );
  const foreign = await inOtherCurrencies(org, rows);
  if (foreign.size > 0) await done(foreign);
  const updates = rows
    .filter(({ externalId }) => !foreign.has(externalId))
    .map(({ externalId, figures }) => ({
      id: externalId,
      fields: Object.fromEntries(chosen.map(([figure, field]) => [field.name, writtenValue(figure, figures, field)])),
    }));
  await updateRows(client, 'Account', updates, (portion) => done(inWords(portion)), context.signal);
}

function inWords(portion: RowOutcomes): WriteOutcomes {
  return new Map(
    [...portion].map(([id, failure]) => [
      id,
      failure && `Salesforce refuses the figures (${failure.code}: ${failure.message})`,
    ]),
  );
}

/** Of orgs with several currencies, where money is written to fields of type currency. */
async function inOtherCurrencies(
  { client, fields, settings }: OrgReader,
  rows: readonly FiguresRow[],
): Promise<Map<string, string>> {
  const foreign = new Map<string, string>();
  const isMoney = Object.values(settings.writeBack).some((name) => fields.get(name)!.type === 'currency');
  if (!isMoney || !fields.has(CURRENCY)) return foreign;
  const currencyOf = new Map(rows.map(({ externalId, figures }) => [externalId, figures.currency]));
  for (const list of inLists(currencyOf.keys())) {
    for (const { Id, [CURRENCY]: currency } of await client.queryAll(
      `SELECT Id, ${CURRENCY} FROM Account WHERE Id IN ${list}`,
    )) {
      const ours = currencyOf.get(Id);
      if (currency !== ours)
        foreign.set(
          Id,
          `The account is in ${String(currency)} and the figures are in ${ours}: write them to fields of type number or text`,
        );
    }
  }
  return foreign;
}
