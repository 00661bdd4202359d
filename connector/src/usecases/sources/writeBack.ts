import { toIsoDate } from '../../domain/day.ts';
import type { Figures, FiguresRow, WriteOutcomes, WrittenFigure } from '../../sources/figures.ts';
import { type AccountFigures, accountFiguresAfter } from '../../store/accountFigures.ts';
import { loadSourceObjects, objectKey, writeSourceObjects } from '../../store/sourceObjects.ts';
import type { SourceObjectTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { ask } from './ask.ts';
import type { Connection } from './connection.ts';

const KIND = 'figures';
const BATCH = 1000;

/** A row to be written, and what is remembered once it is. */
interface Changed {
  readonly row: FiguresRow;
  readonly written: string;
}

/**
 * Writes customers' figures to the source's accounts that feed them, where they differ from what was written last. What the source does not take
 * is put aside with its reason, and written with the next sync. `only`: of these accounts.
 */
export async function writeBack(
  deps: Deps,
  connection: Connection,
  only: ReadonlySet<string> | null = null,
): Promise<void> {
  const { client, vendor, access } = connection;
  const fields = vendor.writtenFields?.(access.settings) ?? {};
  if (!client.writeFigures || Object.keys(fields).length === 0) return;
  const pending = await changedFigures(deps, connection, fields, only);
  if (pending.size === 0) return;
  await ask(connection, () =>
    client.writeFigures!(
      [...pending.values()].map(({ row }) => row),
      async (portion) => {
        await remember(deps, connection, pending, portion);
        for (const id of portion.keys()) pending.delete(id);
      },
    ),
  );
}

type Fields = Readonly<Partial<Record<WrittenFigure, string>>>;

async function changedFigures(
  deps: Deps,
  { source }: Connection,
  fields: Fields,
  only: ReadonlySet<string> | null,
): Promise<Map<string, Changed>> {
  const { session } = deps.store;
  const moment = await currentMoment(session, deps.clock);
  const changed = new Map<string, Changed>();
  for (let after = ''; ;) {
    const accounts = await accountFiguresAfter(session, source.id, moment, after, BATCH);
    if (accounts.length === 0) return changed;
    after = accounts.at(-1)!.externalId;
    const known = await loadSourceObjects(session, source.id, accounts.map(nameOf));
    for (const account of accounts) {
      const figures = figuresOf(account, moment.settings.currency);
      const written = JSON.stringify(
        Object.entries(fields).map(([figure, field]) => [field, valueOf(figures, figure as WrittenFigure)]),
      );
      const { externalId } = account;
      if (only && !only.has(externalId)) continue;
      const before = known.get(objectKey(nameOf(account)));
      // What was put aside may be as it was written before by now: it is written all the same, so that it is not put aside for ever.
      if (before?.state !== written || before.problem !== null)
        changed.set(externalId, { row: { externalId, figures }, written });
    }
  }
}

const nameOf = ({ externalId }: { readonly externalId: string }) => ({ kind: KIND, externalId }) as const;

function figuresOf({ lastDunningOn, externalId: _, ...rest }: AccountFigures, currency: string): Figures {
  return { ...rest, currency, lastDunningDate: lastDunningOn === null ? null : toIsoDate(lastDunningOn) };
}

/** With its currency, where it is money: the same number of another one is another figure. */
function valueOf(figures: Figures, figure: WrittenFigure): unknown {
  const isMoney = figure === 'outstanding' || figure === 'overdue';
  return isMoney ? [figures[figure], figures.currency] : figures[figure];
}

async function remember(
  deps: Deps,
  { source }: Connection,
  pending: ReadonlyMap<string, Changed>,
  portion: WriteOutcomes,
): Promise<void> {
  await deps.store.transaction(async (session) => {
    const names = [...portion.keys()].map((externalId) => nameOf({ externalId }));
    const known = await loadSourceObjects(session, source.id, names);
    const rows = [...portion].map(([externalId, problem]): SourceObjectTable => {
      const before = known.get(objectKey(nameOf({ externalId })));
      return {
        sourceId: source.id,
        kind: KIND,
        externalId,
        version: deps.clock.wall(),
        hash: '',
        round: source.round,
        isDeleted: 0,
        state: problem === null ? pending.get(externalId)!.written : (before?.state ?? null),
        ownedJson: null,
        problem,
        rawJson: null,
        problemAt: problem === null ? null : deps.clock.now(),
        customerId: null,
        awaits: null,
      };
    });
    await writeSourceObjects(session, rows, known);
  });
}
